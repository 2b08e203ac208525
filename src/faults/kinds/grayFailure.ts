import { numberSchema } from "../../scenario/fields/numberSchema.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Running replicas are slow, and pass their health checks. */
export interface GrayFailure {
  readonly kind: "gray-failure";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly count: number;
  readonly factor: number;
  readonly durationSeconds: number | null;
}

const { version, deployment, count, duration } = usualOptions;

/**
 * A gray failure: some replicas serve so many times as slowly (a throttled GPU, a noisy neighbour) and pass every
 * health check, so that nothing replaces them (Huang et al., Gray Failure, HotOS 2017: differential observability).
 */
export const grayFailure = defineFault({
  sentence:
    "Some replicas serve so many times as slowly and pass every health check, so that nothing replaces them.",
  schema: faultSection("gray-failure", {
    version,
    deployment,
    count: count.default(1),
    factor: numberSchema({ least: 1, most: 1000 })
      .default(10)
      .describe("Requests on these replicas take so many times as long; health checks pass."),
    duration,
  }),
  compile: (written, scene): GrayFailure => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    count: written.count,
    factor: written.factor,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const running = port.runningReplicas(effect.version, effect.deployment);
    const victims = pickVictims(running, effect.count, port.random);
    port.log(
      `${victims.length} of ${running.length} ${effect.version} replicas serve ${effect.factor} times as slowly and pass their health checks`,
    );
    for (const replica of victims) {
      lastFor(port, effect.durationSeconds, port.slowReplica(replica, effect.factor));
    }
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      count: usualSamples.count,
      factor: [3, 50],
      duration: usualSamples.duration,
    },
  ],
});
