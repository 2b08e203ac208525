import { describe, expect, it } from "vitest";
import { fitArrivals } from "../../src/fit/arrivals/fitArrivals.ts";
import {
  type RecordedRun,
  type RecordedSetting,
  readRecordedSetting,
  recordedSettingNames,
} from "../oracles/ray-serve/live/settings/RecordedSetting.ts";

const tenthMilliseconds = 1e-4;
const names = recordedSettingNames().filter((name) => name.startsWith("static-"));

/** The moments at which the client sent, late where it was. */
function sentSeconds(recorded: RecordedSetting, run: RecordedRun): Float64Array {
  return Float64Array.from(
    recorded.requests.arrival,
    (due, index) => (due + (run.columns.late[index] ?? 0)) * tenthMilliseconds,
  ).sort();
}

describe.each(names)("recordings of real Ray Serve: %s", (name) => {
  const recorded = readRecordedSetting(name);

  it("have the Poisson process that the client played", () => {
    for (const run of recorded.runs) {
      const arrivals = fitArrivals(sentSeconds(recorded, run));
      expect(arrivals?.arrivals.kind).toBe("poisson");
      expect(arrivals?.ksPValue).toBeGreaterThan(0.01);
    }
  });
});
