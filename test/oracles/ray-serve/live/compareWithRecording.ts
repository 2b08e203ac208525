import type { SimulationResult } from "../../../../src/simulation/result/SimulationResult.ts";
import type { Recording } from "./readRecording.ts";

/** A figure on both sides. */
export interface ComparedFigure {
  readonly name: string;
  readonly recorded: number;
  readonly simulated: number;
}

/** A change of the number of replicas that is wanted. */
export interface TargetChange {
  readonly atSeconds: number;
  readonly from: number;
  readonly to: number;
}

export interface LiveComparison {
  readonly figures: readonly ComparedFigure[];
  /** Mean requests in the system (by Little's law: latency × rate) where no replica is full, and where requests wait. */
  readonly calm: ComparedFigure;
  readonly saturated: ComparedFigure;
  /** Mean over time of how many more or fewer replicas run in the simulation. */
  readonly meanReplicaDifference: number;
  readonly recordedChanges: readonly TargetChange[];
  readonly simulatedChanges: readonly TargetChange[];
}

/** What the simulation of a recording and the recording say of the same things. */
export function compareWithRecording(recording: Recording, result: SimulationResult): LiveComparison {
  const { endSeconds, samples, requests } = recording;
  const latencies = requests.latencySeconds
    .filter((_, index) => !(String(index) in requests.errors))
    .sort((a, b) => a - b);
  const recordedRunning = (atSeconds: number) => samples.findLast(([at]) => at <= atSeconds)?.[3] ?? 1;
  const simulatedRunning = (atSeconds: number) =>
    result.replicas.filter(
      ({ runningAtSeconds, drainingAtSeconds, goneAtSeconds }) =>
        runningAtSeconds !== null &&
        runningAtSeconds <= atSeconds &&
        (drainingAtSeconds ?? goneAtSeconds ?? Number.POSITIVE_INFINITY) > atSeconds,
    ).length;
  const moments = Array.from({ length: endSeconds * 4 }, (_, index) => index / 4);
  const recorded = moments.map(recordedRunning);
  const simulated = moments.map(simulatedRunning);
  const difference = moments.map((_, index) => Math.abs((simulated[index] ?? 0) - (recorded[index] ?? 0)));
  const { summary } = result;
  const latency = (name: string, of: number, is: number | null) => ({
    name: `${name} latency, s`,
    recorded: of,
    simulated: is ?? Number.NaN,
  });
  const isCalm = (atSeconds: number) =>
    recording.saturatedSeconds.every(([from, to]) => atSeconds < from || atSeconds >= to);
  const inWindow = (name: string, isIn: (atSeconds: number) => boolean): ComparedFigure => ({
    name,
    recorded: meanInSystem(recordedInSystem(recording, moments), moments, isIn),
    simulated: meanInSystem(simulatedInSystem(result, moments), moments, isIn),
  });
  return {
    calm: inWindow("requests in the system, calm", isCalm),
    saturated: inWindow("requests in the system, saturated", (atSeconds) => !isCalm(atSeconds)),
    figures: [
      { name: "requests", recorded: requests.arrivalSeconds.length, simulated: summary.requests },
      {
        name: "failed requests",
        recorded: Object.keys(requests.errors).length,
        simulated: summary.failedRequests,
      },
      latency("mean", sum(latencies) / latencies.length, summary.meanLatencySeconds),
      latency("p50", quantile(latencies, 0.5), summary.p50LatencySeconds),
      latency("p90", quantile(latencies, 0.9), summary.p90LatencySeconds),
      latency("p99", quantile(latencies, 0.99), summary.p99LatencySeconds),
      { name: "running replica-seconds", recorded: sum(recorded) / 4, simulated: sum(simulated) / 4 },
    ],
    meanReplicaDifference: sum(difference) / difference.length,
    recordedChanges: changesOf(samples.map(([atSeconds, target]) => ({ atSeconds, target }))),
    simulatedChanges: changesOf(
      result.targets.map(({ atSeconds, targetReplicas }) => ({ atSeconds, target: targetReplicas })),
    ),
  };
}

function recordedInSystem({ requests }: Recording, moments: readonly number[]): readonly number[] {
  const arrivals = [...requests.arrivalSeconds].sort((a, b) => a - b);
  const ends = requests.arrivalSeconds
    .map((at, index) => at + (requests.latencySeconds[index] ?? 0))
    .sort((a, b) => a - b);
  return moments.map((atSeconds) => countUpTo(arrivals, atSeconds) - countUpTo(ends, atSeconds));
}

function simulatedInSystem(result: SimulationResult, moments: readonly number[]): readonly number[] {
  const { timeline } = result;
  return moments.map((atSeconds) => {
    const row = Math.floor(atSeconds / timeline.intervalSeconds + 1e-9);
    const { queuedRequests, ongoingRequests } = timeline.primary;
    return (queuedRequests[row] ?? 0) + (ongoingRequests[row] ?? 0);
  });
}

function meanInSystem(
  levels: readonly number[],
  moments: readonly number[],
  isIn: (atSeconds: number) => boolean,
): number {
  const inside = levels.filter((_, index) => isIn(moments[index] ?? 0));
  return sum(inside) / inside.length;
}

function countUpTo(sorted: readonly number[], atSeconds: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= atSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function changesOf(
  levels: readonly { readonly atSeconds: number; readonly target: number }[],
): readonly TargetChange[] {
  return levels.flatMap(({ atSeconds, target }, index) => {
    const from = levels[index - 1]?.target ?? target;
    return from === target ? [] : [{ atSeconds, from, to: target }];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
