import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { tightScenarioArbitrary } from "../../src/testing/tightScenarioArbitrary.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";
import { judgeTruth } from "./judgeTruth.ts";

const { runs, seed } = propertyRuns(100);

describe("the verdict on a rollout", () => {
  it(
    "is what the simulation then does, with its requests and its luck",
    () => {
      const seen = { agrees: 0, undecided: 0, finishes: 0, never: 0 };
      fc.assert(
        fc.property(tightScenarioArbitrary(), (scenario) => {
          const { agreement, verdict, on, outcome } = judgeTruth(scenario);
          expect(agreement, `${verdict} (${JSON.stringify(on)}), but ${outcome}`).not.toBe("disagrees");
          if (agreement === "agrees") seen.agrees++;
          else seen.undecided++;
          if (verdict === "finishes") seen.finishes++;
          if (verdict === "never-finishes") seen.never++;
        }),
        { numRuns: runs, seed, verbose: 1, endOnFailure: true },
      );
      // Otherwise it would say little: both verdicts are common, and luck decides seldom.
      expect(seen.finishes).toBeGreaterThan(runs / 8);
      expect(seen.never).toBeGreaterThan(runs / 8);
      expect(seen.undecided).toBeLessThan(runs / 8);
    },
    60_000 + 400 * runs,
  );
});
