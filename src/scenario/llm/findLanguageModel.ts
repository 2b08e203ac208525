import type { LanguageModel } from "../../serve/replica/llm/LanguageModel.ts";
import { type LanguageModelName, languageModels } from "../../serve/replica/llm/languageModels.ts";
import { parameterCounts } from "../../serve/replica/llm/parameterCounts.ts";
import type { WeightFormat } from "../../serve/replica/llm/WeightFormat.ts";

/** A model as its name lets expect it. */
export interface FoundModel {
  readonly model: LanguageModel;
  readonly name: string;
  /** What was taken as the same though it is called otherwise; empty where nothing was. */
  readonly remark: string;
  readonly weights: WeightFormat;
}

/** Models by their architecture and size: what was trained on them takes as long. */
const patterns: readonly {
  readonly pattern: RegExp;
  readonly name: LanguageModelName;
  readonly exact?: RegExp;
}[] = [
  { pattern: /llama-?3(-[0-3])?-8b|distill-llama-8b/, name: "llama-3.1-8b", exact: /llama-?3-1-8b/ },
  { pattern: /llama-?3(-[0-3])?-70b|distill-llama-70b/, name: "llama-3.3-70b", exact: /llama-?3-3-70b/ },
  { pattern: /llama-?3-1-405b/, name: "llama-3.1-405b" },
  { pattern: /llama-?2-7b/, name: "llama-2-7b" },
  { pattern: /llama-?2-70b/, name: "llama-2-70b" },
  { pattern: /code-?llama-34b/, name: "codellama-34b" },
  { pattern: /llama-?4-scout/, name: "llama-4-scout" },
  { pattern: /(^|-)yi-(1-5-)?34b/, name: "yi-34b", exact: /(^|-)yi-34b/ },
  { pattern: /(^|-)phi-?4(-|$)(?!mini|multimodal|reasoning)/, name: "phi-4" },
  { pattern: /(^|-)mistral-7b/, name: "mistral-7b" },
  { pattern: /mistral-nemo/, name: "mistral-nemo-12b" },
  { pattern: /mixtral-8x7b/, name: "mixtral-8x7b" },
  { pattern: /mixtral-8x22b/, name: "mixtral-8x22b" },
  { pattern: /qwen2-5-(coder-)?0-5b/, name: "qwen2.5-0.5b" },
  { pattern: /qwen2-5-(coder-|math-)?7b|distill-qwen-7b/, name: "qwen2.5-7b", exact: /qwen2-5-7b/ },
  { pattern: /qwen2-5-(coder-)?14b|distill-qwen-14b/, name: "qwen2.5-14b", exact: /qwen2-5-14b/ },
  { pattern: /qwen2-5-(coder-)?32b|distill-qwen-32b|qwq-32b/, name: "qwen2.5-32b", exact: /qwen2-5-32b/ },
  { pattern: /qwen2-5-(math-)?72b/, name: "qwen2.5-72b" },
  { pattern: /qwen3-0-6b/, name: "qwen3-0.6b" },
  { pattern: /qwen3-1-7b/, name: "qwen3-1.7b" },
  { pattern: /qwen3-4b/, name: "qwen3-4b" },
  { pattern: /qwen3-8b/, name: "qwen3-8b" },
  { pattern: /qwen3-14b/, name: "qwen3-14b" },
  { pattern: /qwen3-32b/, name: "qwen3-32b" },
  { pattern: /qwen3-(coder-)?30b-a3b/, name: "qwen3-30b-a3b", exact: /qwen3-30b-a3b/ },
  { pattern: /qwen3-235b-a22b/, name: "qwen3-235b-a22b" },
  { pattern: /minimax-m2/, name: "minimax-m2.5", exact: /minimax-m2-5/ },
  { pattern: /gpt-oss-20b/, name: "gpt-oss-20b" },
  { pattern: /gpt-oss-120b/, name: "gpt-oss-120b" },
];

/** Weights of fewer bits, by what their name says; those that are read in another way have no times here. */
const formats: readonly { readonly pattern: RegExp; readonly weights: WeightFormat | null }[] = [
  { pattern: /fp8|w8a8|int8|8bit/, weights: "fp8" },
  { pattern: /mxfp4/, weights: "mxfp4" },
  { pattern: /nvfp4|fp4/, weights: "fp4" },
  { pattern: /awq|gptq|w4a16|int4/, weights: "int4" },
  { pattern: /gguf|bnb|bitsandbytes|4bit|quant/, weights: null },
];

/**
 * The model of these names (id and source), by its name; else a dense one of the size that a name tells, such as `70b`.
 * `null` where there is neither, or its weights are read in a way that is not known here.
 */
export function findLanguageModel(names: readonly string[], quantization: string | null): FoundModel | null {
  const plain = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
  const said = [...plain, ...(quantization === null ? [] : [quantization.toLowerCase()])];
  const format = formats.find(({ pattern }) => said.some((name) => pattern.test(name)));
  if (format?.weights === null || (format === undefined && quantization !== null)) return null;
  for (const { pattern, name, exact = pattern } of patterns) {
    if (!plain.some((each) => pattern.test(each))) continue;
    const model: LanguageModel = languageModels[name];
    const remark = plain.some((each) => exact.test(each)) ? "" : `a model of the size of ${name}`;
    return { model, name, remark, weights: format?.weights ?? model.weights ?? "bf16" };
  }
  const billions = sizeOf(names);
  if (billions === null) return null;
  return {
    model: modelOfSize(billions),
    name: `a dense model of ${billions} billion parameters`,
    remark: "one by its name alone",
    weights: format?.weights ?? "bf16",
  };
}

/** Of `org/chat-7b` 7; of a mixture of experts, such as `8x7b` or `30b-a3b`, a name tells too little. */
function sizeOf(names: readonly string[]): number | null {
  for (const name of names) {
    if (/\dx\d+b|-a\d+(\.\d+)?b|moe/i.test(name)) return null;
    const size = /(?<![a-z0-9.])(\d{1,3}(?:\.\d{1,2})?)b(?![a-z0-9])/i.exec(name)?.[1];
    if (size !== undefined && Number(size) >= 0.1) return Number(size);
  }
  return null;
}

const shapes = [
  "qwen3-0.6b",
  "qwen3-1.7b",
  "qwen3-4b",
  "llama-3.1-8b",
  "qwen3-14b",
  "qwen3-32b",
  "llama-3.3-70b",
  "llama-3.1-405b",
] as const;

/** The usual shape of that size, with as many layers as make up the parameters. */
function modelOfSize(billions: number): LanguageModel {
  const ratio = (shape: LanguageModel) => (billions * 1e9) / parametersOf(shape);
  const distance = (shape: LanguageModel) => Math.abs(Math.log(ratio(shape)));
  const nearest = shapes
    .map((name): LanguageModel => languageModels[name])
    .reduce((best, shape) => (distance(shape) < distance(best) ? shape : best));
  return { ...nearest, layers: Math.max(1, Math.round(nearest.layers * ratio(nearest))) };
}

function parametersOf(shape: LanguageModel): number {
  const { attention, feedForward, experts } = parameterCounts(shape);
  return attention + feedForward + experts + 2 * shape.width * shape.vocabulary;
}
