import type { StrategyLaw } from "../StrategyLaw.ts";
import { sumsToOne } from "./sumsToOne.ts";
import type { WeightsCommand } from "./WeightsCommand.ts";
import type { WeightsOptions } from "./weightsOptionsSchema.ts";

type Law = StrategyLaw<WeightsOptions, WeightsCommand>;

const weightsSumToOne: Law = {
  id: "weights-sum-to-one",
  sentence: "The weights of an endpoint sum to 1, within 1e-5; an endpoint that is deleted has none.",
  source: "ray-serve-api-source-legacy.txt, set_traffic; ray 1.2.0, TrafficPolicy",
  check: (trace) =>
    trace.moments.flatMap(({ view, actions }) =>
      actions.flatMap((action) =>
        action.kind === "set-weights" && action.weights.size > 0 && !sumsToOne(action.weights.values())
          ? [`at ${view.nowSeconds} s the weights are ${[...action.weights.values()].join(", ")}`]
          : [],
      ),
    ),
};

const nothingByItself: Law = {
  id: "weights-nothing-by-itself",
  sentence: "After the beginning nothing happens without a call.",
  source: "ray-serve-api-source-legacy.txt: the API has no controller of rollouts",
  check: (trace) =>
    trace.moments
      .slice(1)
      .flatMap(({ view, command, actions }) =>
        command === null && actions.length > 0
          ? [`at ${view.nowSeconds} s ${actions.map(({ kind }) => kind).join(", ")} without a call`]
          : [],
      ),
};

const usedStay: Law = {
  id: "weights-used-stay",
  sentence: "A backend that an endpoint names, in its traffic or as a shadow, is not deleted.",
  source: "ray-serve-api-source-legacy.txt, delete_backend",
  check: (trace) => {
    const named = new Map<string | null, Set<number>>([[null, new Set([trace.start.current])]]);
    const shadows = new Map<string | null, Map<number, number>>();
    return trace.moments.flatMap(({ view, actions }) =>
      actions.flatMap((action) => {
        if (action.kind === "set-weights") named.set(action.endpoint, new Set(action.weights.keys()));
        if (action.kind === "mirror") {
          const mirrored = shadows.get(action.endpoint) ?? new Map<number, number>();
          shadows.set(action.endpoint, mirrored.set(action.version, action.fraction));
        }
        if (action.kind !== "end-version") return [];
        const isUsed =
          [...named.values()].some((versions) => versions.has(action.version)) ||
          [...shadows.values()].some((mirrored) => (mirrored.get(action.version) ?? 0) > 0);
        return isUsed ? [`at ${view.nowSeconds} s backend ${action.version} was deleted while in use`] : [];
      }),
    );
  },
};

/** What every use of the API keeps. */
export const weightsLaws: readonly Law[] = [weightsSumToOne, nothingByItself, usedStay];
