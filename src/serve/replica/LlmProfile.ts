/**
 * What a model on its GPUs needs for a step of continuous batching (docs/decisions/llm-replicas.md). A step works on at most
 * `maxStepTokens` tokens: one for each sequence that generates, the rest for prompts. It takes
 *
 *     stepSeconds + perSequenceSeconds × sequences that generate + perInputTokenSeconds × prompt tokens
 *     + promptStepSeconds if it reads prompts + the longer of reading the weights and of the arithmetic of all its tokens
 *     + perContextTokenSeconds × tokens in the contexts of the sequences that generate
 *     + perTokenPairSeconds × pairs of a prompt token and a token before it
 *
 * where the weights take `weightSeconds + expertSeconds × (1 − (1 − expertShare) ^ tokens)` and the arithmetic
 * `perTokenSeconds × tokens`. What may be left out is 0.
 */
export interface LlmProfile {
  readonly stepSeconds: number;
  readonly perSequenceSeconds: number;
  readonly perInputTokenSeconds: number;
  /** To read the weights that every step needs. */
  readonly weightSeconds?: number;
  /** To read all experts of a mixture of experts; a step reads those that its tokens are sent to. */
  readonly expertSeconds?: number;
  /** Share of the experts that one token is sent to. */
  readonly expertShare?: number;
  /** Arithmetic of a token, of a prompt or generated. */
  readonly perTokenSeconds?: number;
  /** To read the KV memory of one token. */
  readonly perContextTokenSeconds?: number;
  /** Attention of one token of a prompt to one before it. */
  readonly perTokenPairSeconds?: number;
  /** More of a step that reads prompts, however many tokens of them. */
  readonly promptStepSeconds?: number;
  /** Beside the steps: from a request's arrival until it stands in the line of the engine. */
  readonly requestSeconds?: number;
  /** The next step is decided when one begins, so that who comes meanwhile is in the one after (vLLM: `async_scheduling`). */
  readonly schedulesAhead?: boolean;
  /** Most sequences in the batch (vLLM: `max_num_seqs`). */
  readonly maxSequences: number;
  /** Most tokens in a step (vLLM: `max_num_batched_tokens`); more than `maxSequences`. */
  readonly maxStepTokens: number;
  /** Tokens for which the GPUs have KV memory, those of prompts and those generated. */
  readonly kvTokens: number;
}
