import type { RolloutStanding } from "../../strategies/RolloutStanding.ts";
import type { RolloutStart } from "../../strategies/RolloutStart.ts";
import type { Strategy } from "../../strategies/Strategy.ts";
import { isRefusal, type StrategyDecision, type StrategyRefusal } from "../../strategies/StrategyDecision.ts";
import type { StrategyView } from "../../strategies/StrategyView.ts";

/** What a strategy wants done now; `hasMoved`: it has something else in mind than before. */
export interface StrategyAnswer extends Pick<StrategyDecision<unknown>, "actions" | "reviewAtSeconds"> {
  readonly hasMoved: boolean;
}

/** A strategy at work on one rollout. What it remembers is its own business: its type does not show. */
export interface StrategyRun<Command> {
  readonly standing: RolloutStanding;
  decide(view: StrategyView): StrategyAnswer;
  command(view: StrategyView, command: Command): StrategyAnswer | StrategyRefusal;
}

/** Lets a strategy begin, and gives what it does first. A refusal: nothing has begun. */
export function beginRun<Options, State, Command>(
  strategy: Strategy<Options, State, Command>,
  start: RolloutStart<Options>,
): { readonly run: StrategyRun<Command>; readonly first: StrategyAnswer } | StrategyRefusal {
  const begun = strategy.begin(start);
  if (isRefusal(begun)) return begun;
  let { state } = begun;
  const take = (decision: StrategyDecision<State>): StrategyAnswer => {
    const hasMoved = decision.state !== state;
    ({ state } = decision);
    return { actions: decision.actions, reviewAtSeconds: decision.reviewAtSeconds, hasMoved };
  };
  const run: StrategyRun<Command> = {
    get standing() {
      return strategy.standing?.(state) ?? forward;
    },
    decide: (view) => take(strategy.decide(state, view)),
    command: (view, command) => {
      const answer = strategy.command(state, view, command);
      return isRefusal(answer) ? answer : take(answer);
    },
  };
  return { run, first: take(begun) };
}

const forward: RolloutStanding = { isRollingBack: false, control: "automatic", targetPercent: 100 };
