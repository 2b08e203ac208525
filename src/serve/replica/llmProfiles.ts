import type { LlmProfile } from "./LlmProfile.ts";

/** A fit of step times to measured runs of vLLM, as published; times in microseconds. */
interface PublishedFit {
  /** α0, α1, α2: beside the steps, for a request, for each of its input tokens, for each of its output tokens. */
  readonly alpha: readonly [number, number, number];
  /** β0, β1, β2: a step, each input token that it reads, each sequence for which it generates a token. */
  readonly beta: readonly [number, number, number];
  /** KV memory in blocks of 16 tokens. */
  readonly kvBlocks: number;
}

/**
 * Models on their GPUs, by name: `model-gpu`, with the number of GPUs where there are several. All figures but the last two
 * are those of https://github.com/inference-sim/inference-sim, defaults.yaml at commit 1a6eb35 (fits for vLLM 0.8.4;
 * `alpha_coeffs`, `beta_coeffs`, `total_kv_blocks` of the model, GPU and tensor_parallelism named beside each).
 * `maxSequences` 256 and `maxStepTokens` 2048 are the defaults of that project's scheduler, as of vLLM's `max_num_seqs` and
 * (for latency) `max_num_batched_tokens`. What became of α: docs/decisions/llm-replicas.md.
 */
export const llmProfiles: Readonly<Record<string, LlmProfile>> = {
  // meta-llama/llama-3.1-8b-instruct, A100-80, tensor_parallelism 1
  "llama-3.1-8b-a100": profileOf({
    alpha: [7739.7334212001515, 2.308926798943791, 6276.246189076296],
    beta: [16441.531547147923, 47.837412108198656, 18.20560632171683],
    kvBlocks: 29_205,
  }),
  // meta-llama/llama-3.1-8b-instruct, H100, tensor_parallelism 1
  "llama-3.1-8b-h100": profileOf({
    alpha: [232.46191091038054, 1.752360364195244, 3357.4400353290152],
    beta: [5752.705191348184, 17.25086436834028, 5.999143920128404],
    kvBlocks: 29_205,
  }),
  // microsoft/phi-4, H100, tensor_parallelism 1
  "phi-4-h100": profileOf({
    alpha: [3697.6155227263353, 7.50794554937522, 9062.1336063128],
    beta: [4406.28708175561, 47.40944867621954, 23.356685272854975],
    kvBlocks: 14_645,
  }),
  // codellama/codellama-34b-instruct-hf, H100, tensor_parallelism 1
  "codellama-34b-h100": profileOf({
    alpha: [13450.510995636703, 0.041813767451373045, 0],
    beta: [26595.2781995357, 96.28441960829817, 56.58626882402723],
    kvBlocks: 2537,
  }),
  // meta-llama/llama-3.3-70b-instruct, H100, tensor_parallelism 4
  "llama-3.3-70b-4xh100": profileOf({
    alpha: [2597.3171308592136, 9.950912552989394, 11511.44254521247],
    beta: [12601.271149123822, 76.42284100369776, 66.84396200500741],
    kvBlocks: 128_273,
  }),
  // meta-llama/llama-3.3-70b-instruct, H100, tensor_parallelism 8
  "llama-3.3-70b-8xh100": profileOf({
    alpha: [27262.037667007146, 12.483736088204523, 112.29324980868637],
    beta: [14140.825207623911, 10.025593497696502, 19.401640879612657],
    kvBlocks: 728_405,
  }),
};

function profileOf({ alpha, beta, kvBlocks }: PublishedFit): LlmProfile {
  return {
    stepSeconds: (beta[0] + alpha[2]) / 1e6,
    perInputTokenSeconds: (beta[1] + alpha[1]) / 1e6,
    perSequenceSeconds: beta[2] / 1e6,
    maxSequences: 256,
    maxStepTokens: 2048,
    kvTokens: kvBlocks * 16,
  };
}
