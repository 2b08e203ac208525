declare const brand: unique symbol;

/** Names one node for as long as a run lasts: a whole number, in the order in which nodes of all clusters were asked for. */
export type NodeId = number & { readonly [brand]: "NodeId" };

/** @param index a whole number of at least 0, not given to another node. */
export function nodeId(index: number): NodeId {
  return index as NodeId;
}
