import { describe, expect, it } from "vitest";
import { formatProblem } from "../../src/scenario/problems/formatProblem.ts";
import { defaultRouting } from "../../src/serve/routing/RoutingSettings.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { parseText, problemsOf, smallScenario } from "./parseText.ts";

const routingOf = (written: string) =>
  parseText(`${smallScenario}deployments: { A: { routing: ${written} } }\n`).scenario.primary.deployments[0]
    ?.routing;

/** The routing of a pasted deployment, and what is warned of. */
function pasted(config: string) {
  const { scenario, warnings } = parseText(
    `name: x\nhorizon: 1h\nservice:\n  - import_path: m.app\n    deployments:\n      - { name: A, request_router_config: ${config} }\n`,
  );
  return { routing: scenario.primary.deployments[0]?.routing, warnings: warnings.map(formatProblem) };
}

describe("the routing of a deployment", () => {
  it("is a name, or a name with options", () => {
    expect(parseText(smallScenario).scenario.primary.deployments[0]?.routing).toBeUndefined();
    expect(routingOf("ideal")).toEqual({ policy: "ideal" });
    expect(routingOf("{ policy: ideal, locality: node }")).toEqual({ policy: "ideal", locality: "node" });
    const powerOfTwo = defaultRouting;
    expect(powerOfTwo.policy).toBe("power-of-two");
    expect(routingOf("power-of-two")).toEqual(powerOfTwo);
    for (const locality of ["none", "node", "zone"]) {
      expect(routingOf(`{ policy: power-of-two, locality: ${locality} }`)).toEqual({
        ...powerOfTwo,
        locality,
      });
    }
    expect(routingOf("{ policy: power-of-two, probes: {} }")).toEqual({
      ...powerOfTwo,
      probes: { latencySeconds: { kind: "fixed", value: 0.002 }, messageSeconds: 0.0005 },
    });
    expect(routingOf("{ policy: power-of-two, probes: { latency: 40ms } }")).toEqual({
      ...powerOfTwo,
      probes: { latencySeconds: { kind: "fixed", value: 0.04 }, messageSeconds: 0.0005 },
    });
    expect(
      routingOf("{ policy: power-of-two, probes: { latency: { low: 1ms, high: 5ms }, message: 1ms } }"),
    ).toEqual({
      ...powerOfTwo,
      probes: { latencySeconds: { kind: "uniform", low: 0.001, high: 0.005 }, messageSeconds: 0.001 },
    });
    for (const policy of ["random", "round-robin", "least-loaded"]) {
      expect(routingOf(policy)).toEqual({ policy });
      expect(routingOf(`{ policy: ${policy} }`)).toEqual({ policy });
    }
    expect(routingOf("session-affinity")).toEqual({
      policy: "session-affinity",
      whenFull: "power-of-two",
      pointsPerReplica: 100,
    });
    expect(routingOf("{ policy: session-affinity, whenFull: wait, pointsPerReplica: 7 }")).toEqual({
      policy: "session-affinity",
      whenFull: "wait",
      pointsPerReplica: 7,
    });
    expect(routingOf("prefix-affinity")).toEqual({
      policy: "prefix-affinity",
      imbalancedThreshold: null,
      rememberedSessions: 65_536,
    });
    expect(routingOf("{ policy: prefix-affinity, imbalancedThreshold: 10, rememberedSessions: 8 }")).toEqual({
      policy: "prefix-affinity",
      imbalancedThreshold: 10,
      rememberedSessions: 8,
    });
  });

  it.each([
    ["{ policy: round-robin, probes: {} }", "is an option of power-of-two, not of round-robin"],
    ["{ policy: ideal, probes: {} }", "is an option of power-of-two, not of ideal"],
    ["{ policy: random, locality: node }", "is an option of power-of-two and ideal, not of random"],
    ["{ policy: power-of-two, whenFull: wait }", "is an option of session-affinity, not of power-of-two"],
    ["{ policy: power-of-two, probes: { latency: 2s } }", "expected at most 1s"],
    ["{ policy: prefix-affinity, rememberedSessions: 100 }", "expected a power of two"],
    ["{ policy: sticky }", "expected power-of-two, ideal, random, round-robin"],
    ["sticky", "expected power-of-two, ideal, random, round-robin"],
    ["{ policy: power-of-two, probe: {} }", 'did you mean "probes"?'],
  ])("is refused with a reason where it makes no sense: %s", (written, reason) => {
    const problems = problemsOf(`${smallScenario}deployments: { A: { routing: ${written} } }\n`);
    expect(problems.join("\n")).toContain(reason);
    expect(problems.join("\n")).toContain("x.yaml:7:");
  });

  it("is what a pasted config names by its class", () => {
    const experimental = "ray.serve.experimental";
    expect(pasted("{ request_router_class: null }").routing).toBeUndefined();
    expect(
      pasted('{ request_router_class: "ray.serve._private.request_router:PowerOfTwoChoicesRequestRouter" }')
        .routing,
    ).toBeUndefined();
    expect(
      pasted(`{ request_router_class: ${experimental}.round_robin_router.RoundRobinRouter }`).routing,
    ).toEqual({ policy: "round-robin" });
    expect(
      pasted(
        "{ request_router_class: ray.serve.llm.request_router.PrefixCacheAffinityRouter, request_router_kwargs: { imbalanced_threshold: 10 } }",
      ).routing,
    ).toEqual({ policy: "prefix-affinity", imbalancedThreshold: 10, rememberedSessions: 65_536 });
    const hashed = (kwargs: string) =>
      pasted(
        `{ request_router_class: ${experimental}.consistent_hash_router.ConsistentHashRouter, request_router_kwargs: ${kwargs} }`,
      ).routing;
    expect(hashed("{ num_virtual_nodes: 50, num_fallback_replicas: 0 }")).toEqual({
      policy: "session-affinity",
      whenFull: "wait",
      pointsPerReplica: 50,
    });
    expect(hashed("{ num_virtual_nodes: many }")).toEqual({
      policy: "session-affinity",
      whenFull: "power-of-two",
      pointsPerReplica: 100,
    });
  });

  it("is the default, with a warning, where that class is one's own", () => {
    const { routing, warnings } = pasted("{ request_router_class: mine.Router }");
    expect(routing).toBeUndefined();
    expect(warnings.join("\n")).toContain("is not known here; requests are routed by power of two choices");
  });

  it("changes with an update, for the new version or in place", () => {
    const text = (update: string) => `name: x
horizon: 20m
service:
  - { import_path: m.app, deployments: [{ name: A, num_replicas: 3 }] }
deployments: { A: { startUp: 1s, serviceTime: 1s, routing: session-affinity } }
traffic: [{ poisson: 2, sessions: { turns: 5, think: 10s } }]
update: { at: 5m, ${update}, deployments: { A: { routing: least-loaded } } }
`;
    for (const update of [
      "max_surge_percent: 50",
      'in_place: true, config: { working_dir: "s3://models/new.zip" }',
    ]) {
      expect(problemsOf(text(update))).toEqual([]);
      const { summary, idleWhileWaiting } = simulate(parseText(text(update)).scenario);
      expect(summary.failedRequests).toBe(0);
      for (const { seconds, moments } of idleWhileWaiting) expect([seconds, moments]).toEqual([0, 0]);
    }
  });
});
