import type { MilliResources, PlacementLimit } from "../MilliResources.ts";

/** A node as placement sees it. */
export interface PlacementNode {
  readonly id: number;
  readonly free: MilliResources;
  /** Of the replicas on it that have one. Left out: none has. */
  readonly limits?: readonly PlacementLimit[];
  /** The worker group that it belongs to. Left out: one without a name, where only replicas go that ask for none. */
  readonly group?: { readonly name: string };
}
