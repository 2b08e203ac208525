import { describe, expect, it } from "vitest";
import type { ParsedScenario } from "../../src/scenario/parseScenario.ts";
import { anyscaleStrategy } from "../../src/strategies/anyscale/anyscaleStrategy.ts";
import { optionsOf } from "../../src/strategies/ChosenStrategy.ts";
import { parseText, problemsOf } from "./parseText.ts";
import { remarksOf } from "./remarksOf.ts";

const upgrade = `type: NewClusterWithIncrementalUpgrade, clusterUpgradeOptions: { maxSurgePercent: 30, stepSizePercent: 10, intervalSeconds: 60 }`;
const rayService = (upgradeStrategy: string, more = "") => `apiVersion: ray.io/v1
kind: RayService
metadata: { name: chat }
spec:
  ${upgradeStrategy}
  ${more}
  serveConfigV2: |
    applications:
      - { name: chat, import_path: chat:app, deployments: [{ name: LLM, num_replicas: 4 }] }
  rayClusterConfig:
    enableInTreeAutoscaling: true
    headGroupSpec: { template: { spec: { containers: [{ name: head, image: "chat:1", resources: { limits: { cpu: 4 } } }] } } }
    workerGroupSpecs:
      - groupName: cpu
        maxReplicas: 20
        template: { spec: { containers: [{ name: worker, resources: { limits: { cpu: 8 } } }] } }
`;
const pods = (strategy: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat }
spec:
  replicas: 4
  ${strategy}
  template: { spec: { containers: [{ name: chat, image: "chat:1", resources: { requests: { cpu: 2 } } }] } }
`;
const scenario = (rest: string) => `name: x
horizon: 1h
service: ./service.yaml
${rest}
`;
const update = (keys = "") => scenario(`update: { at: 5m, ${keys}config: { image_uri: "chat:2" } }`);

function parse(rest: string, manifest: string, other = ""): ParsedScenario {
  return parseText(rest, { "./service.yaml": manifest, "./next.yaml": other });
}

function strategiesIn({ scenario: { commands } }: ParsedScenario): readonly (readonly [string, unknown])[] {
  return commands.flatMap(({ command }) =>
    command.kind === "deploy" ? [[command.strategy.kind, command.strategy.options] as const] : [],
  );
}

describe("the manifest of a RayService", () => {
  const manifest = rayService(`upgradeStrategy: { ${upgrade} }`, "rayClusterDeletionDelaySeconds: 90");
  const options = {
    type: "NewClusterWithIncrementalUpgrade",
    maxSurgePercent: 30,
    stepSizePercent: 10,
    intervalSeconds: 60,
    deletionDelaySeconds: 90,
  };

  it("selects KubeRay with its options, and a note says so and how to have it otherwise", () => {
    expect(strategiesIn(parse(update(), manifest))).toEqual([["kubeRay", options]]);
    expect(remarksOf(update(), { "./service.yaml": manifest }).notes).toContain(
      "x.yaml:4:1: update: is rolled out by KubeRay (upgradeStrategy of the manifest): strategy: { kubeRay: { type: NewClusterWithIncrementalUpgrade, maxSurgePercent: 30, stepSizePercent: 10, intervalSeconds: 60, deletionDelaySeconds: 90 } }; update.strategy sets another, and anyscale there is Anyscale's rollout",
    );
  });

  it("gives way to the strategy of the update, Anyscale's among them", () => {
    const named = parse(update("strategy: { kubeRay: { type: NewCluster } }, "), manifest);
    expect(strategiesIn(named)).toEqual([["kubeRay", { type: "NewCluster", deletionDelaySeconds: 60 }]]);
    const anyscale = parse(update("strategy: anyscale, max_surge_percent: 25, "), manifest);
    const [command] = anyscale.scenario.commands;
    if (command?.command.kind !== "deploy") throw new Error("nothing is deployed");
    expect(optionsOf(command.command.strategy, anyscaleStrategy)?.maxSurgePercent).toBe(25);
    expect(anyscale.notes.some(({ message }) => message.includes("is rolled out by"))).toBe(false);
  });

  it("refuses keys of Anyscale's rollouts beside it in one sentence each", () => {
    expect(
      problemsOf(update("max_surge_percent: 25, timeout: 1h, "), { "./service.yaml": manifest }),
    ).toEqual([
      "x.yaml:4:19: update.max_surge_percent: belongs to Anyscale's rollouts, and KubeRay rolls this service out, as its manifest says: leave it out, or write strategy: anyscale beside it",
      "x.yaml:4:42: update.timeout: belongs to Anyscale's rollouts, and KubeRay rolls this service out, as its manifest says: leave it out, or write strategy: anyscale beside it",
    ]);
  });

  it("may come with the update, and counts for what is deployed after it too", () => {
    const plain =
      "applications: [{ name: chat, import_path: chat:app, deployments: [{ name: LLM, num_replicas: 4 }] }]";
    const text = `name: x
horizon: 3h
service: ./next.yaml
update: { at: 5m, service: ./service.yaml }
commands: [{ at: 2h, deploy: { config: { image_uri: "chat:3" } } }]
`;
    const read = parse(text, manifest, plain);
    expect(strategiesIn(read)).toEqual([
      ["kubeRay", options],
      ["kubeRay", options],
    ]);
    const said = read.notes.filter(({ message }) => message.includes("is rolled out by KubeRay"));
    expect(said.map(({ keyPath }) => keyPath)).toEqual(["update"]);
  });

  it("leaves updates in place alone", () => {
    const text = scenario(
      "update: { at: 5m, in_place: true, config: { applications: [{ name: chat, deployments: [{ name: LLM, num_replicas: 5 }] }] } }",
    );
    expect(parse(text, manifest).scenario.commands[0]?.command.kind).toBe("update-in-place");
  });

  it("says what it assumes where KubeRay would refuse the manifest, and what never moves", () => {
    const bare = remarksOf(update(), {
      "./service.yaml": rayService("upgradeStrategy: { type: NewClusterWithIncrementalUpgrade }"),
    });
    expect(bare.warnings.join("\n")).toMatch(
      /x\.yaml:4:1: update: is rolled out by KubeRay \(assumed: stepSizePercent, without which KubeRay refuses the manifest/,
    );
    const none = remarksOf(update(), { "./service.yaml": rayService("upgradeStrategy: { type: None }") });
    expect(none.warnings.join("\n")).toMatch(/with upgradeStrategy None KubeRay makes no new cluster/);
  });
});

describe("the manifest of a Deployment", () => {
  const manifest = pods("strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }");

  it("selects its own strategy, and its pods run without Ray, with an update or without", () => {
    const read = parse(update(), manifest);
    expect(strategiesIn(read)).toEqual([
      [
        "deployment",
        {
          type: "RollingUpdate",
          maxSurge: 1,
          maxUnavailable: 0,
          minReadySeconds: 0,
          progressDeadlineSeconds: 600,
        },
      ],
    ]);
    expect(read.scenario.primary.cluster.headNode).toBeNull();
    expect(parse(scenario(""), manifest).scenario.primary.cluster.headNode).toBeNull();
    expect(parse(update("strategy: anyscale, "), manifest).scenario.primary.cluster.headNode).not.toBeNull();
  });

  it("says nothing of deployments that only code sets, for a pod is all that runs", () => {
    const { notes } = remarksOf(update(), { "./service.yaml": manifest });
    expect(notes.filter((note) => note.includes("only the code"))).toEqual([]);
  });

  it("is not updated in place", () => {
    expect(problemsOf(update("in_place: true, "), { "./service.yaml": manifest })).toContain(
      "x.yaml:4:19: update.in_place: Kubernetes runs the service without Ray and updates no pod in place: each one is replaced; leave in_place out",
    );
  });

  it.each([
    [
      "strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } }",
      /spec\.strategy\.rollingUpdate\.maxUnavailable: .*because maxSurge is 0/,
    ],
    [
      "strategy: { type: Recreate, rollingUpdate: { maxSurge: 1 } }",
      /spec\.strategy\.rollingUpdate: .*Recreate/,
    ],
    [
      "progressDeadlineSeconds: 5\n  minReadySeconds: 10",
      /spec\.progressDeadlineSeconds: .*more than minReadySeconds/,
    ],
    [
      "strategy: { rollingUpdate: { maxUnavailable: 150% } }",
      /spec\.strategy\.rollingUpdate\.maxUnavailable: .*at most 100%/,
    ],
  ])("is refused where Kubernetes refuses it: %s", (strategy, refusal) => {
    expect(problemsOf(update(), { "./service.yaml": pods(strategy) }).join("\n")).toMatch(refusal);
  });

  it("cannot stand in the scenario itself", () => {
    const inline = `name: x
horizon: 1h
service: { apiVersion: apps/v1, kind: Deployment, spec: { replicas: 2 } }
`;
    expect(problemsOf(inline).join("\n")).toMatch(
      /is a Kubernetes Deployment manifest; write it to a file of its own/,
    );
  });
});
