import { describe, expect, it } from "vitest";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

const many = (count: number) => smallScenario.replace("num_replicas: 4", `num_replicas: ${count}`);

describe("more replicas than are played", () => {
  it("are refused before any work, with the key that allows them", () => {
    expect(problemsOf(many(30_000))).toEqual([
      "x.yaml:1:1: limits.maxReplicas: a version begins with 30002 replicas, and at most 20000 are played; expected fewer replicas, or limits: { maxReplicas: 30002 }",
    ]);
  });

  it("are taken where the limit allows them, and planned without it", () => {
    expect(problemsOf(`${many(30_000)}limits: { maxReplicas: 30002 }\n`)).toEqual([]);
    expect(parseText(many(19_998)).scenario.primary.deployments).toHaveLength(2);
  });

  it("are looked for in every version", () => {
    const update =
      "update: { at: 1m, config: { applications: [{ name: app, deployments: [{ name: A, num_replicas: 50000 }] }] } }";
    expect(problemsOf(`${smallScenario}${update}\n`).join()).toMatch(/begins with 50002 replicas/);
  });
});
