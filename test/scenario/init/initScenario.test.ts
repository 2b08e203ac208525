import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { initScenario } from "../../../src/scenario/init/initScenario.ts";
import { parseScenario } from "../../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../../src/scenario/problems/ScenarioError.ts";
import { SourceError } from "../../../src/scenario/yaml/SourceError.ts";
import { simulate } from "../../../src/simulation/simulate.ts";

const refuse = (path: string): never => {
  throw new SourceError(`${path} does not exist`);
};

const service = `name: "My shop (eu)"
image_uri: x:1
applications:
  - name: shop
    import_path: m:app
    deployments:
      - { name: "Rank: fast", num_replicas: 8, ray_actor_options: { num_gpus: 1 } }
      - { name: constructor, autoscaling_config: { min_replicas: 0, max_replicas: 5 } }
`;

function init(text: string) {
  return initScenario(
    text,
    { path: "service.yaml", readText: refuse, readTrace: refuse },
    {
      path: "scenario.yaml",
      servicePath: "./service.yaml",
    },
  );
}

describe("a scenario to start from", () => {
  it("has a guess for everything that the service does not say, and names it as one", () => {
    const { text } = init(service);
    expect(parse(text)).toMatchObject({
      name: "My-shop-eu",
      service: "./service.yaml",
      deployments: {
        "Rank: fast": { startUp: { median: "60s", p99: "180s" }, serviceTime: { perOutputToken: "20ms" } },
        constructor: { startUp: { median: "10s" } },
      },
      traffic: [{ deployment: "Rank: fast", poisson: 5 }, { deployment: "constructor" }],
      update: { max_surge_percent: 25 },
    });
    const guesses = text
      .split("\n")
      .filter((line) => /(startUp|serviceTime|poisson|bootTime):/.test(line) && !line.startsWith("#"));
    expect(guesses).toHaveLength(7);
    for (const line of guesses) expect(line).toMatch(/# assumed/);
  });

  it("says of each field of the service what became of it, and which of its own values are guesses", () => {
    const written = init(`working_dir: .\ntags: {a: b}\nnum_replica: 3\n${service}`);
    expect(written.fields.used).toEqual(
      expect.arrayContaining(["image_uri", "applications[].deployments[].autoscaling_config.max_replicas"]),
    );
    expect(written.fields.leftAside).toEqual(["tags", "num_replica"]);
    expect(written.assumed).toEqual([
      "deployments.Rank: fast.startUp",
      "deployments.Rank: fast.serviceTime",
      "deployments.constructor.startUp",
      "deployments.constructor.serviceTime",
      "traffic to Rank: fast",
      "traffic to constructor",
      "cluster.bootTime",
      "cluster.idleTime",
      "update.max_surge_percent",
    ]);
    expect(written.notes.map(({ message }) => message)).toEqual([
      expect.stringContaining("tags"),
      expect.stringContaining("only the code sets"),
      expect.stringContaining("there is no compute config; assumed:"),
    ]);
  });

  it("can be played as it stands", () => {
    const { text } = init(service);
    const { scenario } = parseScenario(text, sourceOf(service));
    const { summary } = simulate({ ...scenario, horizonSeconds: 5400 });
    expect(summary.outcome).toBe("completed");
    expect(summary.requests).toBeGreaterThan(1000);
  });

  it("changes the image as the service names it", () => {
    const { text } = init(service.replace("image_uri: x:1", "containerfile: ./Containerfile"));
    expect(parse(text)).toMatchObject({ update: { config: { containerfile: "./Containerfile.next" } } });
  });

  it("is written for a config of one application, and for a list of them", () => {
    const one = init("import_path: m:app\nname: shop\ndeployments: [{ name: A, num_replicas: 2 }]\n");
    expect(parse(one.text)).toMatchObject({ name: "shop", traffic: [{ deployment: "A" }] });
    const list = init("- import_path: m:app\n  deployments: [{ name: A }]\n");
    expect(parse(list.text)).toMatchObject({ name: "service", traffic: [{ deployment: "A" }] });
  });

  it("asks for few enough requests to be played in seconds", () => {
    const { text } = init(service.replace("num_replicas: 8", "num_replicas: 5000"));
    const rates = parse(text).traffic.map(({ poisson }: { poisson: number }) => poisson);
    for (const rate of rates) expect(rate * 7200).toBeLessThanOrEqual(200_000);
  });

  it.each([
    ["horizon: 1h\nname: x\nservice: y.yaml\n", /is a scenario; expected a service config/],
    [
      "applications: [{ deployments: [{ num_replicas: 2 }] }]\n",
      /service\.yaml:1:.*deployments\[0\]\.name: is missing/,
    ],
    ["- 1\n- 2\n", /is not a file that rollcast knows; expected a service config/],
    ["", /is not a file that rollcast knows; expected a service config/],
  ])("is not written where there is no service: %j", (text, message) => {
    expect(() => init(text)).toThrow(ScenarioError);
    expect(() => init(text)).toThrow(message);
  });
});

describe("a scenario for applications whose deployments stand in code", () => {
  it("has the section to fill in, each with its application, and says that it was assumed", () => {
    const { text, notes } = init(
      'applications:\n  - { name: a, import_path: "m:a" }\n  - { name: b, route_prefix: /b, import_path: "m:b", deployments: [{ name: B }] }\n',
    );
    expect(parse(text)).toMatchObject({
      deployments: {
        a: {
          application: "a",
          config: {
            num_replicas: 1,
            ray_actor_options: { num_cpus: 1, num_gpus: 0 },
            max_ongoing_requests: 5,
          },
        },
      },
    });
    expect(text).toMatch(/config: .*# assumed, as is the name/);
    expect(text).not.toMatch(/B:\n {4}(application|config)/);
    expect(notes.map(({ message }) => message)).not.toContainEqual(
      expect.stringContaining("lists no deployments"),
    );
  });
});

describe("a scenario for a RayService", () => {
  const manifest = (upgrade: string) => `apiVersion: ray.io/v1
kind: RayService
metadata: { name: shop }
spec:
${upgrade}
  serveConfigV2: |
    applications:
      - { name: shop, import_path: "m:app", deployments: [{ name: A, num_replicas: 2, ray_actor_options: { num_cpus: 1 } }] }
  rayClusterConfig:
    enableInTreeAutoscaling: true
    headGroupSpec: { template: { spec: { containers: [{ resources: { limits: { cpu: 4 } } }] } } }
    workerGroupSpecs:
      - { groupName: w, minReplicas: 0, maxReplicas: 9, template: { spec: { containers: [{ resources: { limits: { cpu: 2 } } }] } } }
`;
  const inSteps = (options: string) =>
    `  upgradeStrategy: { type: NewClusterWithIncrementalUpgrade, clusterUpgradeOptions: { gatewayClassName: istio, ${options} } }`;
  const incremental = {
    type: "NewClusterWithIncrementalUpgrade",
    maxSurgePercent: 30,
    stepSizePercent: 20,
    intervalSeconds: 45,
    deletionDelaySeconds: 60,
  };
  const usual = "maxSurgePercent: 30, stepSizePercent: 20, intervalSeconds: 45";

  function upgradeOf(upgrade: string) {
    const { text, assumed } = init(manifest(upgrade));
    return {
      options: parse(text).update.strategy.kubeRay,
      line: text.split("\n").find((line) => line.includes("strategy:")),
      isAssumed: assumed.includes("update.strategy"),
    };
  }

  it.each([
    [inSteps(usual), incremental],
    [`${inSteps(usual)}\n  rayClusterDeletionDelaySeconds: 0`, { ...incremental, deletionDelaySeconds: 0 }],
    [inSteps("stepSizePercent: 20, intervalSeconds: 45"), { ...incremental, maxSurgePercent: 100 }],
    ["  upgradeStrategy: { type: NewCluster }", { type: "NewCluster", deletionDelaySeconds: 60 }],
    ["  rayClusterDeletionDelaySeconds: 7", { type: "NewCluster", deletionDelaySeconds: 7 }],
    ["  upgradeStrategy: { type: null }", { type: "NewCluster", deletionDelaySeconds: 60 }],
  ])("is upgraded as the manifest says: %s", (upgrade, options) => {
    expect(upgradeOf(upgrade)).toMatchObject({ options, isAssumed: false });
  });

  it("keeps a surge or a step of 0, and says what comes of it", () => {
    for (const [options, field] of [
      ["maxSurgePercent: 0, stepSizePercent: 0, intervalSeconds: 45", "maxSurgePercent"],
      ["maxSurgePercent: 30, stepSizePercent: 0, intervalSeconds: 45", "stepSizePercent"],
    ] as const) {
      const { text } = init(manifest(inSteps(options)));
      expect(text).toMatch(
        new RegExp(`strategy: .*stepSizePercent: 0.*# .*with ${field} 0 KubeRay never moves`),
      );
      const { warnings } = parseScenario(text, sourceOf(manifest(inSteps(options))));
      expect(warnings.map(({ keyPath }) => keyPath)).toContain(`update.strategy.kubeRay.${field}`);
    }
  });

  it("assumes what KubeRay demands or refuses, and nothing else", () => {
    expect(upgradeOf(inSteps("maxSurgePercent: 5"))).toMatchObject({
      options: { maxSurgePercent: 5, stepSizePercent: 5, intervalSeconds: 30 },
      line: expect.stringMatching(
        /# assumed: stepSizePercent, .*, and intervalSeconds, .* refuses the manifest/,
      ),
      isAssumed: true,
    });
    expect(upgradeOf(inSteps("maxSurgePercent: 30, stepSizePercent: 31, intervalSeconds: 0"))).toMatchObject({
      options: { maxSurgePercent: 30, stepSizePercent: 30, intervalSeconds: 30 },
      line: expect.stringMatching(/refuses the manifest's 31,.*refuses the manifest's 0/),
      isAssumed: true,
    });
  });

  it("says that None rolls nothing out, and assumes the default", () => {
    expect(upgradeOf("  upgradeStrategy: { type: None }")).toMatchObject({
      options: { type: "NewCluster" },
      line: expect.stringContaining(
        "# assumed: with the manifest's upgradeStrategy None KubeRay rolls nothing out",
      ),
      isAssumed: true,
    });
  });

  it("lists the fields of the upgrade as used where they play a part", () => {
    const { fields } = init(manifest(`${inSteps(usual)}\n  rayClusterDeletionDelaySeconds: 90`));
    expect(fields.used).toEqual(
      expect.arrayContaining([
        "spec.upgradeStrategy.type",
        "spec.upgradeStrategy.clusterUpgradeOptions.maxSurgePercent",
        "spec.upgradeStrategy.clusterUpgradeOptions.stepSizePercent",
        "spec.upgradeStrategy.clusterUpgradeOptions.intervalSeconds",
        "spec.rayClusterDeletionDelaySeconds",
      ]),
    );
    expect(fields.leftAside).toEqual(["spec.upgradeStrategy.clusterUpgradeOptions.gatewayClassName"]);
    const whole = init(
      manifest("  upgradeStrategy: { type: NewCluster, clusterUpgradeOptions: { stepSizePercent: 5 } }"),
    );
    expect(whole.fields.leftAside).toEqual(["spec.upgradeStrategy.clusterUpgradeOptions"]);
  });

  it("lasts until its upgrade can have ended, and completes as it stands", () => {
    const hours = (upgrade: string) => Number.parseInt(parse(init(manifest(upgrade)).text).horizon, 10);
    expect(hours(inSteps(usual))).toBe(2);
    expect(hours(inSteps("maxSurgePercent: 100, stepSizePercent: 10, intervalSeconds: 3600"))).toBe(12);
    expect(hours(inSteps("maxSurgePercent: 1, stepSizePercent: 1, intervalSeconds: 2000000000"))).toBe(168);
    const text = manifest(inSteps(usual));
    const { scenario } = parseScenario(init(text).text, sourceOf(text));
    expect(simulate(scenario).summary.outcome).toBe("completed");
  });
});

function sourceOf(service: string) {
  return {
    path: "scenario.yaml",
    readText: () => ({ text: service, path: "service.yaml" }),
    readTrace: refuse,
  };
}
