import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** The autoscaler's reports come late, or some of them never. It takes one that is missing for too long for no load. */
export function disturbMetrics(
  port: FaultPort,
  effect: Extract<FaultEffect, { kind: "metrics-outage" }>,
): void {
  const { version, deployment, lostPercent, delaySeconds } = effect;
  port.log(
    `of the ${version}'s autoscaling metrics ${lostPercent} % are lost, the others come ${delaySeconds} s late`,
  );
  lastFor(
    port,
    effect.durationSeconds,
    port.disturbMetrics(version, deployment, { lostPercent, delaySeconds }),
  );
}
