import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** This share of the requests that this version finishes are errors. */
export interface Errors {
  readonly kind: "errors";
  readonly version: FaultVersion;
  readonly percent: number;
  readonly durationSeconds: number | null;
}

const { version, percent, duration } = usualOptions;

/** A share of the version's answers are errors of the application. */
export const errors = defineFault({
  sentence: "A share of the version's answers are errors of the application.",
  schema: faultSection("errors", {
    version,
    percent: percent.describe("Share of finished requests that are errors."),
    duration,
  }),
  compile: (written): Errors => ({
    kind: written.kind,
    version: written.version,
    percent: written.percent,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`${effect.percent} % of the answers of the ${effect.version} are errors`);
    lastFor(port, effect.durationSeconds, port.addErrors(effect.version, effect.percent));
  },
  samples: () => [{ version: usualSamples.version, percent: [1, 50, 100], duration: usualSamples.duration }],
});
