import { type OwnCommand, readOwnCommand } from "./OwnCommand.ts";
import type { RolloutStanding } from "./RolloutStanding.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { ScheduledStep } from "./ScheduledStep.ts";
import type { Strategy } from "./Strategy.ts";
import type { StrategyAlternative } from "./StrategyAlternative.ts";
import type { StrategyCommand } from "./StrategyCommand.ts";
import { isRefusal, type StrategyDecision, type StrategyRefusal } from "./StrategyDecision.ts";
import type { StrategyMoment } from "./StrategyLaw.ts";
import type { StrategyView } from "./StrategyView.ts";
import { stillView } from "./stillView.ts";
import { strategyLaws } from "./strategyLaws.ts";
import type { VersionId } from "./VersionId.ts";
import { usualWords, type VersionWords } from "./VersionWords.ts";

/** What a strategy wants done now; `hasMoved`: it has something else in mind than before. */
export interface StrategyAnswer extends Pick<StrategyDecision<unknown>, "actions" | "reviewAtSeconds"> {
  readonly hasMoved: boolean;
}

/** What becomes of a law of a strategy in one rollout. */
export interface StrategyVerdict {
  readonly id: string;
  readonly sentence: string;
  readonly source: string;
  /** Every breach, each in one sentence; none: the law holds. */
  readonly breaches: readonly string[];
}

/** A strategy at work on one rollout. What it remembers is its own business: its type does not show. */
export interface StrategyRun {
  readonly standing: RolloutStanding;
  /** The most replicas of each deployment now; `null`: nothing bounds them. `undefined`: the strategy does not say. */
  bound(view: StrategyView): ReadonlyMap<string, number> | null | undefined;
  decide(view: StrategyView): StrategyAnswer;
  /** A `deploy` brings the strategy that was chosen for it. */
  command(view: StrategyView, command: StrategyCommand<ChosenStrategy>): StrategyAnswer | StrategyRefusal;
  /** A command of the strategy's own; `version`: the one that it brings along. */
  obey(view: StrategyView, command: OwnCommand, version: VersionId | null): StrategyAnswer | StrategyRefusal;
  /** Holds everything that was seen and done against the strategy's own laws. */
  judge(): readonly StrategyVerdict[];
}

/** A strategy and its options, ready to begin a rollout. Made by `choose`. */
export interface ChosenStrategy extends Pick<Strategy<unknown, unknown>, "kind" | "cluster" | "traffic"> {
  readonly options: unknown;
  /** The very strategy: two choices go together when it is the same. */
  readonly strategy: object;
  readonly words: VersionWords;
  /** 0: it asks for no window of requests. */
  readonly looksBackSeconds: number;
  /** In a few words, to stand after `with`. */
  readonly description: string;
  /** The same strategy with other options, for whoever looks for one that fits. */
  alternatives(): readonly ChosenAlternative[];
  /** What it does first. A refusal: nothing has begun. */
  begin(
    start: Omit<RolloutStart<unknown>, "options">,
  ): { readonly run: StrategyRun; readonly first: StrategyAnswer } | StrategyRefusal;
  /** The steps of a rollout in which nothing goes wrong; `null`: they depend on what happens. */
  schedule(start: Omit<RolloutStart<unknown>, "options">): readonly ScheduledStep[] | null;
}

/** Another choice of the same strategy. */
export interface ChosenAlternative extends Omit<StrategyAlternative<unknown>, "options"> {
  readonly strategy: ChosenStrategy;
}

const choices = new WeakSet<object>();

/** Whether a value was made by `choose`. */
export function isChosenStrategy(value: unknown): value is ChosenStrategy {
  return typeof value === "object" && value !== null && choices.has(value);
}

/** A strategy that can be chosen: one with commands of its own also says what becomes of those of most systems. */
export type ChoosableStrategy<Options, State, Command> = Strategy<Options, State, Command> &
  (StrategyCommand<Options> extends Command
    ? unknown
    : Required<Pick<Strategy<Options, State, Command>, "adopt">>);

/** Chooses a strategy with options that its schema has read. */
export function choose<Options, State, Command>(
  strategy: ChoosableStrategy<Options, State, Command>,
  options: NoInfer<Options>,
): ChosenStrategy {
  const { kind, cluster, traffic } = strategy;
  const chosen: ChosenStrategy = {
    kind,
    cluster,
    traffic,
    options,
    strategy,
    words: strategy.words ?? usualWords,
    looksBackSeconds: strategy.looksBackSeconds?.(options) ?? 0,
    description: strategy.describe?.(options) ?? `strategy ${kind}`,
    alternatives: () =>
      (strategy.alternatives?.(options) ?? []).map(({ options: other, ...alternative }) => ({
        ...alternative,
        strategy: choose(strategy, other),
      })),
    begin: (start) => begin(strategy, { ...start, options }),
    schedule: (start) => strategy.schedule?.({ ...start, options }) ?? null,
  };
  choices.add(chosen);
  return chosen;
}

/** The options of a choice, where it is a choice of this strategy; `null`: it is of another. */
export function optionsOf<Options, State, Command>(
  chosen: ChosenStrategy,
  strategy: Strategy<Options, State, Command>,
): Options | null {
  // `choose` has put both together, and nobody else makes one.
  return chosen.strategy === strategy ? (chosen.options as Options) : null;
}

function begin<Options, State, Command>(
  strategy: Strategy<Options, State, Command>,
  start: RolloutStart<Options>,
): ReturnType<ChosenStrategy["begin"]> {
  const begun = strategy.begin(start);
  if (isRefusal(begun)) return begun;
  let { state } = begun;
  const laws = strategy.judgesResults === true ? [] : [...strategyLaws, ...strategy.laws];
  const firstView = stillView(start.view);
  const moments: StrategyMoment<Command>[] = [{ view: firstView, command: null, actions: begun.actions }];
  const take = (
    decision: StrategyDecision<State>,
    view: StrategyView,
    command: Command | null,
  ): StrategyAnswer => {
    const { actions, reviewAtSeconds } = decision;
    const hasMoved = decision.state !== state;
    ({ state } = decision);
    // A moment at which nothing is done says nothing.
    if (laws.length > 0 && (actions.length > 0 || command !== null)) {
      moments.push({ view: stillView(view), command, actions });
    }
    return { actions, reviewAtSeconds, hasMoved };
  };
  const refuseOther = { refusal: `a rollout by another strategy (${strategy.kind}) is under way` };
  const give = (view: StrategyView, command: Command): StrategyAnswer | StrategyRefusal => {
    const answer = strategy.command(state, view, command);
    return isRefusal(answer) ? answer : take(answer, view, command);
  };
  const run: StrategyRun = {
    get standing() {
      return strategy.standing?.(state) ?? forward;
    },
    bound: (view) => strategy.bound?.(state, view),
    decide: (view) => take(strategy.decide(state, view), view, null),
    command: (view, command) => {
      const own = withOwnOptions(command, strategy);
      if (own === null) return refuseOther;
      const adopted = adopt(strategy, own);
      return "refusal" in adopted ? adopted : give(view, adopted.command);
    },
    obey: (view, given, version) => {
      const own = readOwnCommand(given, strategy, version);
      return own === null ? refuseOther : give(view, own.command);
    },
    judge: () => {
      const trace = { traffic: strategy.traffic, start: { ...start, view: firstView }, moments };
      return laws.map(({ id, sentence, source, check }) => ({
        id,
        sentence,
        source,
        breaches: check(trace),
      }));
    },
  };
  const { actions, reviewAtSeconds } = begun;
  return { run, first: { actions, reviewAtSeconds, hasMoved: true } };
}

/** A command of most systems in the strategy's own words. */
function adopt<Options, State, Command>(
  strategy: Strategy<Options, State, Command>,
  command: StrategyCommand<Options>,
): { readonly command: Command } | StrategyRefusal {
  // `choose` takes none that has commands of its own and leaves `adopt` out.
  if (strategy.adopt === undefined) return { command: command as Command };
  const adopted = strategy.adopt(command);
  return typeof adopted === "object" && adopted !== null && "refusal" in adopted
    ? { refusal: adopted.refusal }
    : { command: adopted as Command };
}

/** The command with the options of its choice; `null`: it was chosen for another strategy. */
function withOwnOptions<Options, State, Command>(
  command: StrategyCommand<ChosenStrategy>,
  strategy: Strategy<Options, State, Command>,
): StrategyCommand<Options> | null {
  if (command.kind !== "deploy") return command;
  const { options: chosen, ...deploy } = command;
  if (chosen === undefined) return deploy;
  const options = optionsOf(chosen, strategy);
  return options === null ? null : { ...deploy, options };
}

const forward: RolloutStanding = { isRollingBack: false, control: "automatic", targetPercent: 100 };
