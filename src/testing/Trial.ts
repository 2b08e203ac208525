import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";

/** What came of one random input. */
export type Trial =
  | { readonly kind: "held" }
  | { readonly kind: "broken"; readonly failed: readonly InvariantResult[] }
  /** The code under test threw. */
  | { readonly kind: "threw"; readonly message: string };
