import type { RolloutStart } from "../../src/strategies/RolloutStart.ts";
import type { Strategy } from "../../src/strategies/Strategy.ts";
import type { StrategyAction } from "../../src/strategies/StrategyAction.ts";
import { isRefusal } from "../../src/strategies/StrategyDecision.ts";
import type { StrategyMoment, StrategyTrace } from "../../src/strategies/StrategyLaw.ts";
import { versionId } from "../../src/strategies/VersionId.ts";
import { ToyWorld, type ToyWorldOptions } from "./ToyWorld.ts";

export interface Play<Options, Command> extends ToyWorldOptions {
  readonly options: Options;
  readonly commands?: readonly { readonly atSeconds: number; readonly command: Command }[];
  readonly untilSeconds: number;
}

export interface Played<Options, State, Command> {
  readonly trace: StrategyTrace<Options, Command>;
  readonly state: State;
  readonly refusals: readonly string[];
  readonly world: ToyWorld;
}

/** Plays a strategy in a toy world from its beginning: version 0 runs, version 1 is deployed at 0 s. */
export function play<Options, State, Command>(
  strategy: Strategy<Options, State, Command>,
  given: Play<Options, Command>,
): Played<Options, State, Command> {
  const world = new ToyWorld(given);
  const moments: StrategyMoment<Command>[] = [];
  const refusals: string[] = [];
  const start: RolloutStart<Options> = {
    options: given.options,
    view: world.view(),
    current: versionId(0),
    next: versionId(1),
  };
  const begun = strategy.begin(start);
  if (isRefusal(begun)) throw new Error(begun.refusal);
  let { state, reviewAtSeconds } = begun;
  record(null, begun.actions);
  const commands = [...(given.commands ?? [])];

  for (;;) {
    for (let rounds = 0; ; rounds += 1) {
      if (rounds > 1000) throw new Error(`the strategy never comes to rest at ${world.nowSeconds} s`);
      const decision = strategy.decide(state, world.view());
      const hasMoved = decision.state !== state;
      ({ state, reviewAtSeconds } = decision);
      if (reviewAtSeconds !== null && reviewAtSeconds < world.nowSeconds)
        throw new Error("a review in the past");
      record(null, decision.actions);
      // At rest a strategy returns the very state that it was given.
      if (decision.actions.length === 0 && !hasMoved) break;
    }
    const nextSeconds = Math.min(
      world.nextChangeSeconds(),
      reviewAtSeconds !== null && reviewAtSeconds > world.nowSeconds ? reviewAtSeconds : Infinity,
      commands[0]?.atSeconds ?? Infinity,
    );
    if (nextSeconds > given.untilSeconds) break;
    world.advanceTo(nextSeconds);
    if (commands[0] !== undefined && commands[0].atSeconds <= world.nowSeconds) {
      const { command } = commands.shift()!;
      const answer = strategy.command(state, world.view(), command);
      if (isRefusal(answer)) {
        refusals.push(answer.refusal);
        record(command, []);
      } else {
        state = answer.state;
        record(command, answer.actions);
      }
    }
  }
  return { trace: { traffic: strategy.traffic, start, moments }, state, refusals, world };

  function record(command: Command | null, done: readonly StrategyAction[]): void {
    moments.push({ view: world.view(), command, actions: done });
    for (const action of done) world.apply(action);
  }
}

/** Every action with its time, as one line each. */
export function linesOf<Options, Command>(trace: StrategyTrace<Options, Command>): readonly string[] {
  return trace.moments.flatMap(({ view, actions }) =>
    actions.map((action) => `${view.nowSeconds} s: ${describe(action)}`),
  );
}

/** The outcomes that a rollout came to, in order. */
export function outcomesOf<Options, Command>(trace: StrategyTrace<Options, Command>): readonly string[] {
  return trace.moments.flatMap(({ actions }) =>
    actions.flatMap((action) => (action.kind === "end" ? [action.outcome] : [])),
  );
}

/** Sentences of all breaches of these laws. */
export function breachesOf<Options, Command>(
  trace: StrategyTrace<Options, Command>,
  laws: readonly {
    readonly id: string;
    check(trace: StrategyTrace<Options, Command>): readonly string[];
  }[],
): readonly string[] {
  return laws.flatMap((law) => law.check(trace).map((breach) => `${law.id}: ${breach}`));
}

function describe(action: StrategyAction): string {
  switch (action.kind) {
    case "begin-plan":
      return `plan: ${action.plan.reason}`;
    case "begin-step":
      return `step ${action.name}`;
    case "start-version":
      return `start ${action.version}`;
    case "set-capacity":
      return `capacity of ${action.version}: ${action.capacityPercent} %`;
    case "set-replicas":
      return `${action.deployment} of ${action.version}: ${action.replicas}`;
    case "set-weights":
      return `weights ${[...action.weights].map(([id, weight]) => `${id}: ${weight}`).join(", ")}`;
    case "mirror":
      return `mirror ${action.fraction} to ${action.version}`;
    case "end-version":
      return `end ${action.version} ${action.manner}`;
    case "report":
      return `${action.condition}: ${action.message}`;
    case "pause":
      return `paused: ${action.reason}`;
    case "end":
      return `${action.outcome}: ${action.reason}`;
  }
}
