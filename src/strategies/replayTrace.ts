import type { StrategyAction } from "./StrategyAction.ts";
import type { StrategyMoment, StrategyTrace } from "./StrategyLaw.ts";
import type { VersionId } from "./VersionId.ts";

/** What a strategy has commanded so far. */
export interface Commanded {
  readonly capacityPercent: ReadonlyMap<VersionId, number>;
  /** By endpoint (`null`: the service), then by version; 0 to 1. */
  readonly weights: ReadonlyMap<string | null, ReadonlyMap<VersionId, number>>;
  readonly started: ReadonlySet<VersionId>;
  readonly ended: ReadonlySet<VersionId>;
}

/** One action in its place. */
export interface ReplayedAction<Command> {
  readonly action: StrategyAction;
  readonly moment: StrategyMoment<Command>;
  readonly before: Commanded;
  readonly after: Commanded;
}

/** Every action of a trace with what had been commanded before it and after it, for laws. */
export function replayTrace<Options, Command>(
  trace: StrategyTrace<Options, Command>,
): readonly ReplayedAction<Command>[] {
  let before: Commanded = {
    capacityPercent: new Map([[trace.start.current, 100]]),
    weights: new Map([[null, new Map([[trace.start.current, 1]])]]),
    started: new Set([trace.start.current]),
    ended: new Set(),
  };
  return trace.moments.flatMap((moment) =>
    moment.actions.map((action) => {
      const after = apply(before, action);
      const replayed = { action, moment, before, after };
      before = after;
      return replayed;
    }),
  );
}

function apply(commanded: Commanded, action: StrategyAction): Commanded {
  switch (action.kind) {
    case "start-version":
      return {
        ...commanded,
        started: new Set([...commanded.started, action.version]),
        ended: new Set([...commanded.ended].filter((version) => version !== action.version)),
      };
    case "end-version":
      return { ...commanded, ended: new Set([...commanded.ended, action.version]) };
    case "set-capacity":
      return {
        ...commanded,
        capacityPercent: new Map([...commanded.capacityPercent, [action.version, action.capacityPercent]]),
      };
    case "set-weights":
      return {
        ...commanded,
        weights: new Map([...commanded.weights, [action.endpoint, sharesOf(action.weights)]]),
      };
    case "begin-plan":
    case "begin-step":
    case "set-replicas":
    case "mirror":
    case "report":
    case "pause":
    case "end":
      return commanded;
  }
}

/** Of the sum of the weights. */
function sharesOf(weights: ReadonlyMap<VersionId, number>): ReadonlyMap<VersionId, number> {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  return new Map([...weights].map(([version, weight]) => [version, weight / total]));
}
