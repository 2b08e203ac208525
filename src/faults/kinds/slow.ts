import { numberSchema } from "../../scenario/fields/numberSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Requests on this version take `factor` times as long. */
export interface Slow {
  readonly kind: "slow";
  readonly version: FaultVersion;
  readonly factor: number;
  readonly durationSeconds: number | null;
}

const { version, duration } = usualOptions;

/** Every request on the version takes so many times as long, those under way included. */
export const slow = defineFault({
  sentence: "Every request on the version takes so many times as long, those under way included.",
  schema: faultSection("slow", {
    version,
    factor: numberSchema({ least: 0.01, most: 1000 }).describe("Requests take so many times as long."),
    duration,
  }),
  compile: (written): Slow => ({
    kind: written.kind,
    version: written.version,
    factor: written.factor,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`the ${effect.version} serves ${effect.factor} times as slowly`);
    lastFor(port, effect.durationSeconds, port.slowDown(effect.version, effect.factor));
  },
  samples: () => [{ version: usualSamples.version, factor: [0.5, 2, 20], duration: usualSamples.duration }],
});
