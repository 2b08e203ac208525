import type { z } from "zod";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { LlmConfig, LlmDeploymentOptions, llmArgsSchemas } from "../schema/llmApplicationSchema.ts";
import type { BuiltDeployment, BuiltRole } from "./BuiltApplication.ts";
import type { LlmReport } from "./LlmReport.ts";
import type { LlmBuilder } from "./llmBuilders.ts";
import { ingressOptions, type ServerKind, serverOptions } from "./serverOptions.ts";

type ArgsOf<Kind extends keyof typeof llmArgsSchemas> = z.output<(typeof llmArgsSchemas)[Kind]>;

/** The arguments of a builder, beside which of them it is. */
export type LlmArgs = {
  [Kind in keyof typeof llmArgsSchemas]: { readonly kind: Kind; readonly args: ArgsOf<Kind> };
}[keyof typeof llmArgsSchemas];

/** A model's deployment before its options are made. */
interface Server {
  readonly config: LlmConfig;
  readonly path: KeyPath;
  readonly kind: ServerKind;
  readonly prefix: string;
}

/**
 * The deployments that a builder of `ray.serve.llm` makes of its arguments, in Ray's order, the ingress last (ray 2.60.0,
 * `ray.llm._internal.serve`). Pure; what Ray Serve refuses is reported.
 */
export function buildLlmApplication(
  builder: LlmBuilder,
  llm: LlmArgs,
  report: LlmReport,
): readonly BuiltDeployment[] {
  const names = new Set<string>();
  const servers = serversOf(llm, report).map((server) => ({
    server,
    name: unusedName(server.prefix + modelName(server.config), names),
  }));
  const deployments = servers.map(({ server, name }, index): BuiltDeployment => {
    const { config, path, kind } = server;
    checkOptions(config.deployment_config ?? {}, [...path, "deployment_config"], report);
    checkModel(config, path, report);
    return {
      value: { ...serverOptions(config, { kind, path }, report), name },
      placeOf: (keys) => placeInModel(config, path, keys),
      role: roleOf(llm, config, { index, prefill: servers[0]!.name }),
    };
  });
  return [...deployments, ingressOf(builder, llm, { servers, names }, report)];
}

function serversOf(llm: LlmArgs, report: LlmReport): readonly Server[] {
  switch (llm.kind) {
    case "openai": {
      checkModelIds(llm.args.llm_configs, report);
      return llm.args.llm_configs.map((config, index) => {
        const { name, kind } = serverClass(config.server_cls);
        return { config, path: ["args", "llm_configs", index], kind, prefix: `${name}:` };
      });
    }
    case "data-parallel":
      return [
        {
          config: llm.args.llm_config,
          path: ["args", "llm_config"],
          kind: "data-parallel",
          prefix: "DPServer:",
        },
      ];
    case "prefill-decode": {
      checkLegs(llm.args, report);
      return (["prefill", "decode"] as const).map((leg) => ({
        config: llm.args[`${leg}_config`],
        path: ["args", `${leg}_config`],
        kind: "data-parallel",
        prefix: leg === "prefill" ? "Prefill:" : "Decode:",
      }));
    }
    default:
      return llm satisfies never;
  }
}

function ingressOf(
  builder: LlmBuilder,
  llm: LlmArgs,
  {
    servers,
    names,
  }: { readonly servers: readonly { name: string; server: Server }[]; readonly names: Set<string> },
  report: LlmReport,
): BuiltDeployment {
  const path = ["args", "ingress_deployment_config"];
  const written = llm.args.ingress_deployment_config ?? {};
  checkOptions(written, path, report);
  // Only the deployment that decodes is a model to the ingress of the two.
  const models = llm.kind === "prefill-decode" ? servers.slice(1) : servers;
  const options = ingressOptions(
    written,
    {
      models: models.map(({ server }) => server.config),
      keepsAutoscaling: llm.kind === "data-parallel",
      path,
    },
    report,
  );
  const isChosen = builder.ingressClass === "OpenAiIngress";
  const chosen = isChosen ? llm.args.ingress_cls_config?.ingress_cls : undefined;
  const className = chosen === undefined ? builder.ingressClass : lastName(chosen);
  const value: DeploymentConfig = { ...options, name: unusedName(written.name ?? className, names) };
  return {
    value,
    placeOf: (keys) => (keys.length > 0 && holds(written, keys) ? [...path, ...keys] : ["import_path"]),
    role: { kind: "ingress", models: models.map(({ name }) => name) },
  };
}

function roleOf(
  llm: LlmArgs,
  config: LlmConfig,
  { index, prefill }: { readonly index: number; readonly prefill: string },
): BuiltRole {
  if (llm.kind !== "prefill-decode") return { kind: "model", config, work: "all" };
  if (index === 0) return { kind: "model", config, work: "prefill" };
  return { kind: "model", config, work: "decode", prefill };
}

/** ray 2.60.0, `_get_deployment_name`. */
function modelName({
  model_loading_config: { model_id: id },
  deployment_config: options,
}: LlmConfig): string {
  return options?.name ?? id.replaceAll("/", "--").replaceAll(".", "_");
}

/** ray 2.60.0, `_get_unique_deployment_name_memoized`. */
function unusedName(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let number = 1; names.has(name); number++) name = `${wanted}_${number}`;
  names.add(name);
  return name;
}

function serverClass(path: string | null | undefined): { readonly name: string; readonly kind: ServerKind } {
  const name = path == null ? "LLMServer" : lastName(path);
  if (name === "SGLangServer") return { name, kind: "sglang" };
  return { name, kind: name === "DPServer" ? "data-parallel" : "plain" };
}

/** Of `module:Class` or `module.Class`. */
function lastName(path: string): string {
  return path.split(/[:.]/).at(-1)!;
}

/** What the options of `@serve.deployment` are called (ray 2.60.0, `serve.deployment`); others are a TypeError there. */
const knownOptions = [
  "name",
  "num_replicas",
  "ray_actor_options",
  "placement_group_bundles",
  "placement_group_strategy",
  "placement_group_bundle_label_selector",
  "max_replicas_per_node",
  "user_config",
  "max_ongoing_requests",
  "max_queued_requests",
  "backpressure_config",
  "autoscaling_config",
  "graceful_shutdown_wait_loop_s",
  "graceful_shutdown_timeout_s",
  "health_check_period_s",
  "health_check_timeout_s",
  "logging_config",
  "request_router_config",
  "max_constructor_retry_count",
  "gang_scheduling_config",
  "deployment_actors",
  "rolling_update_percentage",
  "max_surge_percent",
];
/** ray 2.60.0, `DeploymentConfig`: these may be left out, but not null. */
const neverNull = [
  "max_ongoing_requests",
  "max_queued_requests",
  "graceful_shutdown_wait_loop_s",
  "graceful_shutdown_timeout_s",
  "health_check_period_s",
  "health_check_timeout_s",
  "max_constructor_retry_count",
  "rolling_update_percentage",
  "max_surge_percent",
];

function checkOptions(options: LlmDeploymentOptions, path: KeyPath, report: LlmReport): void {
  const ofModel = path.at(-1) === "deployment_config";
  for (const [key, value] of Object.entries(options)) {
    if (!knownOptions.includes(key)) {
      report(
        [...path, key],
        `unknown key, which Ray Serve refuses here; ${describeChoices(key, knownOptions, "keys")}`,
        "key",
      );
    } else if (ofModel && /^placement_group_(bundles|strategy)$/.test(key)) {
      report(
        [...path, key],
        "is refused by Ray Serve here; say placement_group_config beside deployment_config",
        "key",
      );
    } else if (value === null && neverNull.includes(key)) {
      report(
        [...path, key],
        "found nothing (null), which Ray Serve refuses here; expected a number, or no such key",
      );
    }
  }
}

/** ray 2.60.0, `LLMConfig`: what it refuses of settings that play no part here. */
function checkModel(config: LlmConfig, path: KeyPath, report: LlmReport): void {
  const { experimental_configs: experiments = {}, engine_kwargs: engine = {} } = config;
  if (Object.hasOwn(experiments, "num_router_replicas")) {
    report(
      [...path, "experimental_configs", "num_router_replicas"],
      "is refused by Ray Serve, which calls it num_ingress_replicas now; the number of replicas is set by ingress_deployment_config",
      "key",
    );
  }
  const countsTokens = config.log_engine_metrics === undefined || config.log_engine_metrics === true;
  if (countsTokens && engine.disable_log_stats === true) {
    report(
      [...path, "engine_kwargs", "disable_log_stats"],
      "is refused by Ray Serve beside log_engine_metrics, which is on unless it says false",
      "key",
    );
  }
}

function checkModelIds(configs: readonly LlmConfig[], report: LlmReport): void {
  const ids = new Set<string>();
  for (const [
    index,
    {
      model_loading_config: { model_id: id },
    },
  ] of configs.entries()) {
    if (ids.has(id)) {
      report(
        ["args", "llm_configs", index, "model_loading_config", "model_id"],
        `two models are called ${JSON.stringify(id)}; expected different ids, as Ray Serve does`,
      );
    }
    ids.add(id);
  }
}

/** ray 2.60.0, `PDServingArgs`. */
function checkLegs(args: ArgsOf<"prefill-decode">, report: LlmReport): void {
  const { prefill_config: prefill, decode_config: decode } = args;
  const [first, second] = [prefill.model_loading_config.model_id, decode.model_loading_config.model_id];
  if (first !== second) {
    report(
      ["args", "decode_config", "model_loading_config", "model_id"],
      `found ${JSON.stringify(second)}, but prefill_config has ${JSON.stringify(first)}; expected the same model in both`,
    );
  }
  for (const leg of ["prefill_config", "decode_config"] as const) {
    if (args[leg].engine_kwargs?.kv_transfer_config != null) continue;
    report(
      ["args", leg, "engine_kwargs"],
      "needs kv_transfer_config, or Ray Serve refuses to split prefill and decode",
    );
  }
  if (prefill.lora_config?.dynamic_lora_loading_path !== decode.lora_config?.dynamic_lora_loading_path) {
    report(["args", "decode_config"], "needs the lora_config of prefill_config, with the same path", "key");
  } else if ((prefill.lora_config == null) !== (decode.lora_config == null)) {
    report(
      ["args", "decode_config"],
      "needs lora_config in both prefill_config and decode_config, or in none",
      "key",
    );
  }
}

/** Where an option of a model's deployment comes from. */
function placeInModel(config: LlmConfig, path: KeyPath, keys: readonly (string | number)[]): KeyPath {
  const [key] = keys;
  const written = config.deployment_config ?? {};
  if (key === undefined) return path;
  if (key === "name" && written.name === undefined) return [...path, "model_loading_config", "model_id"];
  if (holds(written, keys)) return [...path, "deployment_config", ...keys];
  if (/^placement_group/.test(String(key))) {
    if (config.placement_group_config != null) return [...path, "placement_group_config"];
    return config.engine_kwargs === undefined ? path : [...path, "engine_kwargs"];
  }
  return path;
}

function holds(value: unknown, keys: readonly (string | number)[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return false;
  return holds(Reflect.get(value, key), rest);
}
