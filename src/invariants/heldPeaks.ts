import type { ReplicaLife, SimulationResult } from "../simulation/SimulationResult.ts";
import { fullBounds } from "./fullBounds.ts";
import { mostAtOnce } from "./mostAtOnce.ts";

/** The most replicas of a deployment that a recount finds held at once. */
export interface HeldPeak {
  readonly deployment: string;
  /** The largest full number that any configuration of any version names. */
  readonly fullReplicas: number;
  readonly peakReplicas: number;
  readonly peakAtSeconds: number;
}

/**
 * Counts again, from the life of every replica, how many of each deployment were held (placed and not gone) at once in all
 * versions together, up to the first automatic rollback (from then on the surge does not bind). Of a replica that is moved
 * and the one that replaces it, one counts.
 */
export function heldPeaks(result: SimulationResult): readonly HeldPeak[] {
  const untilSeconds =
    result.plans.find(({ cause }) => cause === "automatic-rollback")?.atSeconds ?? Number.POSITIVE_INFINITY;
  const configured = result.versions
    .flatMap(({ configurations }) => configurations)
    .flatMap(({ deployments }) => deployments);
  const names = [...new Set(configured.map(({ name }) => name))];
  return names.map((name) => ({
    deployment: name,
    fullReplicas: Math.max(
      ...configured.filter((each) => each.name === name).map((each) => fullBounds(each).maxReplicas),
    ),
    ...heldPeak(result, name, untilSeconds),
  }));
}

function heldPeak(
  result: SimulationResult,
  name: string,
  untilSeconds: number,
): Pick<HeldPeak, "peakReplicas" | "peakAtSeconds"> {
  const peak = mostAtOnce(
    result.replicas
      .filter(({ deployment }) => deployment === name)
      .flatMap((life) => countedSpans(life))
      .map(({ fromSeconds, toSeconds }) => ({
        fromSeconds,
        toSeconds: Math.min(toSeconds, untilSeconds),
        amount: 1,
      })),
  );
  return { peakReplicas: peak.amount, peakAtSeconds: peak.atSeconds };
}

/** When a replica was held and not being moved. */
function countedSpans({
  placedAtSeconds,
  goneAtSeconds,
  migrations,
}: ReplicaLife): { readonly fromSeconds: number; readonly toSeconds: number }[] {
  if (placedAtSeconds === null) return [];
  const starts = [placedAtSeconds, ...migrations.map(({ toSeconds }) => toSeconds ?? Infinity)];
  const ends = [...migrations.map(({ fromSeconds }) => fromSeconds), goneAtSeconds ?? Infinity];
  return starts.map((fromSeconds, index) => ({ fromSeconds, toSeconds: ends[index] ?? Infinity }));
}
