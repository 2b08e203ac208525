import type { NodeUse } from "../simulation/result/NodeUse.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { liesOn } from "./liesOn.ts";

/** Since when a node had no replica on it at that moment; `null`: it had one, or was not ready. */
export function nodeIdleSince(
  node: NodeUse,
  { replicas }: SimulationResult,
  atSeconds: number,
): number | null {
  if (node.readyAtSeconds === null || node.readyAtSeconds > atSeconds) return null;
  let since = node.readyAtSeconds;
  for (const life of replicas) {
    const { placedAtSeconds, goneAtSeconds } = life;
    if (!liesOn(life, node.node) || placedAtSeconds === null || placedAtSeconds >= atSeconds) continue;
    if (goneAtSeconds === null || goneAtSeconds > atSeconds) return null;
    since = Math.max(since, goneAtSeconds);
  }
  return since;
}
