import type { MeasuredPoint } from "./MeasuredPoint.ts";

/**
 * The error records of https://github.com/inference-sim/sim-to-real-accuracy-validation (no licence is named; figures only):
 * `ttft_mean` and `itl_mean` of each stage of vLLM 0.15.1 under inference-perf, from the column `actual` of
 * results_iter36/error_records.csv at commit 7f3b270 and results_trainval/error_records.csv at commit dcec3fd. Left out: runs
 * with KV memory offloaded to the CPU, those whose rate is not told.
 *
 * Requests come evenly spaced, at the rates of the workloads there; the rates of both stages are borne out by the mean of the
 * whole run, which lies between those of its stages as they say. Answers have as many tokens as the mean latency makes up.
 * The tokens of prompts are those of the workload (general 547, codegen 566, roleplay 750, reasoning 1,034), 100 of them a
 * shared prefix. `max_num_seqs` is 128.
 */
export const simToRealPoints: readonly MeasuredPoint[] = [
  ...run({ model: "CodeLlama-34B", gpu: "A100-80G", weights: "bf16" }, [
    [2, 2.5, 547, 250, 2048, 82.22, 26.138],
    [2, 6, 547, 250, 2048, 89.18, 28.851],
  ]),
  ...run({ model: "CodeLlama-34B", gpu: "H100", weights: "bf16" }, [
    [2, 2.5, 547, 250, 2048, 43.08, 13.847],
    [2, 6, 547, 250, 2048, 43.06, 14.398],
  ]),
  ...run({ model: "Llama-2-70B", gpu: "A100-80G", weights: "bf16" }, [
    [4, 2.5, 547, 246, 2048, 98.94, 32.364],
    [4, 6, 547, 246, 2048, 112.72, 38.094],
  ]),
  ...run({ model: "Llama-2-70B", gpu: "H100", weights: "bf16" }, [
    [4, 2.5, 547, 247, 2048, 49.87, 16.442],
    [4, 6, 547, 247, 2048, 51.35, 17.657],
  ]),
  ...run({ model: "Llama-3.1-70B", gpu: "H100", weights: "bf16" }, [
    [4, 2.5, 547, 244, 8192, 51.96, 17.078],
    [4, 6, 547, 244, 8192, 54.43, 18.799],
    [4, 5, 566, 244, 2048, 54.74, 18.299],
    [4, 10, 566, 243, 2048, 59.8, 20.432],
  ]),
  ...run({ model: "Llama-3.1-8B", gpu: "A100-80G", weights: "bf16" }, [
    [1, 2.5, 547, 237, 2048, 42.21, 12.803],
    [1, 6, 547, 238, 2048, 45.95, 15.076],
  ]),
  ...run({ model: "Llama-3.1-8B", gpu: "H100", weights: "bf16" }, [
    [1, 8, 547, 238, 2048, 25.23, 7.895],
    [1, 20, 547, 238, 2048, 29.87, 9.492],
    [1, 5, 566, 237, 2048, 24.52, 7.591],
    [1, 10, 566, 236, 2048, 25.66, 8.083],
    [1, 6, 750, 240, 2048, 26.0, 7.77],
    [1, 8, 547, 238, 1024, 26.03, 8.268],
    [1, 20, 547, 237, 1024, 33.32, 10.785],
    [1, 8, 547, 239, 8192, 25.65, 7.81],
    [1, 20, 547, 238, 8192, 30.41, 9.315],
    [1, 8, 547, 238, 2048, 25.18, 7.896],
    [1, 20, 547, 238, 2048, 29.4, 9.283],
    [2, 8, 547, 237, 2048, 19.05, 5.124],
    [2, 20, 547, 237, 2048, 21.71, 5.87],
    [1, 4, 1034, 1389, 2048, 50.08, 16.36],
  ]),
  ...run({ model: "Llama-3.1-8B", gpu: "L40S", weights: "bf16" }, [
    [1, 2.5, 547, 238, 2048, 74.07, 26.464],
    [1, 6, 547, 237, 2048, 90.14, 33.218],
  ]),
  ...run({ model: "Llama-4-Scout", gpu: "H100", weights: "fp8" }, [
    [2, 2.5, 547, 247, 2048, 57.8, 17.902],
    [2, 6, 547, 247, 2048, 64.8, 22.531],
    [2, 5, 566, 246, 2048, 65.22, 21.735],
    [2, 10, 566, 246, 2048, 76.63, 26.884],
    [2, 6, 750, 250, 2048, 67.03, 23.052],
  ]),
  ...run({ model: "Mistral-Nemo-12B", gpu: "H100", weights: "bf16" }, [
    [2, 2.5, 547, 247, 1024, 22.0, 6.002],
    [2, 6, 547, 247, 1024, 21.56, 6.211],
    [1, 5, 566, 246, 2048, 31.9, 9.864],
    [1, 10, 566, 246, 2048, 33.73, 10.582],
  ]),
  ...run({ model: "Mixtral-8x22B", gpu: "H100", weights: "bf16" }, [
    [8, 8, 547, 249, 2048, 63.93, 17.806],
    [8, 20, 547, 249, 2048, 61.01, 19.791],
    [8, 5, 566, 248, 2048, 68.19, 17.965],
    [8, 10, 566, 248, 2048, 53.16, 17.698],
    [8, 6, 750, 252, 2048, 57.69, 17.76],
  ]),
  ...run({ model: "Mixtral-8x7B", gpu: "H100", weights: "bf16" }, [
    [2, 2.5, 547, 245, 1024, 56.3, 16.375],
    [2, 6, 547, 245, 1024, 53.34, 18.737],
    [2, 8, 547, 245, 8192, 66.95, 19.403],
    [2, 20, 547, 245, 8192, 62.41, 20.698],
    [2, 8, 547, 245, 2048, 70.22, 19.4],
    [2, 20, 547, 245, 2048, 61.21, 20.527],
    [4, 8, 547, 246, 2048, 37.66, 10.318],
    [4, 20, 547, 246, 2048, 36.77, 11.63],
    [2, 8, 547, 245, 2048, 63.69, 19.468],
    [2, 20, 547, 245, 2048, 62.6, 20.749],
  ]),
  ...run({ model: "Qwen2.5-7B", gpu: "H100", weights: "bf16" }, [[1, 6, 750, 249, 2048, 26.72, 7.023]]),
  ...run({ model: "Qwen3-14B", gpu: "A100-80G", weights: "bf16" }, [
    [1, 2.5, 547, 246, 2048, 72.24, 22.771],
    [1, 6, 547, 247, 2048, 90.51, 29.726],
  ]),
  ...run({ model: "Qwen3-14B", gpu: "H100", weights: "bf16" }, [
    [1, 8, 547, 246, 2048, 41.68, 13.331],
    [1, 20, 547, 247, 2048, 54.5, 17.536],
    [1, 5, 566, 246, 2048, 39.63, 12.597],
    [1, 10, 566, 246, 2048, 43.28, 13.763],
    [1, 6, 750, 248, 2048, 41.32, 13.113],
    [1, 2.5, 547, 245, 2048, 38.14, 12.198],
    [1, 6, 547, 247, 2048, 39.21, 12.871],
  ]),
  ...run({ model: "Qwen3-14B", gpu: "L40S", weights: "bf16" }, [
    [1, 2.5, 547, 247, 2048, 140.63, 49.827],
    [1, 6, 547, 247, 2048, 542.99, 71.034],
  ]),
  ...run({ model: "Yi-34B", gpu: "H100", weights: "bf16" }, [
    [2, 2.5, 547, 249, 2048, 46.65, 15.084],
    [2, 6, 547, 248, 2048, 47.12, 15.753],
  ]),
];

type Row = readonly [
  tensorParallel: number,
  requestsPerSecond: number,
  inputTokens: number,
  outputTokens: number,
  maxStepTokens: number,
  firstTokenMs: number,
  tokenGapMs: number,
];

function run(
  server: Pick<MeasuredPoint, "model" | "gpu" | "weights">,
  rows: readonly Row[],
): readonly MeasuredPoint[] {
  return rows.map(
    ([
      tensorParallel,
      requestsPerSecond,
      inputTokens,
      outputTokens,
      maxStepTokens,
      firstTokenMs,
      tokenGapMs,
    ]) => ({
      ...server,
      source: "sim-to-real",
      engine: "vLLM 0.15.1",
      kvBytes: 2,
      tensorParallel,
      load: { kind: "rate", requestsPerSecond },
      inputTokens,
      outputTokens,
      leastShare: 1,
      maxSequences: 128,
      maxStepTokens,
      firstTokenMs,
      tokenGapMs,
    }),
  );
}
