import { describe, expect, it } from "vitest";
import { readServiceText } from "../../../src/scenario/import/readServiceText.ts";
import { initScenario } from "../../../src/scenario/init/initScenario.ts";
import { parseScenario } from "../../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../../src/scenario/problems/ScenarioError.ts";
import { optionsOf } from "../../../src/strategies/ChosenStrategy.ts";
import { deployment } from "../../../src/strategies/deployment/deployment.ts";

const service =
  "apiVersion: v1\nkind: Service\nmetadata: { name: llm }\nspec: { selector: { app: llm } }\n---\n";

function manifest(
  spec: string,
  containers = "[{ name: vllm, image: vllm/vllm-openai:v0.19 }]",
  pod = "",
): string {
  return `${service}apiVersion: apps/v1
kind: Deployment
metadata: { name: llm }
spec:
  ${spec}
  selector: { matchLabels: { app: llm } }
  template:
    metadata: { labels: { app: llm } }
    spec:
      containers: ${containers}
      ${pod}
`;
}

function read(text: string) {
  const source = {
    path: "llm.yaml",
    readText: () => {
      throw new Error("nothing is read");
    },
    readTrace: () => {
      throw new Error("nothing is read");
    },
  };
  const names = { path: "llm.scenario.yaml", servicePath: "./llm.yaml" };
  const initial = initScenario(text, source, names);
  const { scenario } = parseScenario(initial.text, {
    ...source,
    path: names.path,
    readText: () => ({ text, path: "llm.yaml" }),
  });
  return { ...initial, scenario };
}

function problemsOf(text: string): readonly string[] {
  try {
    readServiceText(text, "llm.yaml");
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("a Deployment of Kubernetes", () => {
  it("becomes one deployment whose replicas are its pods, rolled out by its own strategy", () => {
    const text = manifest(
      "replicas: 4\n  minReadySeconds: 10\n  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }",
      "[{ image: a:1, resources: { requests: { cpu: 1500m, memory: 2Gi }, limits: { nvidia.com/gpu: 1 } } }, { resources: { limits: { cpu: 250m } } }]",
      "terminationGracePeriodSeconds: 45",
    );
    const { scenario, form, fields } = read(text);
    expect(form).toEqual({ kind: "deployment", document: 1, count: 1 });
    const [pods] = scenario.primary.deployments;
    // Of all containers; a limit without a request is one.
    expect(pods).toMatchObject({
      name: "llm",
      scaling: { kind: "static", numReplicas: 4 },
      resources: { cpus: 1.75, gpus: 1 },
      gracefulShutdownTimeoutSeconds: 45,
    });
    const command = scenario.commands[0]?.command;
    expect(command?.kind === "deploy" && optionsOf(command.strategy, deployment)).toEqual({
      type: "RollingUpdate",
      maxSurge: 1,
      maxUnavailable: 0,
      minReadySeconds: 10,
      progressDeadlineSeconds: 600,
    });
    expect(fields.used).toContain("spec.strategy.rollingUpdate");
    expect(fields.leftAside).toContain("spec.selector");
  });

  it("has the defaults of Kubernetes where it is silent, and says what it cannot say", () => {
    const { scenario, notes } = read(manifest("paused: false"));
    expect(scenario.primary.deployments[0]).toMatchObject({
      scaling: { numReplicas: 1 },
      gracefulShutdownTimeoutSeconds: 30,
    });
    const command = scenario.commands[0]?.command;
    expect(command?.kind === "deploy" && optionsOf(command.strategy, deployment)).toMatchObject({
      maxSurge: "25%",
      maxUnavailable: "25%",
    });
    expect(notes.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("how many requests a pod serves at once is not said"),
    );
  });

  it("is recreated where it says so", () => {
    const { scenario } = read(manifest("strategy: { type: Recreate }"));
    const command = scenario.commands[0]?.command;
    expect(command?.kind === "deploy" && optionsOf(command.strategy, deployment)).toMatchObject({
      type: "Recreate",
    });
  });

  it("runs on the machines that its node selector names", () => {
    const named = read(
      manifest("replicas: 1", undefined, "nodeSelector: { node.kubernetes.io/instance-type: g6.xlarge }"),
    );
    expect(named.scenario.primary.cluster.workerGroups.map(({ instanceType }) => instanceType.name)).toEqual([
      "g6.xlarge",
    ]);
  });

  it("is refused with places where it is wrong, and where there are several", () => {
    expect(problemsOf(manifest("replicas: many"))).toEqual([
      expect.stringMatching(/^llm\.yaml:10:13: spec\.replicas: /),
    ]);
    expect(problemsOf(manifest("strategy: { rollingUpdate: { maxSurge: lots } }"))).toEqual([
      expect.stringContaining("expected a whole number of at least 0, or a percentage such as 25%"),
    ]);
    const two = `${manifest("replicas: 1")}---\n${manifest("replicas: 2")}`;
    expect(problemsOf(two)).toEqual([
      expect.stringContaining("found 2 Deployments; a scenario is about one service"),
    ]);
  });
});
