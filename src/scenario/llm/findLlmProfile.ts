import type { LlmConfig } from "../schema/llmApplicationSchema.ts";
import { acceleratorOf } from "./workerBundles.ts";

/** A profile of `llmProfiles`, and what was taken as the same though it is called otherwise. */
export interface FoundProfile {
  readonly profile: string;
  readonly remark: string;
}

/** Models by their architecture and size: what was trained on them takes as long. */
const models: readonly { readonly pattern: RegExp; readonly model: string; readonly exact: RegExp }[] = [
  { pattern: /llama-?3(-[0-3])?-8b|distill-llama-8b/, model: "llama-3.1-8b", exact: /llama-?3-1-8b/ },
  { pattern: /llama-?3(-[0-3])?-70b|distill-llama-70b/, model: "llama-3.3-70b", exact: /llama-?3-3-70b/ },
  { pattern: /(^|-)phi-?4(-|$)(?!mini|multimodal|reasoning)/, model: "phi-4", exact: /phi-?4/ },
  { pattern: /code-?llama-34b/, model: "codellama-34b", exact: /codellama-34b/ },
];
/** Weights of fewer bits have other step times. */
const quantized = /fp8|fp4|int8|int4|awq|gptq|gguf|bnb|w4a16|w8a8|4bit|8bit|quant/;

const profiles: ReadonlyMap<string, string> = new Map([
  ["llama-3.1-8b A100 1", "llama-3.1-8b-a100"],
  ["llama-3.1-8b A100-80G 1", "llama-3.1-8b-a100"],
  ["llama-3.1-8b H100 1", "llama-3.1-8b-h100"],
  ["phi-4 H100 1", "phi-4-h100"],
  ["codellama-34b H100 1", "codellama-34b-h100"],
  ["llama-3.3-70b H100 4", "llama-3.3-70b-4xh100"],
  ["llama-3.3-70b H100 8", "llama-3.3-70b-8xh100"],
]);

/** The profile of the model on its accelerators; `null` where there is none. */
export function findLlmProfile(config: LlmConfig): FoundProfile | null {
  const accelerator = acceleratorOf(config);
  const engine = config.engine_kwargs ?? {};
  const tensor = engine.tensor_parallel_size ?? engine.tp_size ?? 1;
  const pipeline = engine.pipeline_parallel_size ?? engine.pp_size ?? 1;
  const names = namesOf(config);
  if (accelerator === null || pipeline > 1 || engine.quantization != null) return null;
  if (names.some((name) => quantized.test(name))) return null;
  for (const { pattern, model, exact } of models) {
    if (!names.some((name) => pattern.test(name))) continue;
    const profile = profiles.get(`${model} ${accelerator} ${tensor}`);
    if (profile === undefined) return null;
    const remark = [
      ...(names.some((name) => exact.test(name)) ? [] : [`a model of the size of ${model}`]),
      ...(accelerator === "A100" ? ["an A100 with 80 GB"] : []),
    ].join(" and ");
    return { profile, remark };
  }
  return null;
}

function namesOf({
  model_loading_config: { model_id: id, model_source: source },
}: LlmConfig): readonly string[] {
  const names = typeof source === "string" ? [id, source] : [id];
  return names.map((name) => name.toLowerCase().replace(/[^a-z0-9]+/g, "-"));
}
