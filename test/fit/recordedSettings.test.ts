import { describe, expect, it } from "vitest";
import { mean } from "../../src/engine/sample.ts";
import { fitArrivals } from "../../src/fit/arrivals/fitArrivals.ts";
import type { RequestLog } from "../../src/fit/RequestLog.ts";
import { fitServiceTimes } from "../../src/fit/times/fitServiceTimes.ts";
import {
  type RecordedRun,
  type RecordedSetting,
  readRecordedSetting,
  recordedSettingNames,
} from "../oracles/ray-serve/live/settings/RecordedSetting.ts";

const tenthMilliseconds = 1e-4;
const names = recordedSettingNames().filter((name) => name.startsWith("static-"));

/** What the client saw, and what the user's code at the replicas saw of the same requests. */
function logsOf({ requests }: RecordedSetting, run: RecordedRun) {
  const answered = requests.arrival
    .map((_, index) => index)
    .filter((index) => run.columns.done[index] != null && run.columns.ended[index] != null);
  const seconds = (index: number, name: string) => (run.columns[name]?.[index] ?? 0) * tenthMilliseconds;
  const sent = (index: number) => requests.arrival[index]! * tenthMilliseconds + seconds(index, "late");
  const log = (
    takenBy: RequestLog["takenBy"],
    startOf: (index: number) => number,
    durationOf: (index: number) => number,
  ): RequestLog => {
    const order = answered.slice().sort((left, right) => startOf(left) - startOf(right));
    return {
      arrivalSeconds: Float64Array.from(order, startOf),
      durationSeconds: Float64Array.from(order, durationOf),
      waitSeconds: null,
      outcomes: new Uint8Array(order.length),
      inputTokens: null,
      outputTokens: null,
      replicas:
        takenBy === "caller" ? null : Int32Array.from(order, (index) => run.columns.replica?.[index] ?? 0),
      takenBy,
    };
  };
  const asked = answered.reduce((sum, index) => sum + requests.seconds[index]!, 0) * tenthMilliseconds;
  return {
    called: log("caller", sent, (index) => seconds(index, "done")),
    served: log(
      "replica",
      (index) => sent(index) + seconds(index, "began"),
      (index) => seconds(index, "ended") - seconds(index, "began"),
    ),
    askedMeanSeconds: asked / answered.length,
  };
}

/** The mean of the times that the fit rests on, and how many they are; `null`: every slot was always taken. */
function timesOf(log: RequestLog, slots: number) {
  const found = fitServiceTimes(log, { slots });
  if (found === "always-full") return null;
  if (typeof found === "string" || found.distribution === null) throw new Error("nothing is fitted");
  const { distribution, goodness, observed } = found.distribution;
  return { meanSeconds: mean(distribution) / (1 + (goodness.meanErrorPercent ?? 0) / 100), observed };
}

describe.each(names)("recordings of real Ray Serve: %s", (name) => {
  const recorded = readRecordedSetting(name);
  const [deployment] = recorded.setting.application.deployments;
  const slots = (deployment?.num_replicas ?? 1) * (deployment?.max_ongoing_requests ?? 1);
  const runs = recorded.runs.map((run) => logsOf(recorded, run));

  it("have the Poisson process that the client played", () => {
    for (const { called } of runs) {
      const arrivals = fitArrivals(called.arrivalSeconds);
      expect(arrivals?.arrivals.kind).toBe("poisson");
      expect(arrivals?.ksPValue).toBeGreaterThan(0.01);
    }
  });

  it("have the service times that were asked for, and what Ray and its timers add, whoever took the times", () => {
    for (const { called, served, askedMeanSeconds } of runs) {
      const byReplica = timesOf(served, slots);
      const more = (byReplica?.meanSeconds ?? 0) - askedMeanSeconds;
      expect(more).toBeGreaterThan(-0.002);
      expect(more).toBeLessThan(0.01);
      const byCaller = timesOf(called, slots);
      // A client that is slow to read its answers counts requests that have left their slots.
      if (byCaller === null) continue;
      const chance = (3 * askedMeanSeconds) / Math.sqrt(byCaller.observed);
      expect(byCaller.meanSeconds - askedMeanSeconds).toBeGreaterThan(-chance);
      expect(byCaller.meanSeconds - askedMeanSeconds).toBeLessThan(chance + 0.05);
    }
  });
});
