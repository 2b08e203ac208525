import { describe, expect, it } from "vitest";
import { compareOverSeeds, type FigureOverSeeds } from "./compareOverSeeds.ts";
import type { TargetChange } from "./compareWithRecording.ts";
import { readRecording } from "./readRecording.ts";

const recording = readRecording();
const { comparisons, figures } = compareOverSeeds(recording, { seeds: 10 });
/** A sample of the controller comes every quarter of a second, a control loop every tenth. */
const samplingSeconds = 0.35;
const metricsIntervalSeconds = recording.autoscaling.metrics_interval_s;

describe("a recorded run of real Ray Serve, simulated", () => {
  it("sees the same requests", () => {
    expect(figure("requests").simulated).toBe(figure("requests").recorded);
  });

  it("keeps as many replica-seconds running, within 5 %", () => {
    expect(Math.abs(errorOf(figure("running replica-seconds")))).toBeLessThan(0.05);
    for (const { meanReplicaDifference } of comparisons) expect(meanReplicaDifference).toBeLessThan(0.3);
  });

  it("answers as fast where requests do not wait for replicas that start, within 5 %", () => {
    expect(Math.abs(errorOf(figure("requests in the system, calm")))).toBeLessThan(0.05);
    expect(Math.abs(errorOf(figure("p50 latency, s")))).toBeLessThan(0.05);
  });

  it("answers all requests, those that wait included, within 15 % in mean and p99: README.md tells where the rest is", () => {
    expect(Math.abs(errorOf(figure("mean latency, s")))).toBeLessThan(0.15);
    expect(Math.abs(errorOf(figure("p99 latency, s")))).toBeLessThan(0.15);
  });

  it("changes the number of replicas that it wants within one metrics interval of every recorded change", () => {
    const far = comparisons.flatMap(({ recordedChanges, simulatedChanges }) =>
      recordedChanges
        .filter(({ atSeconds }) => !isAfterQueue(atSeconds))
        .filter((change) => distanceOf(change, simulatedChanges) > metricsIntervalSeconds + samplingSeconds),
    );
    expect(far).toEqual([]);
    expect(comparisons[0]?.recordedChanges.length).toBeGreaterThan(6);
  });

  it("loses only requests of the replica that is killed", () => {
    const { recorded, most } = figure("failed requests");
    expect(recorded).toBeLessThanOrEqual(recording.maxOngoingRequests);
    expect(most).toBeLessThanOrEqual(recording.maxOngoingRequests);
  });
});

/** Changes that wait for a queue to go hang on how fast it does: README.md, "Saturation". */
function isAfterQueue(atSeconds: number): boolean {
  return recording.saturatedSeconds.some(([from, to]) => atSeconds >= from + 15 && atSeconds < to + 10);
}

function distanceOf(change: TargetChange, simulated: readonly TargetChange[]): number {
  const sameWay = simulated.filter(
    ({ from, to }) => Math.sign(to - from) === Math.sign(change.to - change.from),
  );
  return Math.min(...sameWay.map(({ atSeconds }) => Math.abs(atSeconds - change.atSeconds)));
}

function figure(name: string): FigureOverSeeds {
  const found = figures.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
}

function errorOf({ recorded, simulated }: FigureOverSeeds): number {
  return simulated / recorded - 1;
}
