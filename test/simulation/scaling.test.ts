import { describe, expect, it } from "vitest";
import { checkFeasibility } from "../../src/feasibility/checkFeasibility.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { parseText, problemsOf } from "../scenario/parseText.ts";
import { playLawfully } from "./playLawfully.ts";
import { runningAt } from "./readResult.ts";

const scenario = (
  commands: string,
  { strategy = "{ deployment: { maxSurge: 2, maxUnavailable: 0 } }", update = true, pool = 40 } = {},
) => `name: scaled
horizon: 1h
service:
  compute_config: { worker_nodes: [{ name: cpu, instance_type: small, max_nodes: 100 }] }
  applications:
    - { name: app, import_path: "m:app",
        deployments: [{ name: A, num_replicas: 10, ray_actor_options: { num_cpus: 1 } }, { name: B, num_replicas: 2, ray_actor_options: { num_cpus: 1 } }] }
deployments: { A: { startUp: 60s, serviceTime: 100ms }, B: { startUp: 60s, serviceTime: 100ms } }
cluster: { bootTime: 10s, instanceTypes: { small: { cpus: 1 } }, pools: { small: { maxNodes: ${pool} } }, headNode: {} }
traffic: [{ deployment: A, constant: 5 }]
${update ? `update: { at: 5m, strategy: ${strategy}, config: { image_uri: x:2 } }` : ""}
commands: ${commands}
`;

/** The numbers of replicas of A that were wanted of each version, at a moment. */
function wanted({ targets, versions }: SimulationResult, seconds: number): readonly number[] {
  return versions.map(
    ({ id }) =>
      targets
        .filter(
          ({ version, deployment, atSeconds }) =>
            version === id && deployment === "A" && atSeconds <= seconds,
        )
        .at(-1)?.targetReplicas ?? 0,
  );
}

function runningOf(result: SimulationResult, seconds: number): readonly string[] {
  return runningAt(result, seconds, { deployment: "A" }).map(({ version }) => version);
}

describe("scaling a Deployment in the middle of its rollout", () => {
  it("shares the new replicas out in proportion to the sets", () => {
    const text = scenario("[{ at: 390s, scale: { deployment: A, replicas: 20 } }]");
    const result = playLawfully(parseText(text).scenario);
    expect(result.commands.at(-1)).toMatchObject({
      kind: "scale",
      accepted: true,
      message: "A is to have 20 replicas",
    });
    expect(wanted(result, 389)).toEqual([8, 4]);
    // 22 in all: round(8 × 22 / 12) and round(4 × 22 / 12), as `GetReplicaSetProportion` has it.
    expect(wanted(result, 390)).toEqual([15, 7]);
    expect(result.summary.outcome).toBe("completed");
    expect(runningOf(result, 3599)).toEqual(Array.from({ length: 20 }, () => "v2"));
  });

  it("takes replicas from both as well, and the rollout ends with fewer", () => {
    const text = scenario("[{ at: 390s, scale: { deployment: A, replicas: 5 } }]");
    const result = playLawfully(parseText(text).scenario);
    // 7 in all: round(8 × 7 / 12) and round(4 × 7 / 12); the same second goes on with the rollout.
    const first = (version: string) =>
      result.targets.find((each) => each.atSeconds === 390 && each.version === version)?.targetReplicas;
    expect([first("v1"), first("v2")]).toEqual([5, 2]);
    expect(result.summary.outcome).toBe("completed");
    expect(runningOf(result, 3599)).toEqual(Array.from({ length: 5 }, () => "v2"));
  });

  it("counts for whether the rollout can finish: with no machine for the new ones it never does", () => {
    const text = scenario("[{ at: 390s, scale: { deployment: A, replicas: 20 } }]", { pool: 14 });
    expect(checkFeasibility(parseText(text).scenario, { repairs: false }).verdict).toBe("never-finishes");
    expect(checkFeasibility(parseText(scenario("[]", { pool: 14 })).scenario).verdict).toBe("finishes");
  });

  it("is undone by no rollback, which takes the number along", () => {
    const text = scenario(
      "[{ at: 390s, scale: { deployment: A, replicas: 14 } }, { at: 7m, rollback: true }]",
    );
    const result = playLawfully(parseText(text).scenario);
    expect(result.summary.outcome).toBe("rolled-back");
    expect(runningOf(result, 3599)).toEqual(Array.from({ length: 14 }, () => "v1"));
    expect(result.commands.at(-1)?.message).toBe("a rollback begins");
  });
});

describe("scaling a Deployment while nothing is rolled out", () => {
  it("changes its pods at once, and a later rollout begins with them", () => {
    const text = scenario(
      "[{ at: 1m, scale: { deployment: A, replicas: 4 } }, { at: 45m, scale: { deployment: A, replicas: 12 } }]",
    );
    const result = playLawfully(parseText(text).scenario);
    expect(wanted(result, 60)[0]).toBe(4);
    expect(runningOf(result, 200)).toHaveLength(4);
    // The manifest that is applied says 10.
    expect(runningOf(result, 2600)).toHaveLength(10);
    expect(runningOf(result, 3599)).toHaveLength(12);
    expect(result.commands.map(({ accepted }) => accepted)).toEqual([true, true, true]);
  });
});

describe("scaling what no Deployment of Kubernetes is", () => {
  const scale = "[{ at: 6m, scale: { deployment: A, replicas: 20 } }]";

  it.each([
    ["anyscale", /an Anyscale service is scaled by a deploy of its config/],
    ["{ kubeRay: { type: NewCluster } }", /a RayService has no replicas of its own to scale/],
    ["{ weights: {} }", /knows no scale: update the config of a backend/],
  ])("is refused with the reason, and nothing changes: %s", (strategy, reason) => {
    const { scenario: read } = parseText(scenario(scale, { strategy }));
    const result = playLawfully(read);
    expect(result.commands.at(-1)).toMatchObject({ kind: "scale", accepted: false });
    expect(result.commands.at(-1)?.message).toMatch(reason);
  });

  it("is refused outside of a rollout too", () => {
    const result = playLawfully(parseText(scenario(scale, { update: false })).scenario);
    expect(result.commands).toMatchObject([
      { accepted: false, message: expect.stringMatching(/stands in the config of the service/) },
    ]);
  });
});

describe("a scale command in a scenario file", () => {
  it("names a deployment that there is, and a number that can be played", () => {
    const problems = (written: string) => problemsOf(scenario(`[{ at: 6m, scale: ${written} }]`)).join("\n");
    expect(problems("{ deployment: C, replicas: 2 }")).toMatch(
      /commands\[0\]\.scale\.deployment: unknown deployment "C"/,
    );
    expect(problems("{ deployment: A, replicas: 30000 }")).toMatch(
      /commands\[0\]\.scale\.replicas: found 30000, and at most 20000 are played; expected fewer, or limits/,
    );
    expect(problems("{ deployment: A, replicas: -1 }")).toMatch(
      /commands\[0\]\.scale\.replicas: found -1; expected a whole number/,
    );
  });
});
