declare const brand: unique symbol;

/** One of those that a fault may strike, by its number in the world: numbers of different kinds are not taken for each other. */
export type Victim<Kind extends "replica" | "node" | "proxy"> = number & { readonly [brand]: Kind };

/** @param number of the replica, the node or the proxy. */
export function victim<Kind extends "replica" | "node" | "proxy">(number: number): Victim<Kind> {
  return number as Victim<Kind>;
}
