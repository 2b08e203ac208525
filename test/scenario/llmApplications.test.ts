import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { initScenario } from "../../src/scenario/init/initScenario.ts";
import { loadService } from "../../src/scenario/loadService.ts";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { fileSource } from "../../src/scenario/yaml/fileSource.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { ServiceVersion } from "../../src/simulation/Scenario.ts";
import { plannedDeployments } from "../../src/simulation/updates/plannedDeployments.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { parseText, problemsOf } from "./parseText.ts";

const head = "name: x\nhorizon: 1h\n";
const openai = "ray.serve.llm:build_openai_app";
const house =
  "{ model_loading_config: { model_id: house-70b, model_source: s3://bucket/house }, accelerator_type: H100, engine_kwargs: { tensor_parallel_size: 4, max_num_seqs: 64 }, deployment_config: { num_replicas: 3 } }";
const small = "{ model_loading_config: { model_id: org/small.v1 } }";

/** A service of one application, and further lines of a scenario. */
function serviceOf(args: string, { importPath = openai, more = "", added = "" } = {}): string {
  return `${head}service:\n  applications:\n    - { name: llm, import_path: "${importPath}", args: ${args}${more} }\n${added}`;
}

function openaiApp(models: readonly string[], options: { more?: string; added?: string } = {}): string {
  return serviceOf(`{ llm_configs: [${models.join(", ")}] }`, options);
}

function read(text: string, files?: Readonly<Record<string, string>>) {
  const { scenario, warnings, notes } = parseText(text, files);
  return { scenario, warnings: warnings.map(formatProblem), notes: notes.map(formatProblem) };
}

function outline({ deployments }: ServiceVersion): readonly string[] {
  return deployments.map(({ name, scaling, resources }) => {
    const count =
      scaling.kind === "static" ? scaling.numReplicas : `${scaling.minReplicas}-${scaling.maxReplicas}`;
    return `${name} ${count} of ${resources.cpus} CPU ${resources.gpus} GPU`;
  });
}

function named(name: string, { deployments }: ServiceVersion): Deployment {
  return deployments.find((each) => each.name === name)!;
}

describe("an application of language models", () => {
  it("has a deployment for each model, with its GPUs, and an ingress that takes requests in", () => {
    const { scenario, warnings, notes } = read(openaiApp([house], { added: "traffic: [{ poisson: 2 }]\n" }));
    expect(outline(scenario.primary)).toEqual([
      "LLMServer:house-70b 3 of 1 CPU 4 GPU",
      "OpenAiIngress 1-1 of 1 CPU 0 GPU",
    ]);
    const ingress = named("OpenAiIngress", scenario.primary);
    expect(ingress.maxOngoingRequests).toBe(1_000_000_000);
    expect(ingress.routePrefix).toBe("/");
    expect(ingress.calls).toEqual({
      kind: "sequence",
      steps: [{ kind: "call", deployment: "LLMServer:house-70b" }],
    });
    expect(scenario.traffic[0]?.deployment).toBe("OpenAiIngress");
    expect(warnings).toEqual([]);
    expect(notes.slice(0, 3)).toEqual([
      "x.yaml:5:33: service.applications[0].import_path: makes LLMServer:house-70b and OpenAiIngress, as ray 2.60.0 does of these args; requests enter at OpenAiIngress and go on to LLMServer:house-70b",
      "x.yaml:5:125: service.applications[0].args.llm_configs[0].model_loading_config.model_id: LLMServer:house-70b: its times are those of a dense model of 70 billion parameters on 4 H100 with bf16 weights (taken for one by its name alone); deployments.LLMServer:house-70b.serviceTime sets it",
      "x.yaml:5:33: service.applications[0].import_path: OpenAiIngress: assumed that it adds 5ms to a request that it passes on; deployments.OpenAiIngress.serviceTime sets it",
    ]);
  });

  it("holds 20 GPUs at most when three replicas of four GPUs are updated with a surge of a quarter", () => {
    const { scenario } = read(openaiApp([house]));
    const { peak } = planRollout({
      maxSurgePercent: 25,
      deployments: plannedDeployments(scenario.primary.deployments),
    });
    expect([peak.gpuCount, peak.deployments["LLMServer:house-70b"]?.replicas]).toEqual([20, 5]);
  });

  it("spreads requests evenly over its models unless calls say otherwise", () => {
    const models = [house, small, "{ model_loading_config: { model_id: third } }"];
    const even = read(openaiApp(models));
    expect(named("OpenAiIngress", even.scenario.primary).calls).toMatchObject({
      steps: [{ percent: 100 / 3, otherwise: { steps: [{ percent: 50 }] } }],
    });
    expect(even.notes[0]).toContain("in equal shares (deployments.OpenAiIngress.calls says other ones)");
    const said = read(
      openaiApp(models, { added: 'deployments: { OpenAiIngress: { calls: ["LLMServer:third"] } }\n' }),
    );
    expect(named("OpenAiIngress", said.scenario.primary).calls).toEqual({
      kind: "sequence",
      steps: [{ kind: "call", deployment: "LLMServer:third" }],
    });
  });

  it("lets deployments of the config win over what the builder makes, by name", () => {
    const more = ', deployments: [{ name: "LLMServer:house-70b", num_replicas: 5, max_ongoing_requests: 7 }]';
    const { scenario, notes } = read(openaiApp([house], { more }));
    const model = named("LLMServer:house-70b", scenario.primary);
    expect(model.scaling).toEqual({ kind: "static", numReplicas: 5 });
    expect([model.maxOngoingRequests, model.healthCheckTimeoutSeconds, model.resources.gpus]).toEqual([
      7, 10, 4,
    ]);
    expect(notes.some((note) => note.includes("num_replicas: plays no part"))).toBe(true);
    expect(notes.some((note) => note.includes("max_ongoing_requests: plays no part"))).toBe(false);
    expect(problemsOf(openaiApp([house], { more: ", deployments: [{ name: house-70b }]" }))).toEqual([
      expect.stringContaining(
        'application "llm" has no deployment "house-70b", and Ray Serve refuses it; known deployments that its builder makes: LLMServer:house-70b, OpenAiIngress',
      ),
    ]);
  });

  it("is built anew when an update changes the arguments", () => {
    const added = `update: { at: 5m, config: { applications: [{ args: { llm_configs: [${house.replace("4", "8").replace("num_replicas: 3", "num_replicas: 2")}] } }] } }\n`;
    const { scenario } = read(openaiApp([house.replace("house-70b", "before")], { added }));
    expect(outline(scenario.primary)[0]).toBe("LLMServer:before 3 of 1 CPU 4 GPU");
    const [command] = scenario.commands;
    expect(command?.command.kind === "deploy" && outline(command.command.version)[0]).toBe(
      "LLMServer:house-70b 2 of 1 CPU 8 GPU",
    );
  });

  it("reads the config of a model from a file, and names that file's lines", () => {
    const text = openaiApp(["./models/house.yaml"]);
    const files = { "./models/house.yaml": house };
    expect(outline(read(text, files).scenario.primary)[0]).toBe("LLMServer:house-70b 3 of 1 CPU 4 GPU");
    expect(
      problemsOf(text, { "./models/house.yaml": "model_loading_config:\n  model_id: x\n  model: x\n" }),
    ).toEqual([expect.stringMatching(/^\.\/models\/house\.yaml:3:3: .*unknown key/)]);
    expect(problemsOf(text)[0]).toContain("x.yaml:5:");
    const secret = problemsOf(text, { "./models/house.yaml": "password: 1234\n" });
    expect(secret).toEqual([expect.stringContaining("is no config of a model")]);
    expect(secret[0]).not.toMatch(/password|1234/);
  });
});

describe("a model that SGLang serves", () => {
  const sglang = (placement: string) =>
    openaiApp([
      `{ model_loading_config: { model_id: m }, server_cls: "my.module:SGLangServer", engine_kwargs: { tp_size: 2 }, placement_group_config: ${placement} }`,
    ]);
  const groupOf = (placement: string) =>
    named("SGLangServer:m", read(sglang(placement)).scenario.primary).placementGroup;

  it("has the bundles that its own keys say, packed where no strategy is said", () => {
    const bundles = "placement_group_bundles: [{ CPU: 1, GPU: 1 }, { GPU: 1 }]";
    expect(groupOf(`{ ${bundles} }`)).toMatchObject({ strategy: "PACK" });
    expect(groupOf(`{ ${bundles} }`)?.bundles).toHaveLength(2);
    expect(groupOf(`{ ${bundles}, placement_group_strategy: SPREAD }`)).toMatchObject({ strategy: "SPREAD" });
    expect(problemsOf(sglang("{ placement_group_bundles: 5 }"))).toEqual([
      expect.stringMatching(/placement_group_config\.placement_group_bundles: found 5/),
    ]);
  });

  it("ignores the keys of vLLM, and that is told", () => {
    const { scenario, warnings } = read(sglang("{ bundles: [{ GPU: 1 }, { GPU: 1 }], strategy: SPREAD }"));
    expect(named("SGLangServer:m", scenario.primary).resources.gpus).toBe(2);
    expect(warnings.filter((warning) => warning.includes("SGLang"))).toEqual([
      expect.stringMatching(/placement_group_config\.bundles: is ignored by SGLangServer/),
      expect.stringMatching(/placement_group_config\.strategy: is ignored by SGLangServer/),
    ]);
  });
});

describe("a service file that names the files of its models", () => {
  it("is read with them where it stands alone, and by init", () => {
    const folder = mkdtempSync(join(tmpdir(), "rollcast-llm-"));
    const path = join(folder, "service.yaml");
    const text = `applications:\n  - { name: llm, import_path: "${openai}", args: { llm_configs: [house.yaml] } }\n`;
    writeFileSync(path, text);
    writeFileSync(join(folder, "house.yaml"), house);
    expect(outline(loadService(path).scenario.primary)[0]).toBe("LLMServer:house-70b 3 of 1 CPU 4 GPU");
    const names = { path: join(folder, "service.scenario.yaml"), servicePath: "service.yaml" };
    expect(initScenario(text, fileSource(path), names).text).toContain("LLMServer:house-70b");
    rmSync(folder, { recursive: true });
  });
});

describe("data parallel groups", () => {
  it("are gangs, whose number is what the config calls replicas", () => {
    const config = `{ model_loading_config: { model_id: m }, engine_kwargs: { data_parallel_size: 4 }, deployment_config: { num_replicas: 2 } }`;
    const { scenario } = read(
      serviceOf(`{ llm_config: ${config} }`, { importPath: "ray.serve.llm:build_dp_openai_app" }),
    );
    expect(outline(scenario.primary)).toEqual([
      "DPServer:m 8 of 1 CPU 1 GPU",
      "OpenAiIngress 1-1 of 1 CPU 0 GPU",
    ]);
  });

  it("do not come of build_openai_app, which is said", () => {
    const { warnings } = read(
      openaiApp(["{ model_loading_config: { model_id: m }, engine_kwargs: { data_parallel_size: 4 } }"]),
    );
    expect(warnings).toEqual([expect.stringContaining("has the GPUs of one rank")]);
  });
});

describe("prefill and decode", () => {
  const leg = (rest = "") =>
    `{ model_loading_config: { model_id: m }, engine_kwargs: { kv_transfer_config: { kv_connector: NixlConnector } }${rest} }`;
  const importPath = "ray.serve.llm.build_pd_openai_app";

  it("are two deployments, of which the one that decodes calls the other", () => {
    const { scenario } = read(
      serviceOf(`{ prefill_config: ${leg(", accelerator_type: H100")}, decode_config: ${leg()} }`, {
        importPath,
      }),
    );
    expect(scenario.primary.deployments.map(({ name }) => name)).toEqual([
      "Prefill:m",
      "Decode:m",
      "OpenAiIngress",
    ]);
    expect(named("Decode:m", scenario.primary).calls).toMatchObject({ steps: [{ deployment: "Prefill:m" }] });
    expect(named("OpenAiIngress", scenario.primary).calls).toMatchObject({
      steps: [{ deployment: "Decode:m" }],
    });
    expect(named("Prefill:m", scenario.primary).serviceTime).toMatchObject({ perOutputTokenSeconds: 0 });
    expect(named("Decode:m", scenario.primary).serviceTime).toMatchObject({ perInputTokenSeconds: 0 });
  });

  it("need a way to move KV memory, and one model", () => {
    const other = "{ model_loading_config: { model_id: n } }";
    expect(
      problemsOf(serviceOf(`{ prefill_config: ${leg()}, decode_config: ${other} }`, { importPath })).map(
        (problem) => problem.split(": ").slice(2).join(": "),
      ),
    ).toEqual([
      "needs kv_transfer_config, or Ray Serve refuses to split prefill and decode",
      'found "n", but prefill_config has "m"; expected the same model in both',
    ]);
  });
});

describe("the time of a model", () => {
  const model = (id: string, rest: string) => `{ model_loading_config: { model_id: ${id} }, ${rest} }`;

  it.each([
    [
      "meta-llama/Llama-3.1-8B-Instruct",
      "accelerator_type: H100",
      "llama-3.1-8b on one H100 with bf16 weights;",
    ],
    [
      "my-chat, model_source: meta-llama/Llama-3.3-70B-Instruct",
      "accelerator_type: H100, engine_kwargs: { tensor_parallel_size: 8 }",
      "llama-3.3-70b on 8 H100 with bf16 weights;",
    ],
    ["microsoft/phi-4", "accelerator_type: H100", "phi-4 on one H100 with bf16 weights;"],
    ["meta-llama/Llama-3.1-8B-Instruct", "accelerator_type: L4", "llama-3.1-8b on one L4 with bf16 weights;"],
    [
      "meta-llama/Llama-3.1-8B-Instruct-FP8",
      "accelerator_type: A100",
      "llama-3.1-8b on one A100-80G with fp8 weights (taken for an A100 with 80 GB);",
    ],
    [
      "deepseek-ai/DeepSeek-R1-Distill-Llama-8B",
      "accelerator_type: A10",
      "llama-3.1-8b on one A10G with bf16 weights (taken for a model of the size of llama-3.1-8b);",
    ],
    ["openai/gpt-oss-120b", "accelerator_type: B200", "gpt-oss-120b on one B200 with mxfp4 weights;"],
    [
      "Qwen/Qwen3-32B",
      "accelerator_type: L40S, engine_kwargs: { quantization: awq }",
      "qwen3-32b on one L40S with int4 weights;",
    ],
    [
      "org/new-13b-chat",
      "accelerator_type: H200",
      "a dense model of 13 billion parameters on one H200 with bf16 weights (taken for one by its name alone);",
    ],
  ])("of %s with %s follows from both: %s", (id, rest, times) => {
    const { scenario, notes } = read(openaiApp([model(id, rest)]));
    expect(scenario.primary.deployments[0]?.serviceTime.kind).toBe("llm");
    expect(notes).toContainEqual(expect.stringContaining(`its times are those of ${times}`));
  });

  it.each([
    ["org/small.v1", "accelerator_type: H100", "no profile of this model on these accelerators"],
    ["org/new-8x13b", "accelerator_type: H100", "no profile of this model on these accelerators"],
    [
      "meta-llama/Llama-3.1-8B-Instruct",
      "accelerator_type: T4",
      "no profile of this model on these accelerators",
    ],
    ["meta-llama/Llama-3.1-8B-Instruct", "log_engine_metrics: true", "no profile of this model"],
    ["unsloth/Llama-3.1-8B-Instruct-GGUF", "accelerator_type: H100", "no profile of this model"],
    [
      "meta-llama/Llama-3.3-70B-Instruct",
      "accelerator_type: H100",
      "the weights of llama-3.3-70b on one H100 with bf16 weights leave no room for KV memory",
    ],
  ])("of %s with %s is that of any deployment with GPUs: %s", (id, rest, why) => {
    const { scenario, notes } = read(openaiApp([model(id, rest)]));
    expect(scenario.primary.deployments[0]?.serviceTime.kind).toBe("tokens");
    expect(notes).toContainEqual(expect.stringContaining(why));
  });

  it("counts the engine's memory, KV numbers and scheduling", () => {
    const profileWith = (engine: string) => {
      const { serviceTime } = read(
        openaiApp([model("Qwen/Qwen3-8B", `accelerator_type: L40S, engine_kwargs: { ${engine} }`)]),
      ).scenario.primary.deployments[0]!;
      return serviceTime.kind === "llm" ? serviceTime.profile : null;
    };
    const usual = profileWith("");
    expect(usual).toMatchObject({ maxSequences: 256, maxStepTokens: 2048, schedulesAhead: true });
    expect(profileWith("kv_cache_dtype: fp8")?.kvTokens).toBeCloseTo(2 * usual!.kvTokens, -1);
    expect(profileWith("gpu_memory_utilization: 0.5")?.kvTokens).toBeLessThan(usual!.kvTokens / 4);
    expect(profileWith("async_scheduling: false")?.schedulesAhead).toBe(false);
    expect(profileWith("max_num_batched_tokens: 128")).toMatchObject({
      maxSequences: 127,
      maxStepTokens: 128,
    });
  });

  it("is bounded by max_num_seqs of the engine, also where the scenario names a profile", () => {
    const added =
      'deployments: { "LLMServer:house-70b": { serviceTime: { llm: { profile: llama-3.3-70b-4xh100 } } } }\n';
    const { scenario, notes } = read(openaiApp([house], { added }));
    expect(scenario.primary.deployments[0]?.serviceTime).toMatchObject({
      kind: "llm",
      profile: { maxSequences: 64 },
    });
    expect(notes.some((note) => note.includes("no profile"))).toBe(false);
    const other = added.replace("4xh100", "4xh100, maxSequences: 32");
    const said = read(openaiApp([house], { added: other }));
    expect(said.scenario.primary.deployments[0]?.serviceTime).toMatchObject({
      profile: { maxSequences: 32 },
    });
    expect(said.warnings).toEqual([
      expect.stringContaining(
        "max_num_seqs is 64, but deployments.LLMServer:house-70b.serviceTime.llm says maxSequences: 32",
      ),
    ]);
  });
});

describe("arguments that Ray Serve refuses", () => {
  it.each([
    [
      "{ llm_configs: [] }",
      "found an empty list; expected at least one model, or Ray Serve refuses the application",
    ],
    ["{}", "llm_configs: is missing; expected a list"],
    ["{ llm_configs: [{ engine_kwargs: {} }] }", "model_loading_config: is missing; expected a map of keys"],
    ["{ llm_configs: [{ model_loading_config: {} }] }", "model_id: is missing"],
    [`{ llm_configs: [${small}, ${small}] }`, 'two models are called "org/small.v1"'],
    [
      '{ llm_configs: [{ model_loading_config: { model_id: m }, engine_kwargs: { tensor_parallel_size: "4" } }] }',
      'tensor_parallel_size: found "4"; expected a whole number from 1 to 1000',
    ],
    [
      "{ llm_configs: [{ model_loading_config: { model_id: m }, deployment_config: { num_replica: 2 } }] }",
      'unknown key, which Ray Serve refuses here; did you mean "num_replicas"?',
    ],
    [
      "{ llm_configs: [{ model_loading_config: { model_id: m }, accelerator_type: H1000 }] }",
      'did you mean "H100"?',
    ],
    [
      "{ llm_configs: [{ model_loading_config: { model_id: m }, deployment_config: { placement_group_bundles: [] } }] }",
      "say placement_group_config beside deployment_config",
    ],
    [
      "{ llm_configs: [{ model_loading_config: { model_id: m }, accelerator_type: H100, placement_group_config: { bundle_per_worker: { CPU: 1 } } }] }",
      "the bundles of placement_group_config says CPUs",
    ],
    [
      "{ llm_configs: [{ model_loading_config: { model_id: m }, placement_group_config: { bundle_per_worker: { GPU: 1 }, bundles: [] } }] }",
      "needs either bundle_per_worker",
    ],
    ["{ llm_configs: [7] }", "found 7; expected a map of keys"],
  ])("%s: %s", (args, message) => {
    const problems = problemsOf(serviceOf(args));
    expect(problems[0]).toContain(message);
    expect(problems[0]).toMatch(/^x\.yaml:5:\d+: service\.applications\[0\]\.args/);
    expect(problems).toHaveLength(1);
  });

  it("are refused for builders that only code can call", () => {
    expect(problemsOf(serviceOf(small, { importPath: "ray.serve.llm:build_llm_deployment" }))[0]).toContain(
      "is refused by Ray Serve: it builds a deployment from code",
    );
  });

  it("says of the older resources_per_bundle what it is called now, and plays it", () => {
    const old = small.replace(" } }", " }, resources_per_bundle: { GPU: 2 } }");
    const { scenario, warnings } = read(openaiApp([old]));
    expect(scenario.primary.deployments[0]?.resources.gpus).toBe(2);
    expect(warnings).toEqual([expect.stringContaining("placement_group_config: { bundle_per_worker: … }")]);
  });
});
