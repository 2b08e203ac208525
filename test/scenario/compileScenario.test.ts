import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { llmProfiles } from "../../src/serve/replica/llmProfiles.ts";
import type { Command, Scenario } from "../../src/simulation/Scenario.ts";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

function deploymentOf(scenario: Scenario, name: string) {
  const found = scenario.primary.deployments.find((deployment) => deployment.name === name);
  if (found === undefined) throw new Error(`no deployment ${name}`);
  return found;
}

/** The only deployment of a service in which it is written like this. */
function deployed(written: string) {
  const { scenario, warnings } = parseText(
    `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A, ${written} }\n`,
  );
  return { deployment: deploymentOf(scenario, "A"), warnings: warnings.map(formatProblem) };
}

function commandOf<Kind extends Command["kind"]>(scenario: Scenario, kind: Kind) {
  const found = scenario.commands.map(({ command }) => command).find((command) => command.kind === kind);
  if (found === undefined) throw new Error(`no command ${kind}`);
  // The search has just made sure of the kind.
  return found as Extract<Command, { kind: Kind }>;
}

/** The only deployment of a service that behaves like this. */
function behaving(written: string) {
  const { scenario, warnings } = parseText(
    `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A }\ndeployments: { A: ${written} }\n`,
  );
  return { deployment: deploymentOf(scenario, "A"), warnings: warnings.map(formatProblem) };
}

describe("how replicas are replaced", () => {
  it("is as Ray Serve does where nothing is said", () => {
    const { deployment } = deployed("num_replicas: 2, max_surge_percent: 0");
    expect(deployment).not.toHaveProperty("rollingUpdateShare");
    expect(deployment).not.toHaveProperty("inPlaceSurgePercent");
    expect(deployment).not.toHaveProperty("maxConstructorRetries");
  });

  it("is said by the deployment's own options", () => {
    expect(deployed("rolling_update_percentage: 0.5, max_surge_percent: 30").deployment).toMatchObject({
      rollingUpdateShare: 0.5,
      inPlaceSurgePercent: 30,
    });
    expect(behaving("{ maxConstructorRetries: 3 }").deployment).toMatchObject({ maxConstructorRetries: 3 });
  });

  it("warns of an option that only code can give", () => {
    const { deployment, warnings } = deployed("max_constructor_retry_count: 3");
    expect(deployment).not.toHaveProperty("maxConstructorRetries");
    expect(warnings).toEqual([expect.stringMatching(/max_constructor_retry_count.*maxConstructorRetries/)]);
  });

  it("waits for those that drain, unless it is said otherwise", () => {
    const head =
      "name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A }\n";
    expect(parseText(head).scenario.replacements).toBe("after-drain");
    expect(parseText(`${head}replacements: at-once\n`).scenario.replacements).toBe("at-once");
  });

  it("names the deployments that an update in place changes, and warns where autoscaling comes or goes", () => {
    const update = (before: string, after: string) =>
      parseText(
        `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A${before} }\n      - { name: B }\nupdate:\n  at: 1m\n  in_place: true\n  config:\n    applications:\n      - deployments:\n          - { name: A, ${after} }\n`,
      );
    const changed = update("", "user_config: { a: 1 }");
    expect(commandOf(changed.scenario, "update-in-place")).toMatchObject({ restarts: [], changed: ["A"] });
    expect(changed.warnings).toEqual([]);
    const autoscaled = update("", "autoscaling_config: { max_replicas: 3 }");
    expect(autoscaled.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/added in place: ray 2.60.0 restarts/),
    ]);
    const fixed = update(", autoscaling_config: { max_replicas: 3 }", "autoscaling_config: null");
    expect(fixed.warnings.map(({ message }) => message)).toEqual([
      expect.stringMatching(/removed in place: ray 2.60.0 restarts/),
    ]);
  });
});

describe("how a replica works", () => {
  it("is a public model, whose figures can be changed one by one", () => {
    const { serviceTime } = behaving(
      "{ serviceTime: { llm: { profile: phi-4-h100, maxSequences: 8 } } }",
    ).deployment;
    const known = llmProfiles["phi-4-h100"];
    expect(serviceTime).toEqual({ kind: "llm", profile: { ...known, maxSequences: 8 } });
  });

  it("is any known model on its GPUs, with what is said otherwise", () => {
    const profileOf = (llm: string) => {
      const { serviceTime } = behaving(`{ serviceTime: { llm: ${llm} } }`).deployment;
      return serviceTime.kind === "llm" ? serviceTime.profile : null;
    };
    expect(profileOf("{ model: phi-4, accelerator: H100 }")).toEqual(llmProfiles["phi-4-h100"]);
    expect(profileOf("{ model: llama-3.3-70b, accelerator: H100, tensorParallel: 4 }")).toEqual(
      llmProfiles["llama-3.3-70b-4xh100"],
    );
    const [sixteen, eight] = ["bf16", "fp8"].map((weights) =>
      profileOf(`{ model: qwen3-8b, accelerator: L40S, weights: ${weights} }`),
    );
    expect(eight!.weightSeconds).toBeLessThan(0.6 * sixteen!.weightSeconds!);
    expect(eight!.kvTokens).toBeGreaterThan(sixteen!.kvTokens);
    expect(profileOf("{ model: qwen3-8b, accelerator: L40S, request: 1s, promptStep: 2s }")).toEqual({
      ...sixteen,
      requestSeconds: 1,
      promptStepSeconds: 2,
    });
    // As in vLLM: the default of the one gives way to the other.
    expect(profileOf("{ model: qwen3-8b, accelerator: H100, maxStepTokens: 512 }")).toMatchObject({
      maxSequences: 511,
      maxStepTokens: 512,
    });
  });

  it("is a model of one's own, with vLLM's limits where it has none", () => {
    const { serviceTime } = behaving(
      "{ serviceTime: { llm: { step: 20ms, perSequence: 1ms, perInputToken: 50us, kvTokens: 9000 } } }",
    ).deployment;
    expect(serviceTime).toEqual({
      kind: "llm",
      profile: {
        stepSeconds: 0.02,
        perSequenceSeconds: 0.001,
        perInputTokenSeconds: 0.00005,
        maxSequences: 256,
        maxStepTokens: 2048,
        kvTokens: 9000,
      },
    });
  });

  it("is in batches with Ray Serve's defaults, and warns of batches that never fill", () => {
    const { deployment, warnings } = behaving("{ batching: {} }");
    expect(deployment.batching).toEqual({ maxBatchSize: 10, waitTimeoutSeconds: 0.01 });
    expect(warnings).toEqual([
      "x.yaml:6:17: service.applications[0].deployments[0].name: batches of 10 never fill: max_ongoing_requests is 5",
    ]);
    expect(behaving("{ batching: { maxBatchSize: 5 } }").warnings).toEqual([]);
    expect(behaving("{}").deployment.batching).toBeNull();
  });

  it("holds as many models as Ray Serve's default, for streams that ask for them", () => {
    expect(behaving("{ multiplexing: {} }").deployment.multiplexing).toEqual({
      maxModelsPerReplica: 3,
      loadSeconds: 1,
    });
    expect(behaving("{}").deployment).not.toHaveProperty("multiplexing");
    const { scenario } = parseText(
      `${smallScenario}traffic: [{ deployment: A, constant: 1/s, model: lora-7 }]\n`,
    );
    expect(scenario.traffic[0]?.model).toBe("lora-7");
  });

  it("warns of batches beside a model that has its own", () => {
    const { deployment, warnings } = behaving(
      "{ batching: {}, serviceTime: { llm: { profile: phi-4-h100 } } }",
    );
    expect(deployment.batching).toBeNull();
    expect(warnings[0]).toContain("batching has no effect");
  });
});

describe("what a file leaves out", () => {
  it("has Ray Serve's defaults in a deployment", () => {
    const { deployment } = deployed("num_replicas: 3");
    expect(deployment).toMatchObject({
      application: "default",
      scaling: { kind: "static", numReplicas: 3 },
      maxOngoingRequests: 5,
      maxQueuedRequests: null,
      requestTimeoutSeconds: null,
      gracefulShutdownTimeoutSeconds: 20,
      gracefulShutdownWaitLoopSeconds: 2,
      healthCheckPeriodSeconds: 10,
      healthCheckTimeoutSeconds: 30,
      resources: { cpus: 1, gpus: 0 },
    });
  });

  it("has Ray Serve's defaults in an autoscaling config", () => {
    expect(deployed("autoscaling_config: {}").deployment.scaling).toEqual({
      kind: "autoscaling",
      minReplicas: 1,
      maxReplicas: 1,
      initialReplicas: null,
      targetOngoingRequests: 2,
      upscaleDelaySeconds: 30,
      downscaleDelaySeconds: 600,
      downscaleToZeroDelaySeconds: 600,
      metricsIntervalSeconds: 10,
      lookBackPeriodSeconds: 30,
      upscalingFactor: 1,
      downscalingFactor: 1,
    });
    expect(deployed("num_replicas: auto").deployment.scaling).toMatchObject({
      minReplicas: 1,
      maxReplicas: 100,
    });
  });

  it("has Anyscale's defaults in an update", () => {
    const { strategy } = commandOf(parseText(`${smallScenario}update: { at: 5m }\n`).scenario, "deploy");
    expect(strategy.options).toEqual({
      maxSurgePercent: 100,
      canaryPercent: null,
      autoCompleteRollout: true,
      trafficPattern: [5, 10, 20, 30, 50, 75, 100],
      trafficIntervalSeconds: 20,
      rounding: "up",
      timeoutSeconds: 7200,
      holdSeconds: 0,
      connectionDrainSeconds: 300,
      unhealthyGraceSeconds: 0,
    });
    const gcp = commandOf(
      parseText(`${smallScenario}update: { at: 5m, trafficPattern: gcp }\n`).scenario,
      "deploy",
    );
    expect(gcp.strategy.options).toMatchObject({
      trafficPattern: [10, 50, 100],
      trafficIntervalSeconds: 240,
    });
  });

  it("has one worker group of the cheapest machine that fits, and a generous limit", () => {
    const { scenario } = parseText(
      smallScenario.replace(
        "num_replicas: 4",
        "num_replicas: 4, ray_actor_options: { num_gpus: 1, num_cpus: 6 }",
      ),
    );
    expect(scenario.primary.cluster.workerGroups).toMatchObject([
      { instanceType: { name: "g4dn.2xlarge" }, minNodes: 0, maxNodes: 1000, pool: null, idleSeconds: 300 },
    ]);
    expect(scenario.primary.cluster).toMatchObject({
      headNode: { instanceType: { name: "m5.2xlarge" } },
      gcsExternalStorage: false,
    });
  });

  it("has a timeline of at most 400 rows", () => {
    const interval = (horizon: string) =>
      parseText(smallScenario.replace("horizon: 1h", `horizon: ${horizon}`)).scenario.timelineIntervalSeconds;
    expect([interval("10s"), interval("1h"), interval("3h"), interval("30d")]).toEqual([1, 10, 30, 7200]);
  });
});

describe("where replicas go", () => {
  const placed = (options: string, cluster = "") =>
    parseText(`name: placed
horizon: 1h
service:
  compute_config:
    worker_nodes:
      - { name: gpu, instance_type: box, max_nodes: 2, resources: { GPU: 4, slot: 2, memory: 64000000000 } }
  applications:
    - name: app
      import_path: m.app
      deployments: [{ name: A, num_replicas: 4, ${options} }]
cluster:
  instanceTypes: { box: { cpus: 8, resources: { slot: 1, disk: 5 } } }
${cluster}`);

  it("takes custom resources of nodes from their type, and over it from the compute config", () => {
    const { scenario, warnings } = placed("ray_actor_options: { resources: { slot: 0.5 } }");
    expect(warnings).toEqual([]);
    expect(scenario.primary.cluster.workerGroups[0]?.instanceType).toEqual({
      name: "box",
      cpus: 8,
      gpus: 4,
      pricePerHour: 0,
      resources: { slot: 2, disk: 5, memory: 64000000000 },
    });
    expect(deploymentOf(scenario, "A").resources).toEqual({ cpus: 1, gpus: 0, custom: { slot: 0.5 } });
  });

  it("adds resources of placement group bundles up, memory too", () => {
    const { scenario } = placed(
      "placement_group_bundles: [{ CPU: 1, slot: 1 }, { GPU: 1, slot: 0.5, memory: 1000 }]",
    );
    expect(deploymentOf(scenario, "A").resources).toEqual({
      cpus: 1,
      gpus: 1,
      custom: { slot: 1.5, memory: 1000 },
    });
  });

  it("knows limits a node, and warns of more replicas than all nodes may have", () => {
    const fine = placed("max_replicas_per_node: 2");
    expect(deploymentOf(fine.scenario, "A").maxReplicasPerNode).toBe(2);
    expect(fine.warnings).toEqual([]);
    expect(placed("max_replicas_per_node: 1").warnings.map(formatProblem)).toEqual([
      "x.yaml:4:3: service.compute_config: A has 4 replicas, at most 1 on a node, but its worker groups have at most 2 nodes: some replicas will never run",
    ]);
    expect(placed("ray_actor_options: { resources: { slot: 1.5 } }").warnings.map(formatProblem)).toEqual([
      'x.yaml:4:3: service.compute_config: its replicas need 6 of "slot", but its worker groups have at most 4: some replicas will never run',
    ]);
  });

  it("takes what a scenario's own machine with GPUs has for what is asked for, and says so", () => {
    const { scenario, notes } = placed("ray_actor_options: { accelerator_type: L4 }");
    expect(deploymentOf(scenario, "A").resources).toEqual({
      cpus: 1,
      gpus: 0,
      custom: { "accelerator_type:L4": 0.001 },
    });
    expect(notes.map(formatProblem).join()).toMatch(
      /accelerators nodes of gpu have is not known, and taken to be L4; acceleratorType of cluster.instanceTypes.box sets it/,
    );
  });

  it("packs, and never compacts, unless told otherwise; then with Ray Serve's times", () => {
    const { cluster } = placed("max_replicas_per_node: 2").scenario.primary;
    expect([cluster.placement, cluster.compaction]).toEqual(["pack", undefined]);
    const spread = placed("max_replicas_per_node: 2", "  placement: spread\n").scenario.primary;
    expect(spread.cluster.placement).toBe("spread");
    const compacted = placed("max_replicas_per_node: 2", "  compaction: { delay: 1m }\n").scenario.primary;
    expect(compacted.cluster.compaction).toEqual({
      delaySeconds: 60,
      timeoutSeconds: 1800,
      maxBackoffSeconds: 3600,
    });
  });

  it("spreads, and never compacts, with a placement group that is not STRICT_PACK, and says so", () => {
    const groupOf = (strategy: string, cluster = "") =>
      placed(
        `placement_group_bundles: [{ CPU: 1 }, { CPU: 1 }], placement_group_strategy: ${strategy}`,
        cluster,
      );
    const why =
      "Ray Serve packs no replicas of a cluster with a placement group that is not STRICT_PACK, as A has one";
    const told = ({ notes, warnings }: ReturnType<typeof groupOf>) =>
      [...notes, ...warnings].map(formatProblem).filter((text) => text.includes("packs no replicas"));

    const noted = groupOf("PACK");
    expect(noted.scenario.primary.cluster.placement).toBe("spread");
    expect(told(noted)).toEqual([`x.yaml:11:1: cluster.placement: ${why}: they go round the nodes`]);

    const compacted = groupOf("PACK", "  compaction: {}\n");
    expect(compacted.scenario.primary.cluster.compaction).toBeUndefined();
    expect(told(compacted)).toEqual([`x.yaml:13:3: cluster.compaction: has no effect: ${why}`]);

    expect(told(groupOf("PACK", "  placement: spread\n"))).toEqual([]);
    expect(groupOf("STRICT_PACK").scenario.primary.cluster.placement).toBe("pack");
    expect(told(groupOf("STRICT_PACK"))).toEqual([]);
  });
});

describe("deprecated names", () => {
  it.each([
    [
      "autoscaling_config: { upscale_smoothing_factor: 0.5 }",
      "upscaling_factor",
      { scaling: { upscalingFactor: 0.5, downscalingFactor: 1 } },
    ],
    [
      "autoscaling_config: { smoothing_factor: 0.5, downscaling_factor: 2 }",
      "upscaling_factor",
      { scaling: { upscalingFactor: 0.5, downscalingFactor: 2 } },
    ],
  ])("are understood, with a warning: %s", (written, current, expected) => {
    const { deployment, warnings } = deployed(written);
    expect(deployment).toMatchObject(expected);
    expect(warnings[0]).toMatch(
      new RegExp(`^x\\.yaml:6:\\d+: .*deprecated name; Ray Serve calls it ${current} now`),
    );
  });
});

describe("an update's config", () => {
  const update = (config: string, rest = "") =>
    parseText(`${smallScenario}update:\n  at: 5m\n  config: ${config}\n${rest}`).scenario;

  it("changes what it names and keeps the rest", () => {
    const scenario = update(
      "{ applications: [{ deployments: [{ name: A, max_ongoing_requests: 9 }, { name: C }] }] }",
    );
    const { version } = commandOf(scenario, "deploy");
    expect(
      version.deployments.map(({ name, scaling, maxOngoingRequests }) => [name, scaling, maxOngoingRequests]),
    ).toEqual([
      ["A", { kind: "static", numReplicas: 4 }, 9],
      ["B", { kind: "static", numReplicas: 2 }, 5],
      ["C", { kind: "static", numReplicas: 1 }, 5],
    ]);
    expect(scenario.primary.deployments.map(({ name }) => name)).toEqual(["A", "B"]);
  });

  it("exchanges a fixed number for autoscaling", () => {
    const scenario = update(
      "{ applications: [{ name: app, deployments: [{ name: A, autoscaling_config: { max_replicas: 8 } }] }] }",
    );
    expect(commandOf(scenario, "deploy").version.deployments[0]?.scaling).toMatchObject({ maxReplicas: 8 });
  });

  it("is laid over the version deployed last before it", () => {
    const scenario = update(
      "{ http_options: { request_timeout_s: 30 } }",
      "commands:\n  - { at: 40m, deploy: { config: { applications: [{ deployments: [{ name: A, num_replicas: 6 }] }] } } }\n",
    );
    const last = scenario.commands.at(-1)?.command;
    expect(last).toMatchObject({
      kind: "deploy",
      version: {
        deployments: [
          { name: "A", scaling: { numReplicas: 6 }, requestTimeoutSeconds: 30 },
          { name: "B", requestTimeoutSeconds: 30 },
        ],
      },
    });
  });

  it("points at the line of the change, not at the service", () => {
    const text = `${smallScenario}update:\n  at: 5m\n  config:\n    applications: [{ deployments: [{ name: A, ray_actor_options: { num_gpus: 99 } }] }]\n`;
    expect(problemsOf(text)).toEqual([
      "x.yaml:10:47: update.config.applications[0].deployments[0].ray_actor_options: a replica of A needs 1 CPUs and 99 GPUs and fits on a node of no worker group: workers (g5.48xlarge: 192 CPUs, 8 GPUs)",
    ]);
  });

  it("restarts in place what its code change says, and nothing for a number of replicas", () => {
    const inPlace = (config: string) =>
      commandOf(update(config, "  in_place: true\n"), "update-in-place").restarts;
    expect(inPlace("{ applications: [{ import_path: m.new }] }")).toEqual(["A", "B"]);
    expect(
      inPlace("{ applications: [{ deployments: [{ name: B, ray_actor_options: { num_cpus: 2 } }] }] }"),
    ).toEqual(["B"]);
    expect(inPlace("{ applications: [{ deployments: [{ name: B, num_replicas: 5 }] }] }")).toEqual([]);
  });
});

describe("names of deployments", () => {
  const text = `name: x
horizon: 1h
service:
  applications:
    - { name: one, import_path: m.one, deployments: [{ name: D }, { name: E }] }
    - { name: two, route_prefix: /two, import_path: m.two, deployments: [{ name: D }] }
`;

  it("are those of application and deployment where two applications share one", () => {
    expect(parseText(text).scenario.primary.deployments.map(({ name }) => name)).toEqual([
      "one#D",
      "E",
      "two#D",
    ]);
  });

  it("may always be written in full, and must be where the short one is not clear", () => {
    const { scenario } = parseText(`${text}traffic: [{ deployment: "one#E", poisson: 1 }]\n`);
    expect(scenario.traffic[0]?.deployment).toBe("E");
    expect(() => parseText(`${text}traffic: [{ deployment: D, poisson: 1 }]\n`)).toThrow(
      /"D" is in more than one application; expected one of one#D, two#D/,
    );
  });
});

describe("a service", () => {
  const service =
    'applications: [{ name: app, import_path: "m:app", deployments: [{ name: A, num_replicas: 4 }, { name: B, num_replicas: 2 }] }]';

  it("is the same inline, as a list of applications, and in a file of its own", () => {
    const inline = parseText(smallScenario).scenario;
    const head = "name: small\nhorizon: 1h\n";
    const list = service.slice("applications: ".length);
    expect(parseText(`${head}service: ${list}\n`).scenario).toEqual(inline);
    expect(parseText(`${head}service: s.yaml\n`, { "s.yaml": service }).scenario).toEqual(inline);
    expect(parseText(`${head}service: s.yaml\n`, { "s.yaml": list }).scenario).toEqual(inline);
  });

  it("may carry keys that a forecast has no use for", () => {
    expect(() =>
      parseText(
        smallScenario.replace(
          "  applications:",
          "  maintainers: [me]\n  env_vars: { A: b }\n  applications:",
        ),
      ),
    ).not.toThrow();
  });
});

describe("pools, machines and traffic", () => {
  it("link a group to the pool of its machine's family", () => {
    const cluster =
      "cluster: { pools: { g5: { maxNodes: 3 } }, workerGroups: { gpu: { instanceType: g5.xlarge } } }\n";
    const { scenario } = parseText(`${smallScenario}${cluster}`);
    expect(scenario.primary.cluster.workerGroups[0]?.pool).toBe("g5");
    expect(scenario.pools).toEqual([{ name: "g5", maxNodes: 3, changes: [] }]);
  });

  it("give every stream a name of its own and the unit of its numbers", () => {
    const { scenario } = parseText(
      `${smallScenario}traffic:\n  - { deployment: A, poisson: 120/m, end: 10m }\n  - { deployment: A, constant: 3600/h }\n  - { deployment: B, trace: trace.csv }\n`,
    );
    expect(
      scenario.traffic.map(({ name, arrivals, endSeconds }) => [name, arrivals.kind, endSeconds]),
    ).toEqual([
      ["A", "poisson", 600],
      ["A-2", "constant", 3600],
      ["B", "trace", 3600],
    ]);
    expect(scenario.traffic[0]?.arrivals).toEqual({ kind: "poisson", requestsPerSecond: 2 });
  });

  it("warn of a version that its nodes cannot hold", () => {
    const cluster = "cluster: { workerGroups: { cpu: { instanceType: m5.large, maxNodes: 1 } } }\n";
    const { warnings } = parseText(`${smallScenario}${cluster}`);
    expect(warnings.map(({ message }) => message)).toEqual([
      "its replicas need 6 CPUs, but its worker groups have at most 2: some replicas will never run",
    ]);
  });
});
