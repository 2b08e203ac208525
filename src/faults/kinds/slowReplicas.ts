import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/**
 * A gray failure: some replicas serve so many times as slowly (a throttled GPU, a noisy neighbour) and pass every
 * health check, so that nothing replaces them (Huang et al., Gray Failure, HotOS 2017: differential observability).
 */
export function slowReplicas(port: FaultPort, effect: Extract<FaultEffect, { kind: "gray-failure" }>): void {
  const running = port.runningReplicas(effect.version, effect.deployment);
  const victims = pickVictims(running, effect.count, port.random);
  port.log(
    `${victims.length} of ${running.length} ${effect.version} replicas serve ${effect.factor} times as slowly and pass their health checks`,
  );
  for (const replica of victims) {
    lastFor(port, effect.durationSeconds, port.slowReplica(replica, effect.factor));
  }
}
