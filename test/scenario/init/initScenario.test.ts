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
    const { scenario } = parseScenario(text, {
      path: "scenario.yaml",
      readText: () => ({ text: service, path: "service.yaml" }),
      readTrace: refuse,
    });
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
