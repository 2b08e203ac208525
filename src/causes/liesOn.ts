import type { ReplicaLife } from "../simulation/result/ReplicaLife.ts";

/** Whether a replica, or a part of it, was ever placed on the node of that number. */
export function liesOn({ node, shares }: Pick<ReplicaLife, "node" | "shares">, id: number): boolean {
  return shares === undefined ? node === id : shares.some((share) => share.node === id);
}
