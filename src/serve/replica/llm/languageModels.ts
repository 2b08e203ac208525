import type { LanguageModel } from "./LanguageModel.ts";

/** Models by name, as the `config.json` of each says (Hugging Face). */
export const languageModels = {
  "llama-3.1-8b": dense({
    layers: 32,
    width: 4096,
    heads: 32,
    kvHeads: 8,
    inner: 14_336,
    vocabulary: 128_256,
  }),
  "llama-3.3-70b": dense({
    layers: 80,
    width: 8192,
    heads: 64,
    kvHeads: 8,
    inner: 28_672,
    vocabulary: 128_256,
  }),
  "llama-3.1-405b": dense({
    layers: 126,
    width: 16_384,
    heads: 128,
    kvHeads: 8,
    inner: 53_248,
    vocabulary: 128_256,
  }),
  "llama-2-7b": dense({ layers: 32, width: 4096, heads: 32, kvHeads: 32, inner: 11_008, vocabulary: 32_000 }),
  "llama-2-70b": dense({ layers: 80, width: 8192, heads: 64, kvHeads: 8, inner: 28_672, vocabulary: 32_000 }),
  "codellama-34b": dense({
    layers: 48,
    width: 8192,
    heads: 64,
    kvHeads: 8,
    inner: 22_016,
    vocabulary: 32_000,
  }),
  "yi-34b": dense({ layers: 60, width: 7168, heads: 56, kvHeads: 8, inner: 20_480, vocabulary: 64_000 }),
  "phi-4": dense({ layers: 40, width: 5120, heads: 40, kvHeads: 10, inner: 17_920, vocabulary: 100_352 }),
  "mistral-7b": dense({ layers: 32, width: 4096, heads: 32, kvHeads: 8, inner: 14_336, vocabulary: 32_768 }),
  "mistral-nemo-12b": dense({
    layers: 40,
    width: 5120,
    heads: 32,
    kvHeads: 8,
    inner: 14_336,
    vocabulary: 131_072,
  }),
  "qwen2.5-0.5b": dense({
    layers: 24,
    width: 896,
    heads: 14,
    kvHeads: 2,
    headWidth: 64,
    inner: 4864,
    vocabulary: 151_936,
  }),
  "qwen2.5-7b": dense({ layers: 28, width: 3584, heads: 28, kvHeads: 4, inner: 18_944, vocabulary: 152_064 }),
  "qwen2.5-14b": dense({
    layers: 48,
    width: 5120,
    heads: 40,
    kvHeads: 8,
    inner: 13_824,
    vocabulary: 152_064,
  }),
  "qwen2.5-32b": dense({
    layers: 64,
    width: 5120,
    heads: 40,
    kvHeads: 8,
    inner: 27_648,
    vocabulary: 152_064,
  }),
  "qwen2.5-72b": dense({
    layers: 80,
    width: 8192,
    heads: 64,
    kvHeads: 8,
    inner: 29_568,
    vocabulary: 152_064,
  }),
  "qwen3-0.6b": dense({ layers: 28, width: 1024, heads: 16, kvHeads: 8, inner: 3072, vocabulary: 151_936 }),
  "qwen3-1.7b": dense({ layers: 28, width: 2048, heads: 16, kvHeads: 8, inner: 6144, vocabulary: 151_936 }),
  "qwen3-4b": dense({ layers: 36, width: 2560, heads: 32, kvHeads: 8, inner: 9728, vocabulary: 151_936 }),
  "qwen3-8b": dense({ layers: 36, width: 4096, heads: 32, kvHeads: 8, inner: 12_288, vocabulary: 151_936 }),
  "qwen3-14b": dense({ layers: 40, width: 5120, heads: 40, kvHeads: 8, inner: 17_408, vocabulary: 151_936 }),
  "qwen3-32b": dense({ layers: 64, width: 5120, heads: 64, kvHeads: 8, inner: 25_600, vocabulary: 151_936 }),
  "mixtral-8x7b": mixture({
    layers: 32,
    width: 4096,
    heads: 32,
    kvHeads: 8,
    vocabulary: 32_000,
    count: 8,
    perToken: 2,
    expertWidth: 14_336,
  }),
  "mixtral-8x22b": mixture({
    layers: 56,
    width: 6144,
    heads: 48,
    kvHeads: 8,
    vocabulary: 32_000,
    count: 8,
    perToken: 2,
    expertWidth: 16_384,
  }),
  "llama-4-scout": mixture({
    layers: 48,
    width: 5120,
    heads: 40,
    kvHeads: 8,
    vocabulary: 202_048,
    count: 16,
    perToken: 1,
    expertWidth: 8192,
    sharedWidth: 8192,
  }),
  "qwen3-30b-a3b": mixture({
    layers: 48,
    width: 2048,
    heads: 32,
    kvHeads: 4,
    vocabulary: 151_936,
    count: 128,
    perToken: 8,
    expertWidth: 768,
  }),
  "qwen3-235b-a22b": mixture({
    layers: 94,
    width: 4096,
    heads: 64,
    kvHeads: 4,
    vocabulary: 151_936,
    count: 128,
    perToken: 8,
    expertWidth: 1536,
  }),
  "minimax-m2.5": {
    ...mixture({
      layers: 62,
      width: 3072,
      heads: 48,
      kvHeads: 8,
      vocabulary: 200_064,
      count: 256,
      perToken: 8,
      expertWidth: 1536,
    }),
    weights: "fp8",
  },
  "gpt-oss-20b": {
    ...mixture({
      layers: 24,
      width: 2880,
      heads: 64,
      kvHeads: 8,
      headWidth: 64,
      vocabulary: 201_088,
      count: 32,
      perToken: 4,
      expertWidth: 2880,
    }),
    weights: "mxfp4",
    window: { layers: 12, tokens: 128 },
  },
  "gpt-oss-120b": {
    ...mixture({
      layers: 36,
      width: 2880,
      heads: 64,
      kvHeads: 8,
      headWidth: 64,
      vocabulary: 201_088,
      count: 128,
      perToken: 4,
      expertWidth: 2880,
    }),
    weights: "mxfp4",
    window: { layers: 18, tokens: 128 },
  },
} as const satisfies Readonly<Record<string, LanguageModel>>;

export type LanguageModelName = keyof typeof languageModels;

interface Shape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Where it is not 128. */
  readonly headWidth?: number;
  readonly vocabulary: number;
}

function dense({ inner, headWidth = 128, ...shape }: Shape & { readonly inner: number }): LanguageModel {
  return { ...shape, headWidth, feedForwardWidth: inner };
}

function mixture({
  count,
  perToken,
  expertWidth,
  sharedWidth = 0,
  headWidth = 128,
  ...shape
}: Shape & {
  readonly count: number;
  readonly perToken: number;
  readonly expertWidth: number;
  readonly sharedWidth?: number;
}): LanguageModel {
  const experts = { layers: shape.layers, count, perToken, width: expertWidth, sharedWidth };
  return { ...shape, headWidth, feedForwardWidth: 0, experts };
}
