import type { Sourced } from "../compile/SourcedService.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { suggestName } from "../problems/suggestName.ts";
import type { LlmConfig } from "../schema/llmApplicationSchema.ts";
import type { ApplicationConfig } from "../schema/serviceConfigSchema.ts";
import type { BuiltDeployment } from "./BuiltApplication.ts";

/** Says which deployments a builder makes, and which of its arguments the forecast does not follow. */
export function noteBuilt(
  built: readonly BuiltDeployment[],
  application: Sourced<ApplicationConfig>,
  reporter: Reporter,
): void {
  const names = built.map(({ value }) => value.name);
  const ingress = names.at(-1);
  const { role } = built.at(-1)!;
  const models = role.kind === "ingress" ? role.models : [];
  const spread = models.length > 1 ? `, in equal shares (deployments.${ingress}.calls says other ones)` : "";
  reporter.note(
    application.pathOf("import_path"),
    `makes ${names.join(" and ")}, as ray 2.60.0 does of these args; requests enter at ${ingress} and go on to ${models.join(" or ")}${spread}`,
  );
  for (const deployment of built) {
    if (deployment.role.kind !== "model") continue;
    const { config } = deployment.role;
    const place = (...keys: readonly string[]) => application.pathOf(...deployment.placeOf([]), ...keys);
    noteModel(config, { name: deployment.value.name, place }, reporter);
  }
  warnOfEnvironment(application, reporter);
}

interface Place {
  readonly name: string;
  place(...keys: readonly string[]): KeyPath;
}

function noteModel(config: LlmConfig, { name, place }: Place, reporter: Reporter): void {
  const unplayed = unplayedArguments(config);
  if (unplayed.length > 0) {
    reporter.note(place(), `${name}: not played: ${unplayed.join("; ")}`);
  }
  if (config.resources_per_bundle != null) {
    reporter.warning(
      place("resources_per_bundle"),
      "is refused by Ray Serve 2.60.0 and taken as older versions did: placement_group_config: { bundle_per_worker: … } is its present name",
      "key",
    );
  }
  warnOfSglang(config, place, reporter);
  if (config.accelerator_config?.topology) {
    reporter.warning(
      place("accelerator_config", "topology"),
      "is not played: the replica reserves its TPU slice itself when it runs, so that the forecast counts only its CPU; accelerator_config without topology counts the chips",
      "key",
    );
  }
  warnOfEngine(config, { name, place }, reporter);
}

/** ray 2.60.0, `SGLangServer.get_deployment_options`: of placement_group_config it reads two keys, which vLLM's has not. */
function warnOfSglang(
  { server_cls: server, placement_group_config: written }: LlmConfig,
  place: Place["place"],
  reporter: Reporter,
): void {
  if (server?.split(/[:.]/).at(-1) !== "SGLangServer" || written == null) return;
  for (const key of ["bundles", "bundle_per_worker", "strategy"]) {
    if (!Object.hasOwn(written, key)) continue;
    reporter.warning(
      place("placement_group_config", key),
      "is ignored by SGLangServer, which makes one bundle for all its workers; placement_group_bundles and placement_group_strategy are the keys that it reads",
      "key",
    );
  }
}

function warnOfEngine(config: LlmConfig, { name, place }: Place, reporter: Reporter): void {
  const engine = config.engine_kwargs ?? {};
  if ((engine.data_parallel_size ?? 1) > 1 && name.startsWith("LLMServer:")) {
    reporter.warning(
      place("engine_kwargs", "data_parallel_size"),
      `has no effect on what Ray reserves: ${name} has the GPUs of one rank (tensor × pipeline); ray.serve.llm:build_dp_openai_app makes a group of replicas of it`,
      "key",
    );
  }
  for (const key of Object.keys(engine)) {
    if (sizes.includes(key)) continue;
    const meant = suggestName(key, sizes);
    if (meant === null || !key.includes("parallel")) continue;
    if (/^(enable|data_parallel|prefill_context|decode_context|context|expert)/.test(key)) continue;
    reporter.warning(
      place("engine_kwargs", key),
      `is no argument of vLLM that is known here, and vLLM refuses unknown ones; did you mean ${JSON.stringify(meant)}?`,
      "key",
    );
  }
}

const sizes = ["tensor_parallel_size", "pipeline_parallel_size", "data_parallel_size"];

function unplayedArguments(config: LlmConfig): readonly string[] {
  const engine = config.engine_kwargs ?? {};
  return [
    ...(config.lora_config == null ? [] : ["lora_config (loading adapters takes no time)"]),
    ...(engine.speculative_config == null ? [] : ["speculative_config (tokens come one by one)"]),
    ...(engine.enable_prefix_caching === true ? ["enable_prefix_caching (every prompt is read anew)"] : []),
    ...(engine.kv_transfer_config == null ? [] : ["kv_transfer_config (moving KV memory takes no time)"]),
    ...((engine.pipeline_parallel_size ?? 1) > 1
      ? ["the bubbles of pipeline_parallel_size (its GPUs count, its steps do not)"]
      : []),
  ];
}

/** ray 2.60.0, `ray.llm._internal.serve.constants`: variables that change what the builders make. */
const variables = [
  "RAY_SERVE_LLM_ENABLE_DIRECT_STREAMING",
  "RAY_SERVE_LLM_DEFAULT_MAX_ONGOING_REQUESTS",
  "RAY_SERVE_LLM_DEFAULT_MAX_TARGET_ONGOING_REQUESTS",
  "RAY_SERVE_LLM_DEFAULT_HEALTH_CHECK_PERIOD_S",
  "RAY_SERVE_LLM_DEFAULT_HEALTH_CHECK_TIMEOUT_S",
];

function warnOfEnvironment(application: Sourced<ApplicationConfig>, reporter: Reporter): void {
  const { env_vars: written } = application.value.runtime_env ?? {};
  if (typeof written !== "object" || written === null) return;
  for (const variable of variables) {
    if (!Object.hasOwn(written, variable)) continue;
    reporter.warning(
      application.pathOf("runtime_env", "env_vars", variable),
      "is not read, though it changes the deployments that the builder makes; deployments: of the service config says their options",
      "key",
    );
  }
}
