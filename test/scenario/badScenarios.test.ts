import { describe, expect, it } from "vitest";
import { problemsOf, smallScenario } from "./parseText.ts";

/** What a user writes wrong (added to the small scenario, from line 7 on), and exactly what they are told. */
const examples: readonly (readonly [title: string, added: string, problems: readonly string[]])[] = [
  ["an unknown key", "horzion: 2h", ['x.yaml:7:1: horzion: unknown key; did you mean "horizon"?']],
  [
    "a misspelt key in a section",
    "update: { at: 5m, max_surge_percnt: 25 }",
    ['x.yaml:7:19: update.max_surge_percnt: unknown key; did you mean "max_surge_percent"?'],
  ],
  [
    "a bad duration",
    "update: { at: 5 minutes }",
    [
      'x.yaml:7:15: update.at: found "5 minutes"; expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h',
    ],
  ],
  [
    "a surge of 0",
    "update: { at: 5m, max_surge_percent: 0 }",
    [
      "x.yaml:7:38: update.max_surge_percent: with a surge of 0 there is no room for the first canary replica, so that nothing could move; expected 1 to 100",
    ],
  ],
  [
    "a surge that is no whole number",
    "update: { at: 5m, max_surge_percent: 12.5 }",
    ["x.yaml:7:38: update.max_surge_percent: found 12.5; expected a whole number from 1 to 100"],
  ],
  [
    "a surge in place",
    "update: { at: 5m, in_place: true, canary_percent: 20, max_surge_percent: 25 }",
    [
      "x.yaml:7:51: update.canary_percent: not supported together with in_place: leave one of them out",
      "x.yaml:7:74: update.max_surge_percent: not supported together with in_place: leave one of them out",
    ],
  ],
  [
    "an image that an in-place update cannot change",
    "update: { at: 5m, in_place: true, config: { image_uri: new } }",
    [
      "x.yaml:7:45: update.config.image_uri: cannot be changed in place: An in-place update keeps its cluster, so it cannot change the image.",
    ],
  ],
  [
    "yes for true",
    "update: { at: 5m, in_place: yes }",
    ['x.yaml:7:29: update.in_place: found "yes"; expected true, false or {ignoreClusterChanges: true}'],
  ],
  [
    "a pattern that does not ascend",
    "update: { at: 5m, trafficPattern: [50, 20, 100] }",
    [
      "x.yaml:7:19: update.trafficPattern: found a list; expected aws, gcp, or ascending whole percentages that end with 100, such as [10, 50, 100]",
    ],
  ],
  [
    "traffic to an unknown deployment",
    "traffic: [{ deployment: C, poisson: 1 }]",
    ['x.yaml:7:25: traffic[0].deployment: unknown deployment "C"; known deployments: A, B'],
  ],
  [
    "traffic without a deployment where there are two",
    "traffic: [{ poisson: 1 }]",
    ["x.yaml:7:11: traffic[0].deployment: is missing; expected one of A, B"],
  ],
  [
    "two kinds of traffic in one stream",
    "traffic: [{ deployment: A, poisson: 1, constant: 2 }]",
    [
      "x.yaml:7:11: traffic[0]: needs one of trace, constant, poisson, schedule, gamma, mmpp, daily, users; found constant and poisson",
    ],
  ],
  [
    "a rate without unit of time",
    "traffic: [{ deployment: A, poisson: 5 per second }]",
    [
      'x.yaml:7:37: traffic[0].poisson: found "5 per second"; expected requests per second: a number, or text such as 5/s, 300/m, 18000/h',
    ],
  ],
  [
    "a trace that is not there",
    "traffic: [{ deployment: A, trace: missing.csv }]",
    ["x.yaml:7:35: traffic[0].trace: missing.csv does not exist"],
  ],
  [
    "points out of order",
    "traffic: [{ deployment: A, schedule: { points: [{ at: 5m, rate: 1 }, { at: 1m, rate: 2 }] } }]",
    ['x.yaml:7:76: traffic[0].schedule.points[1].at: found "1m"; expected a time after the point before'],
  ],
  [
    "more requests than the run may have events",
    "traffic: [{ deployment: A, constant: 10000000/s }]",
    [
      "x.yaml:7:11: traffic[0]: may send 3.6e+10 requests, more than the run may have events (limits.maxEvents 2000000000)",
    ],
  ],
  [
    "the keys of two distributions",
    "deployments: { A: { startUp: { median: 10s, mean: 5s } } }",
    ["x.yaml:7:21: deployments.A.startUp: found a map of keys; expected median with p90, p95, p99 or sigma"],
  ],
  [
    "a 99th percentile below the median",
    "deployments: { A: { startUp: { median: 10s, p99: 5s } } }",
    ["x.yaml:7:21: deployments.A.startUp: p99 (5) is below the median (10)"],
  ],
  [
    "behaviour of an unknown deployment",
    "deployments: { LLM: { startUp: 5s } }",
    ['x.yaml:7:16: deployments.LLM: unknown deployment "LLM"; known deployments: A, B'],
  ],
  [
    "starting replicas of a deployment that is not autoscaled",
    "deployments: { A: { startReplicas: 3 } }",
    [
      "x.yaml:7:36: deployments.A.startReplicas: found 3; A is not autoscaled and starts with its num_replicas (4)",
    ],
  ],
  [
    "an unknown kind of fault",
    "faults: [{ at: 5m, kind: replica-crsh, version: canary }]",
    ['x.yaml:7:26: faults[0].kind: found "replica-crsh"; did you mean "replica-crash"?'],
  ],
  [
    "a fault that never strikes",
    "faults: [{ kind: node-loss, version: primary }]",
    ["x.yaml:7:10: faults[0]: needs exactly one of at, when and atRandom"],
  ],
  [
    "a memory leak that never kills",
    "faults: [{ at: 1m, kind: memory-leak, version: canary }]",
    ["x.yaml:7:10: faults[0]: needs afterRequests or afterTime"],
  ],
  [
    "a fault at random that ends before it begins",
    "faults: [{ atRandom: { perHour: 1, from: 10m, to: 5m }, kind: replica-crash, version: primary }]",
    ["x.yaml:7:51: faults[0].atRandom.to: ends at 300 s, but begins at 600 s; expected a later end"],
  ],
  [
    "a fault on an unknown deployment",
    "faults: [{ at: 1m, kind: replica-crash, version: primary, deployment: Model }]",
    ['x.yaml:7:71: faults[0].deployment: unknown deployment "Model"; known deployments: A, B'],
  ],
  [
    "a stock-out of an unknown pool",
    "faults: [{ at: 1m, kind: stock-out, pool: g5 }]",
    ['x.yaml:7:43: faults[0].pool: unknown pool "g5"; cluster.pools describes none'],
  ],
  [
    "a pool with fewer nodes than its groups always keep",
    "cluster: { pools: { m5: { maxNodes: 2 } }, workerGroups: { box: { instanceType: m5.large, minNodes: 3, maxNodes: 4 } } }",
    [
      "x.yaml:7:37: cluster.pools.m5.maxNodes: found 2; the worker groups that take from this pool keep 3 nodes at least (min_nodes), so it needs at least 3",
    ],
  ],
  [
    "two sizes of a pool at one moment",
    "cluster: { pools: { m5: { maxNodes: 2, changes: [{ at: 1m, maxNodes: 4 }, { at: 60s, maxNodes: 3 }] } }, workerGroups: { box: { instanceType: m5.large } } }",
    [
      "x.yaml:7:81: cluster.pools.m5.changes[1].at: found 60 s, after 60 s; expected changes in the order of time, one at a moment",
    ],
  ],
  [
    "a rollback of nothing",
    "commands: [{ at: 5m, rollback: true }]",
    [
      "x.yaml:7:12: commands[0]: needs a rollout, but nothing is rolled out before it; expected an update or deploy with an earlier time",
    ],
  ],
  [
    "an expectation over an unknown figure",
    "expect: [errorPercnt < 0.1]",
    ['x.yaml:7:10: expect[0]: unknown figure "errorPercnt"; did you mean "errorPercent"?'],
  ],
  [
    "a huge number",
    "limits: { maxEvents: 1e300 }",
    ["x.yaml:7:22: limits.maxEvents: found 1e+300; expected a whole number from 1 to 1000000000000"],
  ],
  [
    "not a number",
    "deployments: { A: { slowdownPerOngoingRequest: .nan } }",
    ["x.yaml:7:48: deployments.A.slowdownPerOngoingRequest: found NaN; expected a number from 0 to 100"],
  ],
  [
    "an unknown model",
    "deployments: { A: { serviceTime: { llm: { profile: llama-3.1-8b-h10 } } } }",
    [
      'x.yaml:7:52: deployments.A.serviceTime.llm.profile: found "llama-3.1-8b-h10"; expected one of llama-3.1-8b-a100, llama-3.1-8b-h100, phi-4-h100, codellama-34b-h100, llama-3.3-70b-4xh100, llama-3.3-70b-8xh100; did you mean "llama-3.1-8b-h100"?',
    ],
  ],
  [
    "a model without its times",
    "deployments: { A: { serviceTime: { llm: { step: 20ms, perSequence: 1ms } } } }",
    [
      "x.yaml:7:36: deployments.A.serviceTime.llm.perInputToken: is missing; expected it, or a model and its accelerator",
      "x.yaml:7:36: deployments.A.serviceTime.llm.kvTokens: is missing; expected it, or a model and its accelerator",
    ],
  ],
  [
    "a batch that leaves no room for prompts",
    "deployments: { A: { serviceTime: { llm: { profile: phi-4-h100, maxSequences: 256, maxStepTokens: 256 } } } }",
    [
      "x.yaml:7:36: deployments.A.serviceTime.llm: maxStepTokens 256 must be more than maxSequences 256, so that a full batch leaves room for prompts",
    ],
  ],
  [
    "a model without its accelerator",
    "deployments: { A: { serviceTime: { llm: { model: qwen3-8b } } } }",
    ["x.yaml:7:36: deployments.A.serviceTime.llm.accelerator: is missing; model is beside it"],
  ],
  [
    "a model beside a profile",
    "deployments: { A: { serviceTime: { llm: { profile: phi-4-h100, model: phi-4 } } } }",
    [
      'x.yaml:7:71: deployments.A.serviceTime.llm.model: found "phi-4"; expected either profile, or model and accelerator',
    ],
  ],
  [
    "a model that does not fit",
    "deployments: { A: { serviceTime: { llm: { model: llama-3.3-70b, accelerator: H100 } } } }",
    [
      "x.yaml:7:50: deployments.A.serviceTime.llm.model: its weights leave no room for KV memory on 1 × H100; more tensorParallel, or weights of fewer bits",
    ],
  ],
  [
    "a misspelt key of a model",
    "deployments: { A: { serviceTime: { llm: { profile: phi-4-h100, maxSequence: 8 } } } }",
    ['x.yaml:7:64: deployments.A.serviceTime.llm.maxSequence: unknown key; did you mean "maxSequences"?'],
  ],
  [
    "a worker group without machines",
    "cluster: { workerGroups: { gpu: { maxNodes: 3 } } }",
    [
      "x.yaml:7:28: cluster.workerGroups.gpu.instanceType: is missing; the service's compute config does not list this group inline, so its instanceType has to stand here",
    ],
  ],
  [
    "a replica that fits on no node",
    "cluster: { instanceTypes: { tiny: { cpus: 0.5 } }, workerGroups: { cpu: { instanceType: tiny } } }",
    [
      "x.yaml:6:21: service.applications[0].deployments[0].ray_actor_options: a replica of A needs 1 CPUs and 0 GPUs and fits on a node of no worker group: cpu (tiny: 0.5 CPUs, 0 GPUs)",
      "x.yaml:6:51: service.applications[0].deployments[1].ray_actor_options: a replica of B needs 1 CPUs and 0 GPUs and fits on a node of no worker group: cpu (tiny: 0.5 CPUs, 0 GPUs)",
    ],
  ],
  [
    "a custom resource that no node has",
    "cluster: { instanceTypes: { box: { cpus: 8, resources: { gpu_slots: 4 } } }, workerGroups: { cpu: { instanceType: box } } }\nupdate: { at: 5m, config: { applications: [{ deployments: [{ name: A, ray_actor_options: { resources: { gpu_slot: 1 } } }] }] } }",
    [
      'x.yaml:8:71: update.config.applications[0].deployments[0].ray_actor_options: a replica of A needs the custom resource "gpu_slot", which no worker group has; did you mean "gpu_slots"?',
    ],
  ],
  [
    "a custom resource that no node is said to have",
    "update: { at: 5m, config: { applications: [{ deployments: [{ name: A, ray_actor_options: { resources: { slot: 1 } } }] }] } }",
    [
      'x.yaml:7:71: update.config.applications[0].deployments[0].ray_actor_options: a replica of A needs the custom resource "slot", which no worker group has; nodes get it by "resources" of their group in the compute config, or of their type in cluster.instanceTypes',
    ],
  ],
  [
    "more of a custom resource than a node has",
    "cluster: { workerGroups: { cpu: { instanceType: m5.large, resources: { slot: 1 } } } }\nupdate: { at: 5m, config: { applications: [{ deployments: [{ name: A, ray_actor_options: { resources: { slot: 2 } } }] }] } }",
    [
      "x.yaml:8:71: update.config.applications[0].deployments[0].ray_actor_options: a replica of A needs 1 CPUs, 0 GPUs and 2 slot and fits on a node of no worker group: cpu (m5.large: 2 CPUs, 0 GPUs, 1 slot)",
    ],
  ],
  [
    "CPUs as a custom resource",
    "update: { at: 5m, config: { applications: [{ deployments: [{ name: A, ray_actor_options: { resources: { CPU: 1 } } }] }] } }",
    [
      "x.yaml:7:105: update.config.applications[0].deployments[0].ray_actor_options.resources.CPU: Ray refuses CPU here; say num_cpus in ray_actor_options",
    ],
  ],
  [
    "a limit a node beside placement group bundles",
    "update: { at: 5m, config: { applications: [{ deployments: [{ name: A, max_replicas_per_node: 2, placement_group_bundles: [{ CPU: 1 }] }] }] } }",
    [
      "x.yaml:7:71: update.config.applications[0].deployments[0].max_replicas_per_node: Ray Serve refuses it beside placement_group_bundles; leave one of them out",
    ],
  ],
  [
    "a limit of 0 replicas a node",
    "update: { at: 5m, config: { applications: [{ deployments: [{ name: A, max_replicas_per_node: 0 }] }] } }",
    [
      "x.yaml:7:94: update.config.applications[0].deployments[0].max_replicas_per_node: found 0; expected a whole number from 1 to 100",
    ],
  ],
  [
    "compaction of replicas that are spread",
    "cluster: { placement: spread, compaction: {} }",
    ["x.yaml:7:31: cluster.compaction: only replicas that are packed are moved; say placement: pack"],
  ],
  [
    "an unknown placement",
    "cluster: { placement: packed }",
    ['x.yaml:7:23: cluster.placement: found "packed"; expected one of pack, spread; did you mean "pack"?'],
  ],
  ["a key twice", "name: again", ["x.yaml:7:1: not well-formed YAML: Map keys must be unique"]],
  [
    "a second document",
    "---\na: 1",
    ["x.yaml:7:1: found a second YAML document; a file holds one (nothing after `---`)"],
  ],
  [
    "a key that JavaScript would misunderstand",
    "__proto__: 1",
    ["x.yaml:7:1: found the key __proto__; it cannot be a name"],
  ],
];

describe("a scenario that is wrong", () => {
  it.each(examples)("is refused with its place and what would be right: %s", (_title, added, problems) => {
    expect(problemsOf(`${smallScenario}${added}\n`)).toEqual(problems);
  });

  it("tells everything at once, from top to bottom", () => {
    const text = "name: ../../etc\nhorizon: 31d\nservice: {}\nspeed: 3\nseed: {}\n";
    expect(problemsOf(text).map((problem) => problem.split(":").slice(1, 4).join(":"))).toEqual([
      "1:7: name",
      "2:10: horizon",
      "3:1: service.applications",
      "4:1: speed",
      "5:1: seed",
    ]);
  });

  it("tells at most twenty problems", () => {
    const text = `${smallScenario}${Array.from({ length: 50 }, (_, index) => `key${index}: 1\n`).join("")}`;
    const problems = problemsOf(text);
    expect(problems).toHaveLength(20);
    expect(problems.at(-1)).toMatch(/and more problems/);
  });

  it.each(["../up", "/etc", "a/b", "", ".hidden", "a b", "x".repeat(101), "a\\0b"])(
    "may not have a name that leaves the report's folder: %j",
    (name) => {
      const problems = problemsOf(smallScenario.replace("name: small", `name: "${name}"`));
      expect(problems.join()).toContain("x.yaml:1:7: name: found");
    },
  );

  it("says where in the service's own file it is wrong", () => {
    const service =
      "applications:\n  - deployments:\n      - { name: A, num_replicas: -1 }\n    import_path: m.app\n";
    expect(problemsOf("name: x\nhorizon: 1h\nservice: s.yaml\n", { "s.yaml": service })).toEqual([
      "s.yaml:3:34: service.applications[0].deployments[0].num_replicas: found -1; expected a whole number from 1 to 100000",
    ]);
    expect(problemsOf("name: x\nhorizon: 1h\nservice: t.yaml\n")).toEqual([
      "x.yaml:3:10: service: t.yaml does not exist",
    ]);
  });

  it("takes no numbers that Ray Serve takes none of", () => {
    const service = (deployment: string) =>
      `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A, ${deployment} }\n`;
    expect(problemsOf(service("num_replicas: 0"))).toEqual([
      expect.stringMatching(/num_replicas: found 0; expected a whole number from 1 to 100000/),
    ]);
    expect(problemsOf(service("max_queued_requests: 0"))).toEqual([
      expect.stringMatching(/found 0; expected -1 \(no limit\) or a whole number of requests from 1/),
    ]);
    expect(problemsOf(service("rolling_update_percentage: 20"))).toEqual([
      expect.stringMatching(/found 20; expected a number from 0.000001 to 1/),
    ]);
    expect(problemsOf(service("graceful_shutdown_wait_loop_s: 0"))).toEqual([]);
  });

  it("says how scaling contradicts itself", () => {
    const service = (deployment: string) =>
      `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A, ${deployment} }\n`;
    expect(problemsOf(service("autoscaling_config: { min_replicas: 4, max_replicas: 2 }"))).toEqual([
      "x.yaml:6:56: service.applications[0].deployments[0].autoscaling_config.min_replicas: min_replicas (4) is above max_replicas (2)",
    ]);
    expect(problemsOf(service("num_replicas: 3, autoscaling_config: { max_replicas: 2 }"))).toEqual([
      "x.yaml:6:34: service.applications[0].deployments[0].num_replicas: found 3 beside autoscaling_config; Ray Serve takes only one of them (or num_replicas: auto)",
    ]);
    expect(problemsOf(service("autoscaling_config: { max_replicas: 4, initial_replicas: 5 }"))).toEqual([
      "x.yaml:6:77: service.applications[0].deployments[0].autoscaling_config.initial_replicas: found 5; expected a number from min_replicas (1) to max_replicas (4)",
    ]);
  });

  it("says that names are taken", () => {
    const text = `name: x
horizon: 1h
service:
  applications:
    - { name: a, deployments: [{ name: D }, { name: D }], import_path: m.a }
    - { name: a, import_path: "main:app" }
`;
    expect(problemsOf(text)).toEqual([
      'x.yaml:5:53: service.applications[0].deployments[1].name: two deployments of application "a" are called "D"; expected different names',
      'x.yaml:6:15: service.applications[1].name: two applications are called "a"; expected different names',
    ]);
  });
});

describe("names that are taken in a service that is updated in place", () => {
  it.each([
    [
      "applications",
      "{ name: a, import_path: m.a, deployments: [{ name: D }] }, { name: a, route_prefix: /b, import_path: m.b, deployments: [{ name: E }] }",
    ],
    ["deployments", "{ name: a, import_path: m.a, deployments: [{ name: D }, { name: D }] }"],
  ])("are told once, and nothing of what would restart: %s", (_title, applications) => {
    const text = `name: x
horizon: 1h
service: { applications: [${applications}] }
update: { at: 5m, in_place: true, config: { working_dir: "s3://new.zip" } }
`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/two (applications|deployments of application "a") are called/),
    ]);
  });
});

describe("a text that would choke a parser", () => {
  const bomb = `a: &a [1,1,1,1,1,1,1,1,1]
b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
`;
  const texts: readonly (readonly [title: string, text: string, message: RegExp])[] = [
    ["aliases that multiply", bomb, /aliases .* expand too far/],
    ["an alias of itself", "a: &a [*a]\n", /expand too far|alias|unknown key/i],
    ["lists in lists, never closed", `a: ${"[".repeat(100_000)}`, /levels of nesting/],
    ["lists in lists on one line", `${"- ".repeat(100_000)}a`, /levels of nesting/],
    ["maps in keys", `${"? ".repeat(50_000)}a`, /levels of nesting/],
    ["too many keys", Array.from({ length: 6000 }, (_, index) => `k${index}: 1\n`).join(""), /keys in a map/],
    ["too many entries", `a:\n${"- 1\n".repeat(30_000)}`, /entries in a list/],
    ["a megabyte", "#".repeat(1_000_001), /at most 1000000/],
    ["nothing", "", /found nothing/],
    ["a word", "hello", /found "hello"; expected a map of keys/],
    ["a list", "- 1\n", /found a list; expected a map of keys/],
    ["tabs", "name:\tx\n\thorizon: 1h\n", /not well-formed YAML/],
  ];

  it.each(texts)("is refused, soon and without a crash: %s", (_title, text, message) => {
    expect(problemsOf(text).join("\n")).toMatch(message);
  });
});
