import { describe, expect, it } from "vitest";
import { simulate } from "../../../../src/simulation/simulate.ts";
import { type ComparedFigure, compareWithRecording, type TargetChange } from "./compareWithRecording.ts";
import { readRecording } from "./readRecording.ts";
import { replay } from "./replay.ts";

const recording = readRecording();
const comparison = compareWithRecording(recording, simulate(replay(recording)));
/** A sample of the controller comes every quarter of a second, a control loop every tenth. */
const samplingSeconds = 0.35;
const metricsIntervalSeconds = recording.autoscaling.metrics_interval_s;

describe("a recorded run of real Ray Serve, simulated", () => {
  it("sees the same requests", () => {
    expect(figure("requests").simulated).toBe(figure("requests").recorded);
  });

  it("keeps as many replica-seconds running, within 5 %", () => {
    expect(Math.abs(errorOf(figure("running replica-seconds")))).toBeLessThan(0.05);
    expect(comparison.meanReplicaDifference).toBeLessThan(0.25);
  });

  it("answers as fast where requests do not wait for replicas that start, within 5 %", () => {
    expect(Math.abs(errorOf(comparison.calm))).toBeLessThan(0.05);
    expect(Math.abs(errorOf(figure("p50 latency, s")))).toBeLessThan(0.05);
  });

  it("changes the number of replicas that it wants within one metrics interval of every recorded change", () => {
    const far = comparison.recordedChanges
      .filter(({ atSeconds }) => !isAfterQueue(atSeconds))
      .filter((change) => distanceOf(change) > metricsIntervalSeconds + samplingSeconds);
    expect(far).toEqual([]);
    expect(comparison.recordedChanges.length).toBeGreaterThan(6);
  });

  it("loses only requests of the replica that is killed", () => {
    const { recorded, simulated } = figure("failed requests");
    expect(recorded).toBeLessThanOrEqual(recording.maxOngoingRequests);
    expect(simulated).toBeLessThanOrEqual(recording.maxOngoingRequests);
  });
});

/** Changes that wait for a queue to go hang on how fast it does: README.md, "Saturation". */
function isAfterQueue(atSeconds: number): boolean {
  return recording.saturatedSeconds.some(([from, to]) => atSeconds >= from + 15 && atSeconds < to + 10);
}

function distanceOf(change: TargetChange): number {
  const sameWay = comparison.simulatedChanges.filter(
    ({ from, to }) => Math.sign(to - from) === Math.sign(change.to - change.from),
  );
  return Math.min(...sameWay.map(({ atSeconds }) => Math.abs(atSeconds - change.atSeconds)));
}

function figure(name: string): ComparedFigure {
  const found = comparison.figures.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no figure ${name}`);
  return found;
}

function errorOf({ recorded, simulated }: ComparedFigure): number {
  return simulated / recorded - 1;
}
