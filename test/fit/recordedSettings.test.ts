import { describe, expect, it } from "vitest";
import { fitDeployment } from "../../src/fit/fitDeployment.ts";
import type { RequestLog } from "../../src/fit/RequestLog.ts";
import {
  type RecordedRun,
  type RecordedSetting,
  readRecordedSetting,
  recordedSettingNames,
} from "../oracles/ray-serve/live/settings/RecordedSetting.ts";

const tenthMilliseconds = 1e-4;
const names = recordedSettingNames().filter((name) => name.startsWith("static-"));

/** What the client saw, and what the user's code at the replicas saw of the same requests. */
function logsOf(recorded: RecordedSetting, run: RecordedRun) {
  const answered = recorded.requests.arrival
    .map((_, index) => index)
    .filter((index) => run.columns.done[index] != null && run.columns.ended[index] != null);
  const column = (name: string) =>
    Float64Array.from(answered, (index) => (run.columns[name]?.[index] ?? 0) * tenthMilliseconds);
  const due = Float64Array.from(answered, (index) => recorded.requests.arrival[index]! * tenthMilliseconds);
  const late = column("late");
  const sent = due.map((moment, place) => moment + late[place]!);
  const [began, ended] = [column("began"), column("ended")];
  const log = (start: Float64Array, duration: Float64Array, takenBy: RequestLog["takenBy"]): RequestLog => {
    const order = Array.from(start.keys()).sort((a, b) => start[a]! - start[b]!);
    const ordered = (values: Float64Array) => Float64Array.from(order, (place) => values[place]!);
    return {
      arrivalSeconds: ordered(start),
      durationSeconds: ordered(duration),
      waitSeconds: null,
      outcomes: new Uint8Array(order.length),
      inputTokens: null,
      outputTokens: null,
      replicas:
        takenBy === "caller"
          ? null
          : Int32Array.from(order, (place) => run.columns.replica?.[answered[place]!] ?? 0),
      takenBy,
    };
  };
  const asked = answered.map((index) => recorded.requests.seconds[index]! * tenthMilliseconds);
  return {
    called: log(sent, column("done"), "caller"),
    served: log(
      sent.map((moment, place) => moment + began[place]!),
      began.map((start, place) => ended[place]! - start),
      "replica",
    ),
    meanSeconds: asked.reduce((sum, each) => sum + each, 0) / asked.length,
  };
}

const nothingElse = {
  name: "Sleeper",
  pathSeconds: null,
  startUps: null,
  meanConstructorSeconds: null,
  servedCounts: null,
  arrivalCounts: null,
  notes: [],
};

describe.each(names)("recordings of real Ray Serve: %s", (name) => {
  const recorded = readRecordedSetting(name);
  const [deployment] = recorded.setting.application.deployments;
  const slots = (deployment?.num_replicas ?? 1) * (deployment?.max_ongoing_requests ?? 1);
  const runs = recorded.runs.map((run) => logsOf(recorded, run));

  it("have the service times that were asked for, from the client's log and the slots, and from the replicas'", () => {
    for (const { called, served, meanSeconds } of runs) {
      const byCaller = fitDeployment({ ...nothingElse, called, served: null }, { slots }).serviceTimes
        ?.distribution;
      const byReplica = fitDeployment({ ...nothingElse, called, served }).serviceTimes?.distribution;
      for (const [fitted, most] of [
        [byCaller, 0.03],
        [byReplica, 0.006],
      ] as const) {
        const found = fitted?.distribution;
        expect(found?.kind).toBe("exponential");
        if (fitted == null || found?.kind !== "exponential") continue;
        const chance = fitted === byReplica ? 0 : (3 * meanSeconds) / Math.sqrt(fitted.observed);
        expect(found.mean - meanSeconds).toBeGreaterThan(-chance - 0.002);
        // And what Ray and its timers add.
        expect(found.mean - meanSeconds).toBeLessThan(chance + most);
      }
    }
  });

  it("have the Poisson process that the client played", () => {
    for (const { called } of runs) {
      const arrivals = fitDeployment({ ...nothingElse, called, served: null }, { slots }).arrivals;
      expect(arrivals?.arrivals.kind).toBe("poisson");
      expect(arrivals?.ksPValue).toBeGreaterThan(0.01);
    }
  });
});
