import type { ZodType } from "zod";
import type { RolloutStanding } from "./RolloutStanding.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { ScheduledStep } from "./ScheduledStep.ts";
import type { StrategyAlternative } from "./StrategyAlternative.ts";
import type { StrategyCall } from "./StrategyCall.ts";
import type { StrategyCommand } from "./StrategyCommand.ts";
import type { StrategyDecision, StrategyRefusal } from "./StrategyDecision.ts";
import type { StrategyLaw } from "./StrategyLaw.ts";
import type { StrategyView } from "./StrategyView.ts";
import type { VersionWords } from "./VersionWords.ts";

/**
 * A way of rolling out. Every function is pure: it sees a view and returns a decision, and it never sees the world. What a
 * rollout has to remember stands in its state, which is plain data.
 */
export interface Strategy<Options, State, Command = StrategyCommand<Options>> {
  /** As scenario files name it. */
  readonly kind: string;
  /** The options as scenario files write them, with defaults, and as the functions below read them. */
  readonly options: ZodType<Options>;
  /** Whether a new version gets a cluster (and a head node) of its own, or shares the one that runs. */
  readonly cluster: "own" | "shared";
  /** How requests find a version: by the weights that the strategy sets, or evenly over all replicas that are ready. */
  readonly traffic: "weights" | "ready-replicas";
  /** Who runs the replicas: Kubernetes as pods, without any Ray cluster; left out: Ray Serve. */
  readonly platform?: "kubernetes";
  /** A refusal: no rollout can be made of the options, and nothing has begun. */
  begin(start: RolloutStart<Options>): StrategyDecision<State> | StrategyRefusal;
  /**
   * Asked whenever anything that it sees has changed, and at `reviewAtSeconds`, until it wants nothing done and returns the very
   * state that it was given.
   */
  decide(state: State, view: StrategyView): StrategyDecision<State>;
  /** A command of most systems in the words of this one; left out: it takes them as they are, and has none of its own. */
  adopt?(command: StrategyCommand<Options>): Command | StrategyRefusal;
  /** Commands of its own as scenario files write them; left out: it has none. */
  readonly calls?: readonly StrategyCall<Options, Command>[];
  /** What people call its versions; left out: canary and primary. */
  readonly words?: VersionWords;
  /** What versions are called by the options; left out: they are numbered. */
  versionNames?(options: Options): { readonly current: string; readonly next: string };
  /** What becomes of a command that comes during the rollout or after it. The view knows every version that it names. */
  command(state: State, view: StrategyView, command: Command): StrategyDecision<State> | StrategyRefusal;
  /** The steps of a rollout in which nothing goes wrong; left out where they depend on what happens. */
  schedule?(start: RolloutStart<Options>): readonly ScheduledStep[];
  /**
   * The most replicas of each deployment that all versions may hold together now, by the rules of the system; `null`: nothing bounds
   * them. Left out: what the plan that is followed, or the schedule, holds at most; and where there is neither, all versions whole.
   */
  bound?(state: State, view: StrategyView): ReadonlyMap<string, number> | null;
  /** The longest window over which it asks for requests, seconds; left out: it asks for none. */
  looksBackSeconds?(options: Options): number;
  /** What is valid and will probably not do what was meant. */
  warnings?(start: RolloutStart<Options>): readonly StrategyWarning[];
  /**
   * The same rollout with other options, for whoever looks for one that fits: all with which both versions hold less together, and
   * how it is done by hand. Left out: there are none.
   */
  alternatives?(options: Options): readonly StrategyAlternative<Options>[];
  /** The options in a few words, to stand after `with`; left out: the kind alone is told. */
  describe?(options: Options): string;
  /** What people see of it; left out: it goes forward by itself, to all requests. */
  standing?(state: State): RolloutStanding;
  /** `true`: its laws look at whole results (`src/invariants`), so that no trace is kept for them. */
  readonly judgesResults?: true;
  /** Beside those that every strategy keeps. */
  readonly laws: readonly StrategyLaw<Options, Command>[];
}

/** What a person should know before the rollout begins. */
export interface StrategyWarning {
  /** Which of the options, such as `maxSurgePercent`. */
  readonly field: string;
  /** One sentence: what will happen, and what would be right. */
  readonly message: string;
  /** It does not hold where so many replicas more of a deployment find room beside all that run. Left out: it always holds. */
  readonly unlessRoomFor?: { readonly deployment: string; readonly replicas: number };
}
