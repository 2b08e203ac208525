import type { AcceleratorName } from "../../src/serve/replica/llm/accelerators.ts";
import type { WeightFormat } from "../../src/serve/replica/llm/WeightFormat.ts";
import type { modelsByName } from "./modelsByName.ts";

/** What somebody measured in public of a language model on its GPUs under one load. */
export interface MeasuredPoint {
  readonly source: "InferenceMAX" | "sim-to-real";
  readonly engine: string;
  readonly model: keyof typeof modelsByName;
  readonly gpu: AcceleratorName;
  readonly tensorParallel: number;
  readonly weights: WeightFormat;
  readonly kvBytes: 1 | 2;
  /** Users who send the next request when one is answered, ten each; or requests evenly spaced. */
  readonly load:
    | { readonly kind: "users"; readonly users: number }
    | { readonly kind: "rate"; readonly requestsPerSecond: number };
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Lengths are uniform from this share of the above up. */
  readonly leastShare: number;
  readonly maxSequences: number;
  readonly maxStepTokens: number;
  /** Means over requests. */
  readonly firstTokenMs: number;
  readonly tokenGapMs: number;
}
