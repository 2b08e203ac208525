import type { KeyPath } from "../problems/KeyPath.ts";
import { problemsOfIssues } from "../problems/problemsOfIssues.ts";
import {
  type LlmConfig,
  type LlmDeploymentOptions,
  llmDeploymentOptionsSchema,
} from "../schema/llmApplicationSchema.ts";
import type { LlmReport } from "./LlmReport.ts";
import { type Bundle, hardwareOf, workerBundles } from "./workerBundles.ts";

/** ray 2.60.0, `ray.llm._internal.serve.constants`: as good as no limit. */
const unlimitedRequests = 1_000_000_000;

/** What makes the options of a model's deployment: vLLM replicas, those in data parallel groups, or SGLang's. */
export type ServerKind = "plain" | "data-parallel" | "sglang";

/** The options of a model's deployment but its name (ray 2.60.0, `build_llm_deployment`). */
export function serverOptions(
  config: LlmConfig,
  { kind, path }: { readonly kind: ServerKind; readonly path: KeyPath },
  report: LlmReport,
): LlmDeploymentOptions {
  const written = config.deployment_config ?? {};
  const options = {
    ...written,
    ...(kind === "sglang" ? sglangPlacement : placementOf)(config, path, report),
  };
  const groupSize = config.engine_kwargs?.data_parallel_size ?? 1;
  if (kind === "data-parallel" && groupSize > 1) return withDefaults(inGroups(options, groupSize));
  if (written.gang_scheduling_config != null && options.placement_group_strategy !== undefined) {
    report(
      [...path, "deployment_config", "gang_scheduling_config"],
      "is refused by Ray Serve here, because the builder sets placement_group_strategy; groups of replicas come by build_dp_openai_app and data_parallel_size",
      "key",
    );
  }
  return withDefaults(options);
}

/** The options of the ingress but its name (ray 2.60.0, `OpenAiIngress.get_deployment_options`). */
export function ingressOptions(
  written: LlmDeploymentOptions,
  {
    models,
    keepsAutoscaling,
    path,
  }: {
    readonly models: readonly LlmConfig[];
    /** `build_dp_openai_app` lays the options over its own as they are. */
    readonly keepsAutoscaling: boolean;
    readonly path: KeyPath;
  },
  report: LlmReport,
): LlmDeploymentOptions {
  const scalesToZero = models.every(
    ({ deployment_config: options }) => options?.autoscaling_config?.min_replicas === 0,
  );
  const autoscaling = {
    target_ongoing_requests: unlimitedRequests,
    ...(scalesToZero ? { min_replicas: 0 } : {}),
  };
  if (keepsAutoscaling && typeof written.num_replicas === "number" && written.autoscaling_config !== null) {
    report(
      [...path, "num_replicas"],
      "is refused by Ray Serve, because build_dp_openai_app gives its ingress an autoscaling_config; expected autoscaling_config: null beside it, or autoscaling_config alone",
      "key",
    );
    return { max_ongoing_requests: unlimitedRequests, ...written };
  }
  return {
    max_ongoing_requests: unlimitedRequests,
    ...written,
    ...autoscalingWith(autoscaling, written, { keepsAutoscaling }),
  };
}

/** ray 2.60.0, `DEFAULT_DEPLOYMENT_OPTIONS` and `maybe_apply_llm_deployment_config_defaults`. */
function withDefaults(options: LlmDeploymentOptions): LlmDeploymentOptions {
  const autoscaling = { target_ongoing_requests: unlimitedRequests };
  return {
    max_ongoing_requests: unlimitedRequests,
    health_check_period_s: 10,
    health_check_timeout_s: 10,
    ...options,
    ...autoscalingWith(autoscaling, options, { keepsAutoscaling: false }),
  };
}

/** A number of replicas, even `null` or `auto`, leaves the builder's autoscaling out. */
function autoscalingWith(
  usual: NonNullable<LlmDeploymentOptions["autoscaling_config"]>,
  written: LlmDeploymentOptions,
  { keepsAutoscaling }: { readonly keepsAutoscaling: boolean },
): Pick<LlmDeploymentOptions, "autoscaling_config"> {
  if (written.autoscaling_config === null) return {};
  if (Object.hasOwn(written, "num_replicas") && !keepsAutoscaling) return {};
  return { autoscaling_config: { ...usual, ...written.autoscaling_config } };
}

/** What is said of replicas is meant of groups (ray 2.60.0, `DPServer.get_deployment_options`). */
function inGroups(options: LlmDeploymentOptions, groupSize: number): LlmDeploymentOptions {
  const { placement_group_strategy: _, ...rest } = options;
  const gang = {
    gang_scheduling_config: {
      gang_size: groupSize,
      gang_placement_strategy: "PACK" as const,
      runtime_failure_policy: "RESTART_GANG" as const,
    },
  };
  const { num_replicas: groups } = options;
  const isAutoscaled = groups === "auto" || (groups == null && Object.hasOwn(options, "autoscaling_config"));
  if (!isAutoscaled) return { ...rest, ...gang, num_replicas: (groups ?? 1) * groupSize };
  // ray 2.60.0, `AutoscalingConfig.default()`.
  const config = {
    ...{ min_replicas: 1, max_replicas: 100, target_ongoing_requests: 2 },
    ...options.autoscaling_config,
  };
  const times = (count: number | null | undefined) => (count == null ? null : count * groupSize);
  return {
    ...rest,
    ...gang,
    autoscaling_config: {
      ...config,
      min_replicas: times(config.min_replicas),
      max_replicas: times(config.max_replicas),
      initial_replicas: times(config.initial_replicas),
    },
  };
}

type Placement = Pick<LlmDeploymentOptions, "placement_group_bundles" | "placement_group_strategy">;

function placementOf(config: LlmConfig, path: KeyPath, report: LlmReport): Placement {
  const workers = workerBundles(config, path, report);
  if (workers === null) return {};
  const [first = {}, ...others] = workers.bundles;
  return {
    placement_group_bundles: [sumOf(first, actorResources(config)), ...others],
    placement_group_strategy: workers.strategy,
  };
}

/** What the replica's own actor takes of the first bundle (ray 2.60.0, `LLMServer.get_deployment_options`). */
function actorResources({ deployment_config: options }: LlmConfig): Bundle {
  const { num_cpus: cpus, num_gpus: gpus, resources, memory } = options?.ray_actor_options ?? {};
  return {
    CPU: cpus ?? 1,
    GPU: gpus ?? 0,
    ...resources,
    ...(typeof memory === "number" ? { memory } : {}),
  };
}

/**
 * One bundle for all workers, as SGLang starts them, where its own key does not list them (ray 2.60.0, `SGLangServer.get_deployment_options`).
 */
function sglangPlacement(config: LlmConfig, path: KeyPath, report: LlmReport): Placement {
  hardwareOf(config, path, report);
  if (
    config.placement_group_config != null &&
    Object.hasOwn(config.placement_group_config, "placement_group_bundles")
  ) {
    return writtenPlacement(config.placement_group_config, [...path, "placement_group_config"], report);
  }
  const { tp_size: tensor = 1, pp_size: pipeline = 1 } = config.engine_kwargs ?? {};
  const { GPU: gpus = 0, ...rest } = actorResources(config);
  return {
    placement_group_bundles: [{ ...rest, GPU: tensor * pipeline + gpus }],
    placement_group_strategy: "STRICT_PACK",
  };
}

const sglangPlacementSchema = llmDeploymentOptionsSchema.pick({
  placement_group_bundles: true,
  placement_group_strategy: true,
});

function writtenPlacement(written: unknown, place: KeyPath, report: LlmReport): Placement {
  const { data, error } = sglangPlacementSchema.safeParse(written);
  if (error === undefined) return { placement_group_strategy: "PACK", ...data };
  for (const { path, message, at } of problemsOfIssues(error.issues, written)) {
    report([...place, ...path], message, at);
  }
  return {};
}

function sumOf(one: Bundle, other: Bundle): Bundle {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const amount = (bundle: Bundle, name: string) => (Object.hasOwn(bundle, name) ? (bundle[name] ?? 0) : 0);
  return Object.fromEntries([...names].map((name) => [name, amount(one, name) + amount(other, name)]));
}
