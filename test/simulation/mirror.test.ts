import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import type { Strategy } from "../../src/strategies/Strategy.ts";
import type { Draft } from "../invariants/Draft.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

/** Starts the next version and, once it is ready, sends it copies of a share of the requests, until it sees that it gets them. */
const shadowing: Strategy<{ fraction: number }, { fraction: number; next: number }> = {
  kind: "shadowing",
  options: z.strictObject({ fraction: z.number() }),
  cluster: "own",
  traffic: "weights",
  begin: ({ options, next }) => ({
    state: { fraction: options.fraction, next },
    actions: [
      { kind: "start-version", version: next },
      { kind: "set-capacity", version: next, capacityPercent: 100 },
    ],
    reviewAtSeconds: null,
  }),
  decide: (state, { versions }) => {
    const seen = versions.find(({ id }) => id === state.next);
    const isDone = seen?.mirrorFraction === state.fraction;
    if (isDone || !seen?.isReady) return { state, actions: [], reviewAtSeconds: null };
    return {
      state,
      actions: [{ kind: "mirror", endpoint: null, version: seen.id, fraction: state.fraction }],
      reviewAtSeconds: null,
    };
  },
  command: () => ({ refusal: "it takes no commands" }),
  laws: [],
};

const two = { kind: "static", numReplicas: 2 } as const;

function shadowed(
  fraction: number,
  next: Deployment | readonly Deployment[] = buildDeployment({ scaling: two }),
  more: Partial<Scenario> = {},
) {
  const primary = buildVersion({ deployments: [buildDeployment({ scaling: two })] });
  const deployments = [next].flat();
  return buildScenario({
    primary,
    traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 4 } })],
    commands: [
      {
        atSeconds: 60,
        command: {
          kind: "deploy",
          version: buildVersion({ deployments }),
          strategy: choose(shadowing, { fraction }),
        },
      },
    ],
    ...more,
  });
}

describe("copies of requests", () => {
  it("are sent to a version as well, and no figure of requests counts them", () => {
    const plain = playLawfully(shadowed(0));
    const result = playLawfully(shadowed(0.25));
    const { mirrored, byVersion, total } = result.requests;
    expect(total).toEqual(plain.requests.total);
    expect(byVersion.v2?.arrived).toBe(0);
    expect(Object.keys(mirrored.byVersion)).toEqual(["v2"]);
    // 4 requests a second until the horizon, from when the version is ready.
    const atSeconds = result.trafficInEffect.find(({ mirrors }) => mirrors !== undefined)?.atSeconds ?? 0;
    expect(result.summary.mirroredRequests).toBe(mirrored.total.arrived);
    expect(mirrored.total.arrived / (4 * (1200 - atSeconds))).toBeCloseTo(0.25, 1);
    expect(mirrored.total.succeeded).toBeGreaterThan(0);
    expect(result.deployments.find(({ version }) => version === "v2")).toMatchObject({
      arrived: mirrored.total.arrived,
      mirrored: mirrored.total.arrived,
    });
  });

  it("are real load: replicas that could bear them alone are slower under them", () => {
    const slow = buildDeployment({ scaling: two, slowdownPerOngoingRequest: 0.5 });
    const [few, many] = [0.1, 1].map((fraction) => playLawfully(shadowed(fraction, slow)));
    expect(many?.summary.p99MirroredLatencySeconds).toBeGreaterThan(
      1.5 * (few?.summary.p99MirroredLatencySeconds ?? 0),
    );
    expect(many?.summary.p99LatencySeconds).toBe(few?.summary.p99LatencySeconds);
  });

  it("fail without anyone noticing: no client waits for them or tries again", () => {
    const crowded = buildDeployment({
      scaling: { kind: "static", numReplicas: 1 },
      maxOngoingRequests: 1,
      maxQueuedRequests: 1,
    });
    const client = {
      attemptTimeoutSeconds: 20,
      overallTimeoutSeconds: null,
      cancelsWork: true,
      retries: {
        maxAttempts: 3,
        backoff: { baseSeconds: 1, maxSeconds: 10, factor: 2, jitter: "none" },
        budget: null,
      },
    } as const;
    const traffic = [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 4 }, client })];
    const { summary, requests } = playLawfully(shadowed(1, crowded, { traffic }));
    expect(summary.mirroredFailedRequests).toBeGreaterThan(1000);
    expect(requests.mirrored.total.failed["queue-full"]).toBe(summary.mirroredFailedRequests);
    expect(summary).toMatchObject({ failedRequests: 0, retries: 0, clientFailedRequests: 0 });
  });

  it("call other deployments as requests do", () => {
    const deployments = [
      buildDeployment({ scaling: two, calls: { kind: "call", deployment: "inner" } }),
      buildDeployment({ name: "inner", scaling: two }),
    ];
    const result = playLawfully(shadowed(1, deployments, { primary: buildVersion({ deployments }) }));
    const inner = result.deployments.find(
      ({ version: id, deployment }) => id === "v2" && deployment === "inner",
    );
    expect(inner).toMatchObject({ mirrored: 0 });
    expect(inner?.called).toBeGreaterThan(1000);
    expect(result.summary.mirroredRequests).toBeGreaterThan(1000);
  });

  it("are lost where the version is not there to take them, and are found one by one while they are under way", () => {
    const slow = buildDeployment({
      scaling: two,
      serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: 100 } },
    });
    const { requests } = playLawfully(shadowed(1, slow));
    expect(requests.mirrored.total.inSystem).toBeGreaterThan(100);
    expect(requests.mirrored.countedInSystem).toBe(requests.mirrored.total.inSystem);
    expect(requests.countedInSystem).toBe(requests.total.inSystem);
  });

  const legal = playLawfully(shadowed(0.25));
  it.each<[string, string, (draft: Draft<SimulationResult>) => void]>([
    ["one that is lost", "requests-conserved", ({ requests }) => requests.mirrored.total.succeeded--],
    [
      "one that only its version lost",
      "requests-conserved",
      ({ requests }) => requests.mirrored.byVersion.v2!.arrived--,
    ],
    [
      "one that is found nowhere",
      "requests-conserved",
      ({ requests }) => requests.mirrored.countedInSystem++,
    ],
    [
      "one at a deployment that nobody sent",
      "requests-conserved",
      ({ deployments }) => {
        const ledger = deployments.find(({ version }) => version === "v2")!;
        ledger.mirrored++;
        ledger.arrived++;
        ledger.succeeded++;
      },
    ],
    [
      "a summary that leaves some out",
      "requests-conserved",
      ({ summary }) => {
        summary.mirroredRequests = 0;
      },
    ],
    [
      "copies that nobody asked for",
      "traffic-obeyed",
      ({ trafficInEffect }) => {
        trafficInEffect.at(-1)!.mirrors![0]!.percent = 26;
      },
    ],
    [
      "a share of a version that is lost",
      "traffic-whole",
      ({ splits }) => {
        splits.find(({ shares }) => shares !== undefined)!.shares![0]!.trafficPercent = 99;
      },
    ],
  ])("are held to the laws, which notice %s", (_, law, change) => {
    const draft = structuredClone(legal) as Draft<SimulationResult>;
    change(draft);
    const broken = checkInvariants(draft).filter(({ status }) => status === "failed");
    expect(broken.map(({ id }) => id)).toContain(law);
  });
});
