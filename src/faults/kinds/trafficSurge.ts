import { numberSchema } from "../../scenario/fields/numberSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** `factor` times as many requests arrive for a time. */
export interface TrafficSurge {
  readonly kind: "traffic-surge";
  readonly factor: number;
  readonly durationSeconds: number | null;
}

/** So many times as many requests arrive, of the same sizes; see the simulation's `TrafficSurge` for how. */
export const trafficSurge = defineFault({
  sentence: "So many times as many requests arrive, of the same sizes.",
  schema: faultSection("traffic-surge", {
    factor: numberSchema({ least: 1, most: 100 }).describe("So many times as many requests arrive."),
    duration: usualOptions.duration,
  }),
  compile: (written): TrafficSurge => ({
    kind: written.kind,
    factor: written.factor,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`${effect.factor} times as many requests arrive`);
    lastFor(port, effect.durationSeconds, port.multiplyTraffic(effect.factor));
  },
  samples: () => [{ factor: [1, 1.5, 4], duration: usualSamples.duration }],
  // Surges multiply, and each may last to the end.
  sampledPerHour: 5,
});
