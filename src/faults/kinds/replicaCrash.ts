import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Running replicas die. */
export interface ReplicaCrash {
  readonly kind: "replica-crash";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly count: number;
}

const { version, deployment, count } = usualOptions;

/** Running replicas die; what they serve is lost. */
export const replicaCrash = defineFault({
  sentence: "Running replicas die, and what they serve is lost.",
  schema: faultSection("replica-crash", { version, deployment, count: count.default(1) }),
  compile: (written, scene): ReplicaCrash => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    count: written.count,
  }),
  strike(port, effect) {
    const running = port.runningReplicas(effect.version, effect.deployment);
    const victims = pickVictims(running, effect.count, port.random);
    port.log(`${victims.length} of ${running.length} ${effect.version} replicas crash`);
    for (const replica of victims) port.crashReplica(replica, "crashed");
  },
  samples: ({ deployments }) => [
    { version: usualSamples.version, deployment: orLeftOut(deployments), count: usualSamples.count },
  ],
});
