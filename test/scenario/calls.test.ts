import { describe, expect, it } from "vitest";
import { parseText, problemsOf } from "./parseText.ts";

const file = (behaviours: string, traffic = "[]", first = "name: app, route_prefix: /app") => `
name: x
horizon: 60
service:
  applications:
    - ${`{ ${first}, deployments: [{ name: A, num_replicas: 1 }, { name: B, num_replicas: 1 }, { name: C, num_replicas: 1 }], import_path: m.app }`}
    - { name: other, route_prefix: /app/other, deployments: [{ name: A, num_replicas: 1 }, { name: D, num_replicas: 1 }], import_path: m.b }
deployments: ${behaviours}
traffic: ${traffic}
`;
const parse = (...parts: Parameters<typeof file>) => parseText(file(...parts)).scenario;
const problems = (...parts: Parameters<typeof file>) =>
  problemsOf(file(...parts)).map((problem) => problem.replace(/^x\.yaml:\d+:\d+: /, ""));

describe("calls in a scenario file", () => {
  it("are deployments one after the other, at once, or for a share", () => {
    const { primary } = parse(
      "{ app#A: { calls: [B, { parallel: [C, [B, C]] }, { percent: 30, calls: [C], otherwise: [B] }], requestTimeout: 5s } }",
    );
    const call = (deployment: string) => ({ kind: "call", deployment });
    const steps = (...each: unknown[]) => ({ kind: "sequence", steps: each });
    expect(primary.deployments[0]).toMatchObject({ name: "app#A", requestTimeoutSeconds: 5 });
    expect(primary.deployments[0]?.calls).toEqual(
      steps(
        call("B"),
        { kind: "parallel", branches: [call("C"), steps(call("B"), call("C"))] },
        { kind: "share", percent: 30, plan: steps(call("C")), otherwise: steps(call("B")) },
      ),
    );
  });

  it("mean the deployment of their own application where two share a name", () => {
    const { primary } = parse("{ D: { calls: [other#A] }, B: { calls: [app#A] } }");
    expect(primary.deployments.find(({ name }) => name === "D")?.calls).toMatchObject({
      steps: [{ deployment: "other#A" }],
    });
    expect(problems("{ other#A: { calls: [A] } }").join()).toContain("go in a circle: other#A → other#A");
  });

  it.each([
    ["{ B: { calls: [X] } }", 'unknown deployment "X"'],
    ["{ B: { calls: [C] }, C: { calls: [{ percent: 1, calls: [B] }] } }", "go in a circle: B → C → B"],
    ["{ B: { calls: [{ parallel: [] }] } }", "expected at least one call"],
    ["{ B: { calls: [{ percent: 101, calls: [C] }] } }", "expected a number from 0 to 100"],
    [
      `{ B: { calls: [${Array(100).fill("C").join(", ")}] }, C: { calls: [${Array(100).fill("D").join(", ")}] } }`,
      "make up to 10100 calls a request",
    ],
  ])("are refused in words: %s", (behaviours, message) => {
    expect(problems(behaviours).join("\n")).toContain(message);
  });
});

describe("a route in a scenario file", () => {
  const calls = "{ app#A: { calls: [B, C] }, other#A: { calls: [D] } }";

  it("leads to the deployment that nobody calls, of the application with the longest prefix", () => {
    const { traffic } = parse(
      calls,
      "[{ name: one, route: /app/x, poisson: 1 }, { name: two, route: /app/other/x, poisson: 1 }]",
    );
    expect(traffic.map(({ deployment, route }) => [deployment, route])).toEqual([
      ["app#A", "/app/x"],
      ["other#A", "/app/other/x"],
    ]);
  });

  it("is refused where it leads nowhere", () => {
    const nowhere = problems(calls, "[{ route: /apple, poisson: 1 }]").join();
    expect(nowhere).toContain(
      "traffic[0].route: leads to no deployment; known routes: /app (app#A), /app/other",
    );
    expect(problems("{}", "[{ route: /app, poisson: 1 }]").join()).toContain("known routes: none");
    expect(problems(calls, "[{ route: app, poisson: 1 }]").join()).toContain('a path that begins with "/"');
    expect(problems(calls, "[{ route: /app, deployment: B, poisson: 1 }]").join()).toContain(
      "stands instead of deployment",
    );
    expect(
      problems(calls, "[{ route: /app/x, poisson: 1 }]", "name: app, route_prefix: null").join(),
    ).toContain("leads to no deployment");
  });
});
