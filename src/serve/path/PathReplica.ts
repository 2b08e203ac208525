declare const brand: unique symbol;

/** A replica by its number on the request path, where it is an index of columns: not by its number in the world. */
export type PathReplica = number & { readonly [brand]: "PathReplica" };

/** It does not run yet, and so has no number there. */
export const notOnPath = -1 as PathReplica;
