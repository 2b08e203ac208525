import type { NodeUse } from "../simulation/result/NodeUse.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { liesOn } from "./liesOn.ts";
import { nodeIdleSince } from "./nodeIdleSince.ts";

/** GPUs that were paid for and that no replica held, for one reason. */
export interface UnheldGpus {
  readonly version: string;
  readonly workerGroup: string;
  /**
   * `booting`: their nodes were not ready. `idle`: their nodes had no replica. `spare`: beside replicas that need less than a node has.
   */
  readonly reason: "booting" | "idle" | "spare";
  readonly nodes: number;
  readonly gpus: number;
  /** Since when, on the node where it had held longest at that moment. */
  readonly sinceSeconds: number;
  /**
   * How long it lasted on the node where it lasted longest, until that was ready, had a replica or was gone; `null`: to the end of the
   * run, or for `spare`.
   */
  readonly longestSeconds: number | null;
}

/** The moment at which most GPUs were paid for, and why replicas held fewer. */
export interface PaidGpus {
  readonly atSeconds: number;
  readonly paidGpus: number;
  readonly heldGpus: number;
  /** Their GPUs add up to the difference, but for parts of GPUs; empty where there is none. */
  readonly unheld: readonly UnheldGpus[];
}

/** Two numbers of GPUs closer than this are equal: replicas may hold parts. */
const sameGpus = 1e-6;

/** Where paid and held GPUs differed at the first moment at which most were paid for; `null`: no worker node had any. */
export function explainPaid(result: SimulationResult): PaidGpus | null {
  const peak = mostPaid(result.nodes);
  if (peak === null) return null;
  const { atSeconds, paidGpus } = peak;
  const held = heldByNode(result, atSeconds);
  const heldGpus = [...held.values()].reduce((sum, gpus) => sum + gpus, 0);
  const groups = new Map<string, UnheldGpus>();
  for (const node of result.nodes) {
    if (!isPaidAt(node, atSeconds)) continue;
    const gpus = node.gpus - (held.get(node.node) ?? 0);
    if (gpus <= sameGpus) continue;
    const found = unheldOn(node, result, { atSeconds, gpus });
    const key = JSON.stringify([found.version, found.workerGroup, found.reason]);
    groups.set(key, joined(groups.get(key), found));
  }
  return { atSeconds, paidGpus, heldGpus, unheld: [...groups.values()] };
}

function mostPaid(
  nodes: readonly NodeUse[],
): { readonly atSeconds: number; readonly paidGpus: number } | null {
  const changes = nodes.flatMap(({ gpus, launchedAtSeconds, releasedAtSeconds }) => [
    { atSeconds: launchedAtSeconds, gpus },
    ...(releasedAtSeconds === null ? [] : [{ atSeconds: releasedAtSeconds, gpus: -gpus }]),
  ]);
  changes.sort((a, b) => a.atSeconds - b.atSeconds || a.gpus - b.gpus);
  let paid = 0;
  let most: { readonly atSeconds: number; readonly paidGpus: number } | null = null;
  for (const { atSeconds, gpus } of changes) {
    paid += gpus;
    if (paid > (most?.paidGpus ?? 0)) most = { atSeconds, paidGpus: paid };
  }
  return most;
}

function isPaidAt({ launchedAtSeconds, releasedAtSeconds }: NodeUse, atSeconds: number): boolean {
  return launchedAtSeconds <= atSeconds && (releasedAtSeconds === null || releasedAtSeconds > atSeconds);
}

/** GPUs that replicas hold of each node at that moment. */
function heldByNode({ replicas }: SimulationResult, atSeconds: number): ReadonlyMap<number, number> {
  const held = new Map<number, number>();
  for (const { node, gpus, shares, placedAtSeconds, goneAtSeconds } of replicas) {
    if (node === null || placedAtSeconds === null || placedAtSeconds > atSeconds) continue;
    if (goneAtSeconds !== null && goneAtSeconds <= atSeconds) continue;
    for (const share of shares ?? [{ node, gpus }])
      held.set(share.node, (held.get(share.node) ?? 0) + share.gpus);
  }
  return held;
}

function unheldOn(
  node: NodeUse,
  result: SimulationResult,
  { atSeconds, gpus }: { readonly atSeconds: number; readonly gpus: number },
): UnheldGpus {
  const { version, workerGroup, readyAtSeconds, launchedAtSeconds, releasedAtSeconds } = node;
  const common = { version, workerGroup, nodes: 1, gpus };
  if (readyAtSeconds === null || readyAtSeconds > atSeconds)
    return {
      ...common,
      reason: "booting",
      sinceSeconds: launchedAtSeconds,
      longestSeconds: lengthOf(launchedAtSeconds, readyAtSeconds ?? releasedAtSeconds),
    };
  const idleSeconds = nodeIdleSince(node, result, atSeconds);
  if (idleSeconds === null)
    return { ...common, reason: "spare", sinceSeconds: atSeconds, longestSeconds: null };
  return {
    ...common,
    reason: "idle",
    sinceSeconds: idleSeconds,
    longestSeconds: lengthOf(idleSeconds, nextUse(node, result, atSeconds) ?? releasedAtSeconds),
  };
}

function lengthOf(fromSeconds: number, toSeconds: number | null): number | null {
  return toSeconds === null ? null : toSeconds - fromSeconds;
}

/** When the next replica was placed on the node. */
function nextUse({ node: id }: NodeUse, { replicas }: SimulationResult, atSeconds: number): number | null {
  let next: number | null = null;
  for (const life of replicas) {
    const { placedAtSeconds } = life;
    if (!liesOn(life, id) || placedAtSeconds === null || placedAtSeconds < atSeconds) continue;
    next = Math.min(next ?? placedAtSeconds, placedAtSeconds);
  }
  return next;
}

function joined(before: UnheldGpus | undefined, found: UnheldGpus): UnheldGpus {
  if (before === undefined) return found;
  const { longestSeconds: one } = before;
  const { longestSeconds: other } = found;
  return {
    ...before,
    nodes: before.nodes + 1,
    gpus: before.gpus + found.gpus,
    sinceSeconds: Math.min(before.sinceSeconds, found.sinceSeconds),
    longestSeconds: one === null || other === null ? null : Math.max(one, other),
  };
}
