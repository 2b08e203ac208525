import { numberSchema } from "../../scenario/fields/numberSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** What all versions depend on is slow, or fails, for a time. */
export interface BrownOut {
  readonly kind: "brown-out";
  readonly factor: number;
  readonly errorPercent: number;
  readonly durationSeconds: number | null;
}

/** Something that every version calls (a database, a vector store) is slow or fails: no rollback helps. */
export const brownOut = defineFault({
  sentence:
    "Something that every version calls (a database, a vector store) is slow or fails, so that no rollback helps.",
  schema: faultSection("brown-out", {
    factor: numberSchema({ least: 1, most: 1000 })
      .default(1)
      .describe("All requests take so many times as long."),
    errorPercent: usualOptions.percent.default(0).describe("Share of finished requests that are errors."),
    duration: usualOptions.duration,
  }),
  compile: (written): BrownOut => ({
    kind: written.kind,
    factor: written.factor,
    errorPercent: written.errorPercent,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, { factor, errorPercent, durationSeconds }) {
    port.log(
      `a dependency browns out: requests take ${factor} times as long, ${errorPercent} % of the answers are errors`,
    );
    lastFor(port, durationSeconds, port.slowDown("all", factor));
    lastFor(port, durationSeconds, port.addErrors("all", errorPercent));
  },
  samples: () => [{ factor: [1, 4], errorPercent: [0, 30], duration: usualSamples.duration }],
});
