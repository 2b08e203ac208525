import { describe, expect, it } from "vitest";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { parseText } from "../scenario/parseText.ts";
import { playLawfully } from "./playLawfully.ts";

/** A service of three replicas under the legacy traffic API, with what is called from 10 min on, two minutes apart. */
function textOf(calls: readonly string[], more = ""): string {
  return `
name: abc
horizon: 40m
service:
  name: chat
  applications:
    - name: app
      import_path: app:chat
      deployments: [{ name: LLM, num_replicas: 3, ray_actor_options: { num_gpus: 1 } }]
deployments: { LLM: { startUp: 30, serviceTime: 1 } }
cluster: { bootTime: 60 }
traffic: [{ deployment: LLM, constant: 2/s }]
update: { at: 2m, strategy: { weights: { backend: a, create_backend: b } }, config: { image_uri: "r/chat:2" } }
commands:
  - { at: 3m, create_backend: { name: c, config: { image_uri: "r/chat:3" } } }
${calls.map((call, index) => `  - { at: ${10 + 2 * index}m, ${call} }`).join("\n")}
${more}`;
}

function played(...calls: readonly string[]) {
  return playLawfully(parseText(textOf(calls)).scenario);
}

function problemsOf(text: string): string {
  try {
    parseText(text);
    return "";
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

describe("the legacy traffic API in a simulation", () => {
  it("splits requests between three backends, each by its weight", () => {
    const { requests, splits, summary } = played("set_traffic: { weights: { a: 0.5, b: 0.3, c: 0.2 } }");
    const { v1, v2, v3 } = requests.byVersion;
    // 2 requests a second for the last 30 minutes, and before that all to the first.
    expect((v1!.arrived - 2 * 600) / 3600).toBeCloseTo(0.5, 1);
    expect(v2!.arrived / 3600).toBeCloseTo(0.3, 1);
    expect(v3!.arrived / 3600).toBeCloseTo(0.2, 1);
    expect(splits.at(-1)?.shares?.map(({ trafficPercent }) => trafficPercent)).toEqual([50, 30, 20]);
    expect(summary).toMatchObject({ outcome: "in-progress", failedRequests: 0, mirroredRequests: 0 });
  });

  it("keeps all backends on one cluster, with one head node", () => {
    const { nodes, versions } = played();
    expect(new Set(nodes.map(({ version }) => version))).toEqual(new Set(["v1"]));
    expect(versions.map(({ onClusterOf }) => onClusterOf)).toEqual([undefined, "v1", "v1"]);
  });

  it("ends once one backend is left, which is the primary then, and goes on with the next that is created", () => {
    const { summary, service, commands } = played(
      "set_traffic: { weights: { c: 1 } }",
      "delete_backend: { backend: a }",
      "delete_backend: { backend: b, force: true }",
      "create_backend: { name: d }",
      "set_traffic: { weights: { c: 0.9, d: 0.1 } }",
    );
    expect(commands.filter(({ accepted }) => !accepted)).toEqual([]);
    expect(service.primaryVersion.id).toBe("v3");
    expect(service.canaryVersion).toMatchObject({ id: "v4", weight: 10 });
    expect(summary.failedRequests).toBe(0);
    expect(summary.outcome).toBe("in-progress");
  });

  it("goes back by giving the old backend all traffic", () => {
    const { summary } = played(
      "set_traffic: { weights: { a: 0.5, b: 0.5 } }",
      "set_traffic: { weights: { a: 1 } }",
      "delete_backend: { backend: b }",
      "delete_backend: { backend: c }",
    );
    expect(summary).toMatchObject({ outcome: "rolled-back", rollbacks: 1 });
  });

  it("shadows a backend: its load is real, and ends when the traffic is set anew", () => {
    const { requests, summary } = played(
      "shadow_traffic: { backend: b, proportion: 0.5 }",
      "set_traffic: { weights: { a: 1 } }",
    );
    expect(requests.byVersion.v2?.arrived).toBe(0);
    // Two minutes of 2 requests a second, every second of them.
    expect(summary.mirroredRequests / 240).toBeCloseTo(0.5, 1);
  });

  it("changes the number of replicas of a backend", () => {
    const { timeline } = played("update_backend_config: { backend: c, num_replicas: 1 }");
    expect(timeline.canary.runningReplicas.at(-1)).toBe(3 + 1);
  });

  it.each([
    ["set_traffic: { weights: { a: 0.5, b: 0.4 } }", "the weights must sum to 1"],
    ["set_traffic: { weights: { a: 0.5, x: 0.5 } }", "backend x, which is not registered"],
    ["set_traffic: { endpoint: other, weights: { a: 1 } }", "endpoint other, which is not registered"],
    ["delete_backend: { backend: a }", "used by endpoint service"],
    ["create_backend: { name: b }", "already registered"],
    ["shadow_traffic: { backend: a, proportion: 0.5 }", "in use by endpoint service"],
    ["update_backend_config: { backend: b, num_replicas: 0 }", "at least 1"],
    ["update_backend_config: { backend: b, deployment: x, num_replicas: 2 }", "x is none of them"],
    ["rollback: true", "knows no roll-back"],
    ["canary_percent: 50", "knows no set-canary-percent"],
  ])("refuses %s, and says why", (call, reason) => {
    const { commands, summary } = played(call);
    expect(commands.at(-1)).toMatchObject({ accepted: false, message: expect.stringContaining(reason) });
    expect(summary.refusedCommands).toBe(1);
  });

  it("belongs to its own rollouts: in one by another strategy its calls are a mistake in the file", () => {
    const text = textOf(["set_traffic: { weights: { a: 1 } }"]).replace(
      "strategy: { weights: { backend: a, create_backend: b } }",
      "max_surge_percent: 50",
    );
    expect(problemsOf(text)).toContain("create_backend is a command of the strategy weights");
    expect(problemsOf(text)).toContain("by Anyscale");
  });

  it.each([
    ["set_traffic: { weights: { a: half } }", "expected a weight such as 0.5"],
    ["set_traffic: { wights: { a: 1 } }", "weights"],
    ['create_backend: { name: "a b" }', "expected the name of a backend"],
    ["create_backend: { name: d, config: {}, service: {} }", "leave one of them out"],
    ["delete_backend: { backend: a }, rollback: true", "needs one of"],
  ])("reads %s as a mistake in the file", (call, message) => {
    expect(problemsOf(textOf([call]))).toContain(message);
  });

  it("is bound by nothing while the API is called, for whoever calls it decides how many replicas there are", () => {
    const { timeline } = played();
    const at = (seconds: number) =>
      timeline.gpuBound[timeline.atSeconds.findIndex((from) => from >= seconds)];
    expect(at(60)).toBe(3);
    expect([at(300), at(2000)]).toEqual([null, null]);
  });

  it("sends the requests to another endpoint where that says, from its creation to its end, and refuses them else", () => {
    const more = 'create_endpoint: { endpoint: beta, backend: b, route: "/beta" }';
    const calls = [
      more,
      "set_traffic: { endpoint: beta, weights: { b: 0.5, c: 0.5 } }",
      "delete_backend: { backend: c }",
      "shadow_traffic: { endpoint: beta, backend: a, proportion: 0.5 }",
      "delete_endpoint: { endpoint: beta }",
      "delete_backend: { backend: c }",
    ];
    const streams =
      "traffic: [{ deployment: LLM, constant: 2/s }, { deployment: LLM, endpoint: beta, constant: 1/s }]";
    const text = textOf(calls).replace(/^traffic:.*$/m, streams);
    const { requests, commands, timeline, summary } = playLawfully(parseText(text).scenario);
    const refused = commands.filter(({ accepted }) => !accepted).map(({ message }) => message);
    expect(refused).toEqual(
      [
        "backend c is used by endpoint beta and cannot be deleted: remove it from all endpoints first",
        "traffic cannot be shadowed to backend a, which is in use by endpoint abc",
      ].map((message) => message.replace("abc", "service")),
    );
    // One a second, from 10 to 12 min to b alone, until 18 min to both, and refused before and after.
    const [, b, c] = timeline.versions.map(({ arrivedRequests }) =>
      arrivedRequests.reduce((sum, each) => sum + each, 0),
    );
    expect(b! + c!).toBeGreaterThanOrEqual(8 * 60 - 1);
    expect(b! + c!).toBeLessThanOrEqual(8 * 60 + 1);
    expect(c! / (6 * 60)).toBeCloseTo(0.5, 1);
    expect(Math.abs(requests.total.failed.unavailable - (40 * 60 - b! - c!))).toBeLessThanOrEqual(1);
    expect(summary.failedRequests).toBe(requests.total.failed.unavailable);
  });

  it("goes on with one backend as long as another endpoint names it", () => {
    const calls = [
      "create_endpoint: { endpoint: beta, backend: a }",
      "delete_backend: { backend: b }",
      "delete_backend: { backend: c }",
      "delete_endpoint: { endpoint: beta }",
    ];
    const until = (count: number) => played(...calls.slice(0, count)).summary.outcome;
    expect([until(3), until(4)]).toEqual(["in-progress", "rolled-back"]);
  });

  it("takes a stream to the endpoint of the service for one without, and one where nobody uses the API for a mistake", () => {
    const to = (endpoint: string) =>
      textOf([]).replace("constant: 2/s", `endpoint: ${endpoint}, constant: 2/s`);
    expect(parseText(to("service")).scenario.traffic[0]).not.toHaveProperty("endpoint");
    expect(parseText(to("beta")).scenario.traffic[0]).toHaveProperty("endpoint", "beta");
    const plain = to("beta")
      .replace(/strategy: .*, config/, "config")
      .replace(/ +- .*create_backend.*/, "  []");
    expect(problemsOf(plain)).toContain(
      "is for Ray Serve's legacy traffic API, which nothing in this scenario uses",
    );
  });
});
