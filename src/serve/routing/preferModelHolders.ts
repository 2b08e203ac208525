import type { ReplicaTable } from "../path/ReplicaTable.ts";

/**
 * Of replicas with a free slot, those that have or load the model; else those with the fewest models (serve/_private/
 * request_router/common.py: first the replicas with the model, then those with the fewest). Writes them to `chosen` and
 * returns how many. Ray Serve waits a while for a replica that has the model and is full; here a free one is taken.
 */
export function preferModelHolders(
  available: Int32Array,
  count: number,
  replicas: ReplicaTable,
  model: number,
  chosen: Int32Array,
): number {
  let [found, fewest] = [0, Number.POSITIVE_INFINITY];
  for (let place = 0; place < count; place++) {
    const replica = available[place] as number;
    if (replicas.holdsModel(replica, model)) chosen[found++] = replica;
    fewest = Math.min(fewest, replicas.countModels(replica));
  }
  if (found > 0) return found;
  for (let place = 0; place < count; place++) {
    const replica = available[place] as number;
    if (replicas.countModels(replica) === fewest) chosen[found++] = replica;
  }
  return found;
}
