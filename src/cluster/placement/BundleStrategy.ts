/**
 * How the bundles of a placement group lie on nodes: `PACK` on few, `SPREAD` on many, as far as there is room;
 * `STRICT_PACK` on one; `STRICT_SPREAD` each on its own.
 */
export type BundleStrategy = "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
