import type { LlmProfile } from "../../serve/replica/LlmProfile.ts";
import type { Accelerator } from "../../serve/replica/llm/Accelerator.ts";
import { accelerators } from "../../serve/replica/llm/accelerators.ts";
import { deriveLlmProfile } from "../../serve/replica/llm/deriveLlmProfile.ts";
import type { LlmConfig } from "../schema/llmApplicationSchema.ts";
import { findLanguageModel } from "./findLanguageModel.ts";
import { acceleratorOf } from "./workerBundles.ts";

/** A profile, of what it is, and what was taken as the same though it is called otherwise. */
export interface FoundProfile {
  readonly profile: LlmProfile;
  readonly of: string;
  readonly remark: string;
}

/** Ray's `A100` may be either; clouds rent the larger one more often. */
const otherNames: Readonly<Record<string, keyof typeof accelerators>> = { A100: "A100-80G", GB300: "B300" };

/** The profile of the model on its accelerators; `null` where there is none, a sentence where its weights do not fit. */
export function findLlmProfile(config: LlmConfig): FoundProfile | string | null {
  const engine = config.engine_kwargs ?? {};
  const tensorParallel = engine.tensor_parallel_size ?? engine.tp_size ?? 1;
  const pipeline = engine.pipeline_parallel_size ?? engine.pp_size ?? 1;
  const found = findLanguageModel(namesOf(config), engine.quantization ?? null);
  const card = acceleratorOf(config);
  const known = card === null ? undefined : acceleratorNamed(card);
  if (known === undefined || found === null || pipeline > 1) return null;
  const profile = deriveLlmProfile({
    model: found.model,
    accelerator: known.accelerator,
    tensorParallel,
    weights: found.weights,
    kvBytes: engine.kv_cache_dtype?.startsWith("fp8") === true ? 1 : 2,
    ...(engine.gpu_memory_utilization == null ? {} : { memoryShare: engine.gpu_memory_utilization }),
  });
  const gpus = tensorParallel === 1 ? "one" : `${tensorParallel}`;
  const of = `${found.name} on ${gpus} ${known.name} with ${found.weights} weights`;
  if (profile.kvTokens < 2) return `the weights of ${of} leave no room for KV memory`;
  const remark = [
    ...(found.remark === "" ? [] : [found.remark]),
    ...(known.remark === "" ? [] : [known.remark]),
  ].join(" and ");
  const schedulesAhead = engine.async_scheduling ?? profile.schedulesAhead ?? false;
  return { profile: { ...profile, schedulesAhead }, of, remark };
}

function acceleratorNamed(
  card: string,
): { readonly accelerator: Accelerator; readonly name: string; readonly remark: string } | undefined {
  const name = Object.hasOwn(otherNames, card) ? (otherNames[card] as string) : card;
  if (!Object.hasOwn(accelerators, name)) return undefined;
  const accelerator = accelerators[name as keyof typeof accelerators];
  const remark = card === "A100" ? "an A100 with 80 GB" : card === name ? "" : `a ${name}`;
  return { accelerator, name, remark };
}

function namesOf({
  model_loading_config: { model_id: id, model_source: source },
}: LlmConfig): readonly string[] {
  return typeof source === "string" ? [id, source] : [id];
}
