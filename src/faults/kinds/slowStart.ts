import { numberSchema } from "../../scenario/fields/numberSchema.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Replicas that begin to start meanwhile take `factor` times as long for it. */
export interface SlowStart {
  readonly kind: "slow-start";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly factor: number;
  readonly durationSeconds: number | null;
}

const { version, deployment, duration } = usualOptions;

/** Replicas take longer from a place on a node to ready (a slow registry, a cold model cache). Those that start already do not. */
export const slowStart = defineFault({
  sentence: "Replicas take longer to start (a slow registry, a cold model cache).",
  schema: faultSection("slow-start", {
    version,
    deployment,
    factor: numberSchema({ least: 1, most: 1000 }).describe(
      "New replicas take so many times as long to start.",
    ),
    duration,
  }),
  compile: (written, scene): SlowStart => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    factor: written.factor,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, { version: struck, deployment: slowed, factor, durationSeconds }) {
    port.log(`new replicas of the ${struck} take ${factor} times as long to start`);
    lastFor(port, durationSeconds, port.slowStartUp(struck, slowed, factor));
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      factor: [1.5, 10],
      duration: usualSamples.duration,
    },
  ],
});
