import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** The head node of this version's cluster dies. */
export interface HeadNodeDeath {
  readonly kind: "head-node-death";
  readonly version: FaultVersion;
}

/** The head node dies: with GCS external storage the service goes on, without it the whole cluster restarts. */
export const headNodeDeath = defineFault({
  sentence:
    "The head node dies: with GCS external storage the service goes on, without it the whole cluster restarts.",
  schema: faultSection("head-node-death", { version: usualOptions.version }),
  compile: (written): HeadNodeDeath => ({ kind: written.kind, version: written.version }),
  strike(port, effect) {
    const isStruck = port.killHeadNode(effect.version);
    port.log(
      isStruck
        ? `the head node of the ${effect.version} dies`
        : `there is no ${effect.version} whose head node could die`,
    );
  },
  idleReason: (_, { hasHeadNode }) =>
    hasHeadNode ? null : "Kubernetes runs the service without Ray, so that there is no head node",
  samples: () => [{ version: usualSamples.version }],
});
