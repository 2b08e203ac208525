import { describe, expect, it } from "vitest";
import { initScenario } from "../../../src/scenario/init/initScenario.ts";

function init(container: string, selector = "") {
  const text = `apiVersion: apps/v1
kind: Deployment
metadata: { name: llm }
spec:
  template:
    spec:
      ${selector}
      containers: [${container}]
`;
  const nothing = (): never => {
    throw new Error("nothing is read");
  };
  const source = { path: "llm.yaml", readText: nothing, readTrace: nothing };
  const initial = initScenario(text, source, { path: "s.yaml", servicePath: "./llm.yaml" });
  return { text: initial.text, notes: initial.notes.map(({ message }) => message), fields: initial.fields };
}

describe("the probes of a Deployment's containers", () => {
  it("say how soon and how late a pod counts as ready, and a draft starts up no sooner", () => {
    const probe = "{ initialDelaySeconds: 100, periodSeconds: 5, successThreshold: 3 }";
    const { text, notes, fields } = init(`{ name: a, image: x, readinessProbe: ${probe} }`);
    expect(notes).toContain(
      "a pod counts as ready no sooner than 110 s after its container has started, and up to 15 s after it could serve; deployments.llm.startUp is to hold that",
    );
    expect(text).toContain("startUp: { median: 110s, p99: 220s } # assumed: the readinessProbe");
    expect(fields.used).toContain("spec.template.spec.containers[].readinessProbe.successThreshold");
  });

  it("count as Kubernetes has them where they are silent", () => {
    const { text, notes } = init("{ name: a, image: x, readinessProbe: {}, livenessProbe: {} }");
    expect(notes).toContain(
      "a pod counts as ready up to 10 s after it could serve; deployments.llm.startUp is to hold that",
    );
    expect(notes.join("\n")).toContain("does not answer within about 30 s of its start");
    expect(text).toContain("startUp: { median: 10s, p99: 30s }");
  });

  it("are told to be missing, and a startup probe stands before the liveness probe", () => {
    expect(init("{ name: a, image: x }").notes.join("\n")).toContain("no container has a readinessProbe");
    const both = "startupProbe: { failureThreshold: 60, periodSeconds: 10 }, livenessProbe: {}";
    expect(init(`{ name: a, image: x, ${both} }`).notes.join("\n")).toContain(
      "within about 600 s of its start",
    );
  });
});

describe("the model that a container's arguments name", () => {
  const h100 = "nodeSelector: { cloud.google.com/gke-accelerator: nvidia-h100-80gb }";
  const gpu = "resources: { limits: { nvidia.com/gpu: 2, cpu: 4 } }";

  it.each([
    ['args: ["--model", "meta-llama/Llama-3.1-8B-Instruct", "--tensor-parallel-size=2"]'],
    ['command: ["/bin/sh", "-c", "vllm serve meta-llama/Llama-3.1-8B-Instruct -tp 2"]'],
    ['args: [--model-id=meta-llama/Llama-3.1-8B-Instruct, --num-shard, "2"]'],
  ])("is used by a draft: %s", (words) => {
    const { text } = init(`{ name: a, image: x, ${gpu}, ${words} }`, h100);
    expect(text).toContain(
      "serviceTime: { llm: { model: llama-3.1-8b, accelerator: H100, tensorParallel: 2 } } # by the arguments",
    );
  });

  it("is told where its times are not known, and nothing of it is quoted", () => {
    const { text, notes } = init(`{ name: a, image: x, ${gpu}, args: [--model, acme/secret] }`, h100);
    expect(notes.join("\n")).toContain("name a model whose times are not known here");
    expect([...notes, text].join("\n")).not.toContain("secret");
  });

  it("says how many requests its engine takes at once", () => {
    const { notes } = init(`{ name: a, image: x, args: [--model=a/b, --max-num-seqs, 64] }`);
    expect(notes.join("\n")).toContain("a pod serves 64 requests at once");
  });
});
