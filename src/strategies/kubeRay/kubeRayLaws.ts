import { type ReplayedAction, replayTrace } from "../replayTrace.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyLaw, StrategyTrace } from "../StrategyLaw.ts";
import type { VersionId } from "../VersionId.ts";
import type { KubeRayIncrementalOptions, KubeRayOptions } from "./kubeRayOptionsSchema.ts";

type Trace = StrategyTrace<KubeRayOptions, StrategyCommand>;
type Law = StrategyLaw<KubeRayOptions, StrategyCommand>;
type Replayed = ReplayedAction<StrategyCommand>;

/** Laws of an upgrade in steps; of the other types they say nothing. */
function whenIncremental(
  check: (trace: Trace, options: KubeRayIncrementalOptions) => readonly string[],
): Law["check"] {
  return (trace) => {
    const { options } = trace.start;
    return options.type === "NewClusterWithIncrementalUpgrade" ? check(trace, options) : [];
  };
}

/** Every action until the first command: an upgrade that nobody turns around. */
function undisturbed(trace: Trace): readonly Replayed[] {
  const until = trace.moments.findIndex(({ command }) => command !== null);
  return replayTrace(until === -1 ? trace : { ...trace, moments: trace.moments.slice(0, until) });
}

function capacityOf({ after }: Replayed, version: VersionId): number {
  return after.ended.has(version) ? 0 : (after.capacityPercent.get(version) ?? 0);
}

function weightOf({ weights }: Replayed["after"], version: VersionId): number {
  return weights.get(null)?.get(version) ?? 0;
}

const surgeHeld: Law = {
  id: "kuberay-surge-held",
  sentence:
    "The target capacities of the clusters of a service add up to at most 100 % and the surge; a cluster that waits for its deletion is not of the service.",
  source: "ray-operator v1.7.0, reconcileServeTargetCapacity",
  check: whenIncremental((trace, { maxSurgePercent }) =>
    undisturbed(trace).flatMap((replayed) => {
      if (replayed.action.kind !== "set-capacity") return [];
      const total = capacityOf(replayed, trace.start.current) + capacityOf(replayed, trace.start.next);
      return total > 100 + maxSurgePercent
        ? [`at ${replayed.moment.view.nowSeconds} s both clusters have ${total} %`]
        : [];
    }),
  ),
};

const trafficWithinCapacity: Law = {
  id: "kuberay-traffic-within-capacity",
  sentence:
    "As long as nobody changes the goal, the new cluster has at most as much traffic as target capacity.",
  source: "ray-operator v1.7.0, calculateTrafficRoutedPercent (in a rollback it does not hold)",
  check: whenIncremental((trace) =>
    undisturbed(trace).flatMap((replayed) => {
      const trafficPercent = 100 * weightOf(replayed.after, trace.start.next);
      const capacityPercent = capacityOf(replayed, trace.start.next);
      return trafficPercent > capacityPercent + 1e-9
        ? [
            `at ${replayed.moment.view.nowSeconds} s the new cluster has ${trafficPercent} % of the traffic and ${capacityPercent} % of the capacity`,
          ]
        : [];
    }),
  ),
};

const capacityWaitsForTraffic: Law = {
  id: "kuberay-capacity-waits-for-traffic",
  sentence:
    "As long as nobody changes the goal, capacity moves only when the new cluster has as much traffic as capacity.",
  source: "ray-operator v1.7.0, reconcileServeTargetCapacity",
  check: whenIncremental((trace) =>
    undisturbed(trace).flatMap((replayed) => {
      const { action, before, moment } = replayed;
      if (action.kind !== "set-capacity") return [];
      const { next } = trace.start;
      const trafficPercent = 100 * weightOf(before, next);
      const capacityPercent = before.capacityPercent.get(next) ?? 0;
      return Math.abs(trafficPercent - capacityPercent) > 1e-9
        ? [`at ${moment.view.nowSeconds} s capacity moved at ${trafficPercent} % of traffic`]
        : [];
    }),
  ),
};

const intervalKept: Law = {
  id: "kuberay-interval-kept",
  sentence: "As long as nobody changes the goal, two shifts of traffic are at least an interval apart.",
  source: "ray-operator v1.7.0, calculateTrafficRoutedPercent",
  check: whenIncremental((trace, { intervalSeconds }) => {
    const shifts = undisturbed(trace).filter(({ action }) => action.kind === "set-weights");
    return shifts.flatMap(({ moment }, index) => {
      const before = shifts[index - 1];
      if (before === undefined) return [];
      const seconds = moment.view.nowSeconds - before.moment.view.nowSeconds;
      return seconds < intervalSeconds
        ? [`at ${moment.view.nowSeconds} s traffic moved after ${seconds} s`]
        : [];
    });
  }),
};

const onlyWhenServing: Law = {
  id: "kuberay-only-when-serving",
  sentence: "As long as nobody changes the goal, traffic moves only while the new cluster serves.",
  source: "ray-operator v1.7.0, calculateTrafficRoutedPercent; NewCluster: reconcileServicesToReadyCluster",
  check: (trace) =>
    undisturbed(trace).flatMap(({ action, moment }) => {
      if (action.kind !== "set-weights") return [];
      const seen = moment.view.versions.find(({ id }) => id === trace.start.next);
      return seen?.isServing === true && seen.isHeadReady
        ? []
        : [`at ${moment.view.nowSeconds} s traffic moved to a cluster that does not serve`];
    }),
};

const deletionDelayed: Law = {
  id: "kuberay-deletion-delayed",
  sentence: "A cluster is deleted no sooner than its deletion delay after its last traffic.",
  source: "ray-operator v1.7.0, cleanUpRayClusterInstance",
  check: (trace) => {
    const { options } = trace.start;
    if (options.type === "None") return [];
    const lostSeconds = new Map<VersionId, number>();
    return replayTrace(trace).flatMap(({ action, before, after, moment }) => {
      const { nowSeconds } = moment.view;
      for (const version of before.started) {
        if (weightOf(before, version) > 0 && weightOf(after, version) === 0)
          lostSeconds.set(version, nowSeconds);
      }
      if (action.kind !== "end-version") return [];
      const since = lostSeconds.get(action.version);
      return since !== undefined && nowSeconds < since + options.deletionDelaySeconds
        ? [
            `at ${nowSeconds} s version ${action.version} was deleted ${nowSeconds - since} s after its last traffic`,
          ]
        : [];
    });
  },
};

/** What every upgrade of a RayService keeps. */
export const kubeRayLaws: readonly Law[] = [
  surgeHeld,
  trafficWithinCapacity,
  capacityWaitsForTraffic,
  intervalKept,
  onlyWhenServing,
  deletionDelayed,
];
