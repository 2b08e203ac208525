import { replayTrace } from "./replayTrace.ts";
import type { StrategyLaw } from "./StrategyLaw.ts";

/** Weights are shares of a whole. */
export const weightsWhole: StrategyLaw<unknown, unknown> = {
  id: "weights-whole",
  sentence:
    "No weight is negative, and some version of every endpoint has one above 0; an endpoint without weights is gone.",
  source: "reasoning: every request goes to a version",
  check: (trace) =>
    replayTrace(trace).flatMap(({ action, moment }) => {
      if (action.kind !== "set-weights") return [];
      const weights = [...action.weights.values()];
      const isWhole =
        weights.length === 0 ||
        (weights.every((weight) => Number.isFinite(weight) && weight >= 0) &&
          weights.some((weight) => weight > 0));
      return isWhole
        ? []
        : [`at ${moment.view.nowSeconds} s the weights ${weights.join(", ")} are not a whole`];
    }),
};

/** Nothing is done to a version that is not there. */
export const onlyStarted: StrategyLaw<unknown, unknown> = {
  id: "only-started",
  sentence: "A version gets capacity, replicas, traffic or copies of it only between its start and its end.",
  source: "reasoning",
  check: (trace) =>
    replayTrace(trace).flatMap(({ action, moment, before }) => {
      const versions =
        action.kind === "set-weights"
          ? [...action.weights].filter(([, weight]) => weight > 0).map(([version]) => version)
          : action.kind === "set-capacity" ||
              action.kind === "set-replicas" ||
              (action.kind === "mirror" && action.fraction > 0)
            ? [action.version]
            : [];
      return versions
        .filter((version) => !before.started.has(version) || before.ended.has(version))
        .map(
          (version) =>
            `at ${moment.view.nowSeconds} s: ${action.kind} of version ${version}, which is not there`,
        );
    }),
};

/** Nothing with traffic is given up. */
export const endsWithoutTraffic: StrategyLaw<unknown, unknown> = {
  id: "ends-without-traffic",
  sentence:
    "A version is ended only while no endpoint sends it traffic, or while none of its replicas is ready where they share the traffic.",
  source: "reasoning: its requests would have nowhere to go",
  check: (trace) =>
    replayTrace(trace).flatMap(({ action, moment, before }) => {
      if (action.kind !== "end-version") return [];
      const hasTraffic =
        trace.traffic === "weights"
          ? [...before.weights.values()].some((weights) => (weights.get(action.version) ?? 0) > 0)
          : moment.view.versions.some(
              ({ id, deployments }) =>
                id === action.version &&
                deployments.some(({ readySinceSeconds }) => readySinceSeconds.length > 0),
            );
      return hasTraffic
        ? [`at ${moment.view.nowSeconds} s version ${action.version} ended with traffic`]
        : [];
    }),
};

/** The laws that every strategy keeps. */
export const strategyLaws: readonly StrategyLaw<unknown, unknown>[] = [
  weightsWhole,
  onlyStarted,
  endsWithoutTraffic,
];
