import { durationSchema } from "../../scenario/fields/durationSchema.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Running replicas stop working: they take requests, answer none, and their health checks time out. */
export interface HungReplica {
  readonly kind: "hung-replica";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly count: number;
  readonly durationSeconds: number | null;
}

const { version, deployment, count } = usualOptions;

/**
 * Running replicas stop working (a deadlock, a stuck GPU). The router does not know: they take requests up to their
 * slots, and those hang until they time out or the replica is killed. Health checks are not answered either.
 */
export const hungReplica = defineFault({
  sentence: "Running replicas take requests, answer none, and do not answer their health checks either.",
  schema: faultSection("hung-replica", {
    version,
    deployment,
    count: count.default(1),
    duration: durationSchema.optional().describe("Default: until the replica is replaced."),
  }),
  compile: (written, scene): HungReplica => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    count: written.count,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const running = port.runningReplicas(effect.version, effect.deployment);
    const victims = pickVictims(running, effect.count, port.random);
    port.log(`${victims.length} of ${running.length} ${effect.version} replicas hang`);
    for (const replica of victims) lastFor(port, effect.durationSeconds, port.hangReplica(replica));
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      count: usualSamples.count,
      duration: usualSamples.duration,
    },
  ],
});
