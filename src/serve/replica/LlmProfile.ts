/**
 * What a model on its GPUs needs for a step of continuous batching. A step works on at most `maxStepTokens` tokens: one for
 * each sequence that generates, the rest for prompts. It takes `stepSeconds + perSequenceSeconds × sequences that generate
 * + perInputTokenSeconds × prompt tokens`.
 */
export interface LlmProfile {
  readonly stepSeconds: number;
  readonly perSequenceSeconds: number;
  readonly perInputTokenSeconds: number;
  /** Most sequences in the batch (vLLM: `max_num_seqs`). */
  readonly maxSequences: number;
  /** Most tokens in a step (vLLM: `max_num_batched_tokens`); more than `maxSequences`. */
  readonly maxStepTokens: number;
  /** Tokens for which the GPUs have KV memory, those of prompts and those generated. */
  readonly kvTokens: number;
}
