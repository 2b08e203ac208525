import { z } from "zod";
import type { Strategy } from "../../../src/strategies/Strategy.ts";
import type { StrategyAction } from "../../../src/strategies/StrategyAction.ts";
import type { VersionId } from "../../../src/strategies/VersionId.ts";

type Options = { readonly stepPercent: number; readonly everySeconds: number };
type State = Options & { current: VersionId; next: VersionId; percent: number; dueSeconds: number };

/** A second cluster of full size, and a step of traffic at a time, as long as at most 5 % of its requests fail. */
export const ramp: Strategy<Options, State> = {
  kind: "ramp",
  options: z.strictObject({ stepPercent: z.int().min(1).max(100), everySeconds: z.number().positive() }),
  cluster: "own",
  traffic: "weights",
  looksBackSeconds: ({ everySeconds }) => everySeconds,
  begin: ({ options, current, next }) => {
    const capacity: StrategyAction = { kind: "set-capacity", version: next, capacityPercent: 100 };
    const state = { ...options, current, next, percent: 0, dueSeconds: 0 };
    return { state, actions: [{ kind: "start-version", version: next }, capacity], reviewAtSeconds: null };
  },
  decide: (state, { nowSeconds, versions }) => {
    const { current, next, dueSeconds, everySeconds } = state;
    const seen = versions.find(({ id }) => id === next);
    if (state.percent === 100 || !seen?.isReady) return { state, actions: [], reviewAtSeconds: null };
    if (nowSeconds < dueSeconds) return { state, actions: [], reviewAtSeconds: dueSeconds };
    const { finished, failed } = seen.requestsOver(everySeconds);
    const percent = Math.min(100, state.percent + (failed <= 0.05 * finished ? state.stepPercent : 0));
    const weights = new Map([[next, percent]]).set(current, 100 - percent);
    const actions: StrategyAction[] = [{ kind: "set-weights", endpoint: null, weights }];
    if (percent === 100) actions.push({ kind: "end-version", version: current, manner: "drained" });
    if (percent === 100) actions.push({ kind: "end", outcome: "completed", reason: "all traffic has moved" });
    const moved = { ...state, percent, dueSeconds: nowSeconds + everySeconds };
    return { state: moved, actions, reviewAtSeconds: null };
  },
  command: () => ({ refusal: "a ramp takes no commands" }),
  laws: [],
};
