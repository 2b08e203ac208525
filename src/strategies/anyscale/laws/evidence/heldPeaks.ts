import { fullBounds } from "../../../../invariants/evidence/fullBounds.ts";
import { mostAtOnce } from "../../../../invariants/evidence/mostAtOnce.ts";
import type { ReplicaLife } from "../../../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../../../simulation/result/SimulationResult.ts";

/** The most replicas of a deployment that a recount finds held at once. */
export interface HeldPeak {
  readonly deployment: string;
  /** The largest full number that any configuration of any version names. */
  readonly fullReplicas: number;
  /** The largest gang size likewise; 1: no gangs. */
  readonly gangSize: number;
  /** The largest surge of the plans, and of the deployment's own for updates in place. */
  readonly maxSurgePercent: number;
  readonly peakReplicas: number;
  readonly peakAtSeconds: number;
  /** Most that stopped at once, where those are counted apart. */
  readonly peakStoppingReplicas: number;
}

/**
 * Counts again, from the life of every replica, how many of each deployment were held (placed and not gone) at once in all
 * versions together, up to the first automatic rollback (from then on the surge does not bind). Of a replica that is moved
 * and the one that replaces it, one counts. Where replacements come at once, replicas that stop are counted apart.
 */
export function heldPeaks(result: SimulationResult): readonly HeldPeak[] {
  const untilSeconds =
    result.plans.find(({ cause }) => cause === "automatic-rollback")?.atSeconds ?? Number.POSITIVE_INFINITY;
  const configured = result.versions
    .flatMap(({ configurations }) => configurations)
    .flatMap(({ deployments }) => deployments);
  const planned = result.plans
    .filter(({ cause }) => cause !== "automatic-rollback")
    .map(({ plan }) => plan.maxSurgePercent);
  const names = [...new Set(configured.map(({ name }) => name))];
  return names.map((name) => {
    const own = configured.filter((each) => each.name === name);
    return {
      deployment: name,
      fullReplicas: Math.max(...own.map((each) => fullBounds(each).maxReplicas)),
      gangSize: Math.max(...own.map((each) => fullBounds(each).gangSize)),
      maxSurgePercent: Math.max(0, ...planned, ...own.map((each) => each.inPlaceSurgePercent ?? 0)),
      ...heldPeak(result, name, untilSeconds),
    };
  });
}

function heldPeak(
  result: SimulationResult,
  name: string,
  untilSeconds: number,
): Pick<HeldPeak, "peakReplicas" | "peakAtSeconds" | "peakStoppingReplicas"> {
  const lives = result.replicas.filter(({ deployment }) => deployment === name);
  const areApart = result.scenario.replacements === "at-once";
  const most = (spans: readonly Span[]) =>
    mostAtOnce(
      spans.map(({ fromSeconds, toSeconds }) => ({
        fromSeconds,
        toSeconds: Math.min(toSeconds, untilSeconds),
        amount: 1,
      })),
    );
  const peak = most(
    lives.flatMap((life) =>
      countedSpans(
        areApart ? { ...life, goneAtSeconds: life.drainingAtSeconds ?? life.goneAtSeconds } : life,
      ),
    ),
  );
  const stopping = lives.flatMap(({ drainingAtSeconds, goneAtSeconds, migrations }) =>
    // One that was moved until it stopped has not been counted since.
    drainingAtSeconds === null || migrations.at(-1)?.toSeconds === null
      ? []
      : [{ fromSeconds: drainingAtSeconds, toSeconds: goneAtSeconds ?? Infinity }],
  );
  return {
    peakReplicas: peak.amount,
    peakAtSeconds: peak.atSeconds,
    peakStoppingReplicas: areApart ? most(stopping).amount : 0,
  };
}

interface Span {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** When a replica was held and not being moved. */
function countedSpans({ placedAtSeconds, goneAtSeconds, migrations }: ReplicaLife): Span[] {
  if (placedAtSeconds === null) return [];
  const starts = [placedAtSeconds, ...migrations.map(({ toSeconds }) => toSeconds ?? Infinity)];
  const ends = [...migrations.map(({ fromSeconds }) => fromSeconds), goneAtSeconds ?? Infinity];
  return starts.map((fromSeconds, index) => ({ fromSeconds, toSeconds: ends[index] ?? Infinity }));
}
