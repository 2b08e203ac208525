import { z } from "zod";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { acceleratorTypes } from "../llm/acceleratorTypes.ts";
import { deploymentConfigSchema } from "./deploymentConfigSchema.ts";

const text = z.string();
const anything = z.looseObject({});
/** More GPUs than that one replica does not have. */
const parallelSize = wholeNumberSchema({ least: 1, most: 1000 }).optional();
const resources = z.record(text, numberSchema({ least: 0, most: 1_000_000_000_000_000 }));

const modelLoadingSchema = section({
  model_id: text.min(1, { error: "expected the name by which requests ask for the model" }),
  model_source: z.union([text, anything]).nullish(),
  tokenizer_source: text.nullish(),
});

/** Arguments of the engine; vLLM has hundreds, of which these count here. */
const engineSchema = z.looseObject({
  tensor_parallel_size: parallelSize,
  pipeline_parallel_size: parallelSize,
  data_parallel_size: parallelSize,
  /** What SGLang calls them. */
  tp_size: parallelSize,
  pp_size: parallelSize,
  max_num_seqs: wholeNumberSchema({ least: 1, most: 1_000_000 }).nullish(),
  max_num_batched_tokens: wholeNumberSchema({ least: 1, most: 1_000_000_000 }).nullish(),
  quantization: text.nullish(),
  kv_cache_dtype: text.nullish(),
  gpu_memory_utilization: numberSchema({ least: 0.01, most: 1 }).nullish(),
  async_scheduling: z.boolean().nullish(),
});

const loraSchema = section({
  dynamic_lora_loading_path: text
    .regex(/^(s3|gs|abfss|azure):\/\//, {
      error: "expected a path that begins with s3://, gs://, abfss:// or azure://",
    })
    .nullish(),
  max_num_adapters_per_replica: wholeNumberSchema({ least: 1, most: 1_000_000 }).optional(),
  download_timeout_s: z.number().nullish(),
  max_download_tries: z.number().optional(),
});

const kindError = "expected one of cpu, gpu, tpu";

/** ray 2.60.0, `PlacementGroupConfig`. */
export const llmPlacementSchema = section({
  bundle_per_worker: resources.nullish(),
  bundles: z.array(resources).max(1000).nullish(),
  strategy: z
    .enum(["PACK", "SPREAD", "STRICT_PACK", "STRICT_SPREAD"], {
      error: "expected one of PACK, SPREAD, STRICT_PACK, STRICT_SPREAD",
    })
    .optional(),
});

/** Options of `@serve.deployment`; which of them Ray Serve refuses where is checked later. */
export const llmDeploymentOptionsSchema = deploymentConfigSchema.partial({ name: true });

/** ray 2.60.0, `LLMConfig`: other keys are refused. */
export const llmConfigSchema = section({
  runtime_env: anything.nullish(),
  model_loading_config: modelLoadingSchema,
  llm_engine: z.literal("vLLM", { error: "expected vLLM" }).optional(),
  engine_kwargs: engineSchema.optional(),
  accelerator_type: z
    .enum(["A10", ...acceleratorTypes], { error: "expected an accelerator type that Ray knows" })
    .nullish(),
  accelerator_config: section({
    kind: z.enum(["cpu", "gpu", "tpu"], { error: kindError }),
    topology: text.nullish(),
  }).nullish(),
  placement_group_config: anything.nullish(),
  lora_config: loraSchema.nullish(),
  deployment_config: llmDeploymentOptionsSchema.optional(),
  server_cls: text.nullish(),
  experimental_configs: anything.optional(),
  log_engine_metrics: z.boolean().nullish(),
  callback_config: anything.optional(),
  /** Of versions of Ray before `placement_group_config`. */
  resources_per_bundle: resources.nullish(),
});

const ingressClassSchema = section({
  ingress_cls: text.optional(),
  ingress_extra_kwargs: anything.nullish(),
});

/** ray 2.60.0, `LLMServingArgs`, `DPOpenAiServingArgs` and `PDServingArgs`. */
export const llmArgsSchemas = {
  openai: section({
    llm_configs: z
      .array(llmConfigSchema)
      .min(1, { error: "expected at least one model, or Ray Serve refuses the application" })
      .max(1000),
    ingress_cls_config: ingressClassSchema.optional(),
    ingress_deployment_config: llmDeploymentOptionsSchema.optional(),
  }),
  "data-parallel": section({
    llm_config: llmConfigSchema,
    ingress_cls_config: ingressClassSchema.optional(),
    ingress_deployment_config: llmDeploymentOptionsSchema.nullish(),
  }),
  "prefill-decode": section({
    prefill_config: llmConfigSchema,
    decode_config: llmConfigSchema,
    ingress_cls_config: ingressClassSchema.optional(),
    ingress_deployment_config: llmDeploymentOptionsSchema.nullish(),
  }),
} as const;

export type LlmConfig = z.output<typeof llmConfigSchema>;
export type LlmDeploymentOptions = z.output<typeof llmDeploymentOptionsSchema>;
