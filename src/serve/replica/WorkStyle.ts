import type { LlmProfile } from "./LlmProfile.ts";

/** How a replica works on its requests, where not on all at once by processor sharing. */
export type WorkStyle =
  /** A language model that generates token by token, with requests joining and leaving its batch between steps. */
  | { readonly kind: "llm"; readonly profile: LlmProfile }
  /** Ray Serve's `@serve.batch`; a batch of n takes its longest request's time × (1 + slowdown × (n − 1)). */
  | { readonly kind: "batches"; readonly maxBatchSize: number; readonly waitTimeoutSeconds: number };
