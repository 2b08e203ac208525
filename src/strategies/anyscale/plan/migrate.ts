import type { VersionShare } from "../../capacity/RolloutSplit.ts";
import type { StepKind } from "../../capacity/RolloutStep.ts";
import { isFullSurge } from "./isFullSurge.ts";

/** Both versions by what happens to them: a rollout's canary gains, a rollback's primary does. */
export interface MigrationState {
  readonly gaining: VersionShare;
  readonly losing: VersionShare;
}

/** A step of a migration that has no number yet. */
export interface MigrationRow extends MigrationState {
  readonly kind: StepKind;
}

/** Where a migration ends, and what the losing version is left with. */
export type MigrationGoal =
  /** All traffic moves; the losing version goes. */
  | { readonly kind: "replace" }
  /** All traffic moves; the losing version keeps the capacity that it had before the last shift. */
  | { readonly kind: "keep" }
  /** Traffic moves up to a share below 100 and stays there. */
  | { readonly kind: "pause"; readonly gainingTrafficPercent: number };

/** What migrates, from where, and within which bounds. */
export interface Migration {
  readonly from: MigrationState;
  readonly goal: MigrationGoal;
  /** 1 to 100; 100 is a full surge. */
  readonly maxSurgePercent: number;
  /** Where traffic stops on its way in a full surge: shares of the gaining version, ascending. Not used otherwise. */
  readonly stopPercents: readonly number[];
}

/**
 * The rows by which traffic moves from one version to the other, the state it begins with not among them.
 * A rollout and its rollback are this one function with the roles exchanged.
 */
export function migrate(migration: Migration): readonly MigrationRow[] {
  const { from, goal } = migration;
  const targetPercent = goal.kind === "pause" ? goal.gainingTrafficPercent : 100;
  const nextRow = isFullSurge(migration.maxSurgePercent) ? nextRowOfFullSurge : nextRowWithinSurge;
  const rows: MigrationRow[] = [];
  let state: MigrationState = from;
  while (state.gaining.trafficPercent < targetPercent) {
    const row = nextRow(state, targetPercent, migration);
    const arrives = row.gaining.trafficPercent === targetPercent;
    state = arrives ? settle(row, migration) : row;
    rows.push({ kind: row.kind, gaining: state.gaining, losing: state.losing });
    // Every capacity and share changes in one direction after the first trim, each by a whole percent at least.
    if (rows.length > 500) throw new Error("Assertion: a migration made no progress.");
  }
  if (rows.length === 0) {
    const settled = settle(from, migration);
    if (!sameState(settled, from)) rows.push({ kind: "trim", ...settled });
  }
  return rows;
}

/** Constrained: capacity follows in steps of at most the surge, and the losing version gives back what it no longer needs. */
function nextRowWithinSurge(
  { gaining, losing }: MigrationState,
  targetPercent: number,
  { maxSurgePercent }: Migration,
): MigrationRow {
  // anyscale-update-a-service.txt: total capacity never exceeds 100 + max_surge_percent.
  const boundPercent = 100 + maxSurgePercent;
  const roomPercent = boundPercent - gaining.capacityPercent - losing.capacityPercent;
  if (roomPercent < 0 || (roomPercent === 0 && losing.capacityPercent > losing.trafficPercent)) {
    const kept = losing.trafficPercent;
    const most = Math.max(gaining.trafficPercent, boundPercent - kept);
    return {
      kind: "trim",
      gaining: { ...gaining, capacityPercent: Math.min(gaining.capacityPercent, most) },
      losing: { ...losing, capacityPercent: kept },
    };
  }
  // anyscale-update-a-service.txt: traffic to a cluster never exceeds its current capacity.
  const reachablePercent = Math.min(gaining.capacityPercent, targetPercent);
  if (gaining.trafficPercent < reachablePercent) {
    const left = 100 - reachablePercent;
    return {
      kind: "shift",
      gaining: { ...gaining, trafficPercent: reachablePercent },
      // Nothing is left at the very end: what happens to the capacity then is the goal's decision.
      losing: { capacityPercent: left === 0 ? losing.capacityPercent : left, trafficPercent: left },
    };
  }
  // All capacity of the gaining version is in use, so the room is at most the surge.
  return {
    kind: "scale-up",
    gaining: { ...gaining, capacityPercent: Math.min(targetPercent, gaining.capacityPercent + roomPercent) },
    losing,
  };
}

/** Full surge: the gaining version is made whole first; the losing one keeps its capacity until everything has moved. */
function nextRowOfFullSurge(
  { gaining, losing }: MigrationState,
  targetPercent: number,
  { stopPercents }: Migration,
): MigrationRow {
  if (gaining.capacityPercent < 100) {
    return { kind: "scale-up", gaining: { ...gaining, capacityPercent: 100 }, losing };
  }
  const stop = stopPercents.find((percent) => percent > gaining.trafficPercent) ?? targetPercent;
  const trafficPercent = Math.min(stop, targetPercent);
  return {
    kind: "shift",
    gaining: { ...gaining, trafficPercent },
    losing: { ...losing, trafficPercent: 100 - trafficPercent },
  };
}

/** The end: what each version holds once the traffic is where it should be. */
function settle({ gaining, losing }: MigrationState, { goal, maxSurgePercent }: Migration): MigrationState {
  switch (goal.kind) {
    case "replace":
      return { gaining, losing: { capacityPercent: 0, trafficPercent: 0 } };
    case "keep": {
      const capacityPercent = Math.min(losing.capacityPercent, maxSurgePercent);
      return { gaining, losing: { ...losing, capacityPercent } };
    }
    case "pause":
      if (isFullSurge(maxSurgePercent)) return { gaining, losing };
      return {
        gaining: { ...gaining, capacityPercent: gaining.trafficPercent },
        losing: { ...losing, capacityPercent: losing.trafficPercent },
      };
    default: {
      const impossible: never = goal;
      throw new Error(`Assertion: no such goal: ${String(impossible)}`);
    }
  }
}

function sameState(one: MigrationState, other: MigrationState): boolean {
  return sameShare(one.gaining, other.gaining) && sameShare(one.losing, other.losing);
}

function sameShare(one: VersionShare, other: VersionShare): boolean {
  return one.capacityPercent === other.capacityPercent && one.trafficPercent === other.trafficPercent;
}
