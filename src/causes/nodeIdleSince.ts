import type { NodeUse } from "../simulation/result/NodeUse.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";

/** Since when a node had no replica on it at that moment; `null`: it had one, or was not ready. */
export function nodeIdleSince(
  node: NodeUse,
  { replicas }: SimulationResult,
  atSeconds: number,
): number | null {
  if (node.readyAtSeconds === null || node.readyAtSeconds > atSeconds) return null;
  let since = node.readyAtSeconds;
  for (const { node: first, shares, placedAtSeconds, goneAtSeconds } of replicas) {
    const isHere =
      shares === undefined ? first === node.node : shares.some((share) => share.node === node.node);
    if (!isHere || placedAtSeconds === null || placedAtSeconds >= atSeconds) continue;
    if (goneAtSeconds === null || goneAtSeconds > atSeconds) return null;
    since = Math.max(since, goneAtSeconds);
  }
  return since;
}
