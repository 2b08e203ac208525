import type { KeyPath } from "../problems/KeyPath.ts";
import { problemsOfIssues } from "../problems/problemsOfIssues.ts";
import { type LlmConfig, llmPlacementSchema } from "../schema/llmApplicationSchema.ts";
import type { LlmReport } from "./LlmReport.ts";

export type Bundle = Readonly<Record<string, number>>;

/** What the workers of one replica ask of their nodes. */
export interface WorkerBundles {
  readonly bundles: readonly Bundle[];
  readonly strategy: "PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD";
}

type Hardware = "cpu" | "gpu" | "tpu";

const mostWorkers = 1000;
/** What Ray asks of the accelerator type of a node: a trace, so that any number of bundles fits. */
const hintAmount = 0.001;

/**
 * The bundles of a replica's engine workers (ray 2.60.0, `VLLMEngineConfig.placement_bundles` and `placement_strategy`).
 * `null`: the replica makes its placement group itself when it runs (`requires_deferred_placement_group`, a TPU topology).
 */
export function workerBundles(config: LlmConfig, path: KeyPath, report: LlmReport): WorkerBundles | null {
  const hardware = hardwareOf(config, path, report);
  const placement = readPlacement(config, path, report);
  const accelerator = acceleratorOf(config);
  const hint: Bundle = accelerator === null ? {} : { [`accelerator_type:${accelerator}`]: hintAmount };
  if (hardware === "tpu" && config.accelerator_config?.topology) {
    if (accelerator !== null) return null;
    report(
      [...path, "accelerator_config", "topology"],
      "needs accelerator_type beside accelerator_config; Ray Serve refuses a topology without it",
      "key",
    );
    return null;
  }
  const strategy = placement?.strategy ?? "PACK";
  if (placement?.bundles != null) {
    return { bundles: placement.bundles.map((bundle) => ({ ...hint, ...bundle })), strategy };
  }
  const usual: Bundle = hardware === "cpu" ? { CPU: 1 } : { [hardware.toUpperCase()]: 1, ...hint };
  const each = placement?.bundle_per_worker == null ? usual : { ...hint, ...placement.bundle_per_worker };
  return {
    bundles: Array.from({ length: workerCount(config, path, report) }, () => ({ ...each })),
    strategy,
  };
}

/** As Ray knows it: `A10` is its `A10G` (ray 2.60.0, `LLMConfig.validate_accelerator_type`). */
export function acceleratorOf({ accelerator_type: type }: LlmConfig): string | null {
  if (type == null) return null;
  return type === "A10" ? "A10G" : type;
}

function workerCount({ engine_kwargs: engine }: LlmConfig, path: KeyPath, report: LlmReport): number {
  const { tensor_parallel_size: tensor = 1, pipeline_parallel_size: pipeline = 1 } = engine ?? {};
  if (tensor * pipeline <= mostWorkers) return tensor * pipeline;
  report(
    [...path, "engine_kwargs", "tensor_parallel_size"],
    `tensor_parallel_size × pipeline_parallel_size is ${tensor * pipeline}; expected at most ${mostWorkers} workers a replica`,
  );
  return 1;
}

/** ray 2.60.0, `LLMConfig._resolve_accelerator_config` and `_check_accelerator_type_matches_hardware`. */
export function hardwareOf(config: LlmConfig, path: KeyPath, report: LlmReport): Hardware {
  const accelerator = acceleratorOf(config);
  const named: Hardware | null = accelerator === null ? null : accelerator.startsWith("TPU-") ? "tpu" : "gpu";
  const hardware =
    config.accelerator_config?.kind ?? hardwareOfBundles(config.placement_group_config) ?? named ?? "gpu";
  if (named !== null && named !== hardware) {
    const from =
      config.accelerator_config == null ? "the bundles of placement_group_config" : "accelerator_config";
    report(
      [...path, "accelerator_type"],
      `found ${JSON.stringify(accelerator)}, but ${from} says ${hardware.toUpperCase()}s; Ray Serve refuses that. Expected both to name the same hardware, or no accelerator_type`,
    );
  }
  return hardware;
}

/** ray 2.60.0, `infer_hardware_kind_from_bundles`. */
function hardwareOfBundles(placement: LlmConfig["placement_group_config"]): Hardware | null {
  if (placement == null || Object.keys(placement).length === 0) return null;
  const listed = Array.isArray(placement.bundles) ? placement.bundles : [];
  const all: readonly unknown[] = [placement.bundle_per_worker, ...listed];
  const has = (resource: string) => all.some((bundle) => amountOf(bundle, resource) > 0);
  if (has("TPU")) return "tpu";
  return has("GPU") ? "gpu" : "cpu";
}

function amountOf(bundle: unknown, resource: string): number {
  if (typeof bundle !== "object" || bundle === null || !Object.hasOwn(bundle, resource)) return 0;
  const amount: unknown = Reflect.get(bundle, resource);
  return typeof amount === "number" ? amount : 0;
}

function readPlacement(config: LlmConfig, path: KeyPath, report: LlmReport) {
  const { placement_group_config: written, resources_per_bundle: old } = config;
  if (written == null)
    return old == null ? null : { bundle_per_worker: old, bundles: null, strategy: undefined };
  const place = [...path, "placement_group_config"];
  const { data, error } = llmPlacementSchema.safeParse(written);
  if (error !== undefined) {
    for (const { path: inner, message, at } of problemsOfIssues(error.issues, written)) {
      report([...place, ...inner], message, at);
    }
    return null;
  }
  if ((data.bundle_per_worker == null) === (data.bundles == null)) {
    report(
      place,
      "needs either bundle_per_worker (repeated for each worker) or bundles (all of them), as Ray Serve does",
    );
  }
  return data;
}
