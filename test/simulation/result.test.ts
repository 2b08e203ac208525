import { describe, expect, it } from "vitest";
import { SimulationLimitError } from "../../src/engine/SimulationLimitError.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "./buildVersion.ts";
import { deployAt } from "./deployAt.ts";
import { expectLawful, playLawfully } from "./playLawfully.ts";

/** A rollout that fails at 75 %, with everything that can be random drawn at random. */
const varied = buildVersion({
  deployments: [
    buildDeployment({
      startUpSeconds: { kind: "lognormal", median: 30, sigma: 0.4 },
      serviceTime: { kind: "distribution", seconds: { kind: "exponential", mean: 1.5 } },
      slowdownPerOngoingRequest: 0.2,
      requestTimeoutSeconds: 20,
      maxQueuedRequests: 50,
    }),
  ],
  cluster: buildCluster({
    workerGroups: [buildWorkerGroup({ bootSeconds: { kind: "uniform", low: 30, high: 90 } })],
  }),
});
const eventful = buildScenario({
  primary: varied,
  traffic: [buildTraffic({ arrivals: { kind: "poisson", requestsPerSecond: 12 } })],
  commands: [deployAt(50.5, {}, varied)],
  faults: [
    {
      name: "crash",
      trigger: { kind: "at", atSeconds: 33 },
      effect: { kind: "replica-crash", version: "primary", deployment: null, count: 2 },
    },
    {
      name: "ill",
      trigger: { kind: "canary-traffic", percent: 75, delaySeconds: 5 },
      effect: { kind: "unhealthy", version: "canary", deployment: null, count: null, failsRequests: true },
    },
  ],
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const failures = ({ requests }: SimulationResult) => sum(Object.values(requests.total.failed));

function expectRowsToAddUp(result: SimulationResult): void {
  const { primary, canary } = result.timeline;
  const { total } = result.requests;
  expect(sum(primary.arrivedRequests) + sum(canary.arrivedRequests)).toBe(total.arrived);
  expect(sum(primary.succeededRequests) + sum(canary.succeededRequests)).toBe(total.succeeded);
  expect(sum(primary.failedRequests) + sum(canary.failedRequests)).toBe(failures(result));
  expect(sum(result.steps.map(({ requests }) => requests))).toBe(total.arrived);
  expect(sum(result.steps.map(({ errors }) => errors))).toBe(failures(result));
  expect(total.arrived).toBe(total.succeeded + failures(result) + total.inSystem);
  expect(result.requests.countedInSystem).toBe(total.inSystem);
}

describe("a result", () => {
  const result = playLawfully(eventful);

  it("has a timeline and steps that add up to its ledger", () => {
    expect(result.summary.outcome).toBe("rolled-back");
    expect(failures(result)).toBeGreaterThan(0);
    expectRowsToAddUp(result);
  });

  it("has steps that cover the time without gaps", () => {
    expect(result.steps[0]).toMatchObject({ kind: "before", startSeconds: 0 });
    expect(result.steps.at(-1)).toMatchObject({ kind: "after", endSeconds: 1200 });
    for (const [index, step] of result.steps.entries()) {
      expect(step.startSeconds).toBe(result.steps[index - 1]?.endSeconds ?? 0);
    }
  });

  it("has no step for the time before an update that begins at 0 s", () => {
    const { steps } = playLawfully(buildScenario({ commands: [deployAt(0)] }));
    expect(steps.slice(0, 2).map(({ kind }) => kind)).toEqual(["start", "scale-up"]);
  });

  it("is the same, to the byte, for the same scenario and seed, and another for another seed", () => {
    expect(JSON.stringify(simulate(eventful))).toBe(JSON.stringify(result));
    expect(simulate({ ...eventful, seed: "other" }).requests).not.toEqual(result.requests);
  });

  it("is plain data: through JSON it stays the same", () => {
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it("is the same in many small steps as in one big step", () => {
    const small = startSimulation(eventful);
    for (let seconds = 0; seconds < 1200; seconds += 0.73) small.advanceTo(seconds);
    small.advanceTo(5000);
    const big = startSimulation(eventful);
    big.advanceTo(1200);
    expect(small.nowSeconds).toBe(1200);
    expect(small.result()).toEqual(big.result());
    expect(big.result()).toEqual(result);
  });

  it("can be taken at any moment, keeps the laws then, and does not disturb what follows", () => {
    const watched = startSimulation(eventful);
    for (const seconds of [0, 3.3, 51, 210.7, 400, 401.1, 777.7, 1200]) {
      watched.advanceTo(seconds);
      const midway = watched.result();
      expect(midway.scenario.horizonSeconds).toBe(seconds);
      expect(midway.steps.at(-1)?.endSeconds).toBe(seconds);
      expectRowsToAddUp(midway);
      expectLawful(midway);
    }
    expect(watched.result()).toEqual(result);
  });

  it("covers a horizon that is not a multiple of the timeline's interval", () => {
    const odd = playLawfully({ ...eventful, horizonSeconds: 1003.7, timelineIntervalSeconds: 30 });
    expect(odd.timeline.atSeconds).toHaveLength(34);
    expect(odd.timeline.atSeconds.at(-1)).toBe(990);
    expectRowsToAddUp(odd);
  });
});

describe("a simulation that is driven by hand", () => {
  it("shows the service's status as it goes, and ends as with timed commands", () => {
    const { commands, ...rest } = buildScenario();
    const deploy = deployAt(100.3, { canaryPercent: 50 });
    const rollback = { atSeconds: 700.3, command: { kind: "rollback", maxSurgePercent: 50 } } as const;
    const timed = simulate({ ...rest, commands: [deploy, rollback] });
    const simulation = startSimulation({ ...rest, commands });
    simulation.advanceTo(100.3);
    expect(simulation.status()).toMatchObject({
      name: "story",
      state: "RUNNING",
      primaryVersion: { id: "v1", state: "RUNNING", weight: 100 },
      canaryVersion: null,
    });
    expect(simulation.command(deploy.command)).toMatchObject({ accepted: true, atSeconds: 100.3 });
    expect(simulation.status()).toMatchObject({
      state: "ROLLING_OUT",
      canaryVersion: { id: "v2", state: "STARTING", weight: 0 },
    });
    simulation.advanceTo(700.3);
    expect(simulation.status()).toMatchObject({
      primaryVersion: { id: "v1", state: "RUNNING", weight: 50 },
      canaryVersion: { id: "v2", state: "RUNNING", weight: 50 },
    });
    simulation.command(rollback.command);
    expect(simulation.status().state).toBe("ROLLING_BACK");
    simulation.advanceTo(1200);
    expect(simulation.status()).toMatchObject({ state: "RUNNING", canaryVersion: null });
    expect(simulation.result()).toEqual(timed);
  });

  it("never goes back", () => {
    const simulation = startSimulation(buildScenario());
    simulation.advanceTo(10);
    expect(() => simulation.advanceTo(9)).toThrow(RangeError);
    expect(() => simulation.advanceTo(Number.NaN)).toThrow(RangeError);
  });
});

describe("the cost", () => {
  it("is what nodes and head nodes cost by the hour, from launch to release", () => {
    const one = buildVersion({
      deployments: [buildDeployment({ scaling: { kind: "static", numReplicas: 1 } })],
    });
    const result = playLawfully(
      buildScenario({
        horizonSeconds: 3600,
        primary: one,
        traffic: [],
        commands: [deployAt(1800, { maxSurgePercent: 100, trafficIntervalSeconds: 10 }, one)],
      }),
    );
    // v1: 110 s until the canary is healthy and six intervals of the traffic pattern; 2 s drain with its node and its head.
    // v2: its head from the deploy on, its node once that is up 20 s later.
    const v1Seconds = 1800 + 110 + 60 + 2;
    const v2Node = 3600 - 1820;
    const v2Head = 3600 - 1800;
    expect(result.summary.gpuHours).toBeCloseTo((v1Seconds + v2Node) / 3600, 9);
    expect(result.summary.nodeHours).toBeCloseTo((2 * v1Seconds + v2Node + v2Head) / 3600, 9);
    // $3.60 an hour for a worker, $1 for a head.
    const dollars = ((v1Seconds + v2Node) * 3.6 + (v1Seconds + v2Head) * 1) / 3600;
    expect(result.summary.costDollars).toBeCloseTo(dollars, 9);
    expect(result.summary).toMatchObject({ requests: 0, errorPercent: 0, p99LatencySeconds: null });
  });
});

describe("the work of a request", () => {
  it("is drawn from its deployment's distribution: without neighbours that is its latency", () => {
    const roomy = buildVersion({
      deployments: [
        buildDeployment({
          maxOngoingRequests: 1000,
          serviceTime: { kind: "distribution", seconds: { kind: "exponential", mean: 1.5 } },
        }),
      ],
    });
    const traffic = [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 20 } })];
    const { summary } = playLawfully(buildScenario({ primary: roomy, traffic }));
    // Of 24,000 requests; four standard deviations of their mean, and the quantiles of an exponential distribution.
    expect(Math.abs((summary.meanLatencySeconds ?? 0) - 1.5)).toBeLessThan((4 * 1.5) / Math.sqrt(24_000));
    expect(summary.p50LatencySeconds).toBeCloseTo(1.5 * Math.LN2, 1);
    expect(Math.abs((summary.p99LatencySeconds ?? 0) - 1.5 * Math.log(100))).toBeLessThan(0.5);
  });
});

describe("common random numbers", () => {
  const { primary, traffic } = eventful;
  const calm: Scenario = { ...buildScenario({ primary, traffic }), seed: eventful.seed };
  const arrivals = (result: SimulationResult) =>
    result.timeline.primary.arrivedRequests.map(
      (count, row) => count + (result.timeline.canary.arrivedRequests[row] ?? 0),
    );

  it("let the same requests arrive whatever is done to the service", () => {
    expect(arrivals(simulate(calm))).toEqual(arrivals(simulate(eventful)));
  });

  it("give the same requests the same work: without queues or neighbours an update changes no latency", () => {
    const roomy = buildVersion({
      deployments: [
        buildDeployment({
          maxOngoingRequests: 1000,
          gracefulShutdownTimeoutSeconds: 500,
          serviceTime: { kind: "distribution", seconds: { kind: "exponential", mean: 1.5 } },
        }),
      ],
    });
    const still = simulate({ ...calm, primary: roomy });
    const updated = simulate({ ...calm, primary: roomy, commands: [deployAt(50.5, {}, roomy)] });
    expect(updated.summary.outcome).toBe("completed");
    expect(updated.requests.byVersion.v2?.arrived).toBeGreaterThan(1000);
    expect(updated.requests.total).toEqual(still.requests.total);
    expect(updated.latency.total.p50Seconds).toBe(still.latency.total.p50Seconds);
    expect(updated.latency.total.maxSeconds).toBeCloseTo(still.latency.total.maxSeconds ?? 0, 6);
  });

  it("give the same work also beside a canary that lacks the deployment or takes another kind of time", () => {
    const other = (deployment: ReturnType<typeof buildDeployment>) => {
      const roomy = buildVersion({
        deployments: [buildDeployment({ maxOngoingRequests: 1000, serviceTime: exponential })],
      });
      return simulate({
        ...calm,
        primary: roomy,
        traffic: [
          buildTraffic({ arrivals: { kind: "poisson", requestsPerSecond: 12 } }),
          buildTraffic({ name: "to v1", pinnedPrimaryPercent: 100 }),
        ],
        commands: [
          deployAt(
            0,
            { maxSurgePercent: 100, canaryPercent: 50 },
            buildVersion({ deployments: [deployment] }),
          ),
        ],
      }).latency.byVersion.v1;
    };
    const exponential = {
      kind: "distribution",
      seconds: { kind: "exponential", mean: 1.5 },
    } as const;
    const same = other(buildDeployment({ serviceTime: exponential }));
    expect(other(buildDeployment({ name: "renamed" }))).toEqual(same);
    const tokens = {
      kind: "tokens",
      baseSeconds: 1,
      perInputTokenSeconds: 0,
      perOutputTokenSeconds: 0,
    } as const;
    expect(other(buildDeployment({ serviceTime: tokens }))).toEqual(same);
  });

  it("leave one stream of traffic alone when another is added", () => {
    const second = buildTraffic({
      name: "more",
      deployment: "side",
      arrivals: { kind: "poisson", requestsPerSecond: 3 },
    });
    const side = buildDeployment({ name: "side" });
    const both: Scenario = {
      ...calm,
      primary: { ...primary, deployments: [...primary.deployments, side] },
      traffic: [...traffic, second],
    };
    const onlySecond: Scenario = {
      ...both,
      traffic: [{ ...second, arrivals: { kind: "constant", requestsPerSecond: 1 } }],
    };
    expect(simulate(onlySecond).requests.total.arrived).toBeLessThan(1250);
    const added = simulate(both).requests.total.arrived - simulate(calm).requests.total.arrived;
    expect(added).toBeGreaterThan(3300);
    expect(added).toBeLessThan(3900);
    const alone = { ...both, traffic: [...traffic, { ...second, endSeconds: 0 }] };
    expect(simulate(alone).requests).toEqual({
      ...simulate(calm).requests,
      routerLooks: simulate(alone).requests.routerLooks,
    });
  });
});

describe("limits", () => {
  it("stop a run with more events than allowed", () => {
    const scenario = buildScenario({ limits: { maxRequestsInSystem: 1000, maxEvents: 500 } });
    expect(() => simulate(scenario)).toThrow(SimulationLimitError);
    expect(() => simulate(scenario)).toThrow(/more than 500 events/);
  });

  it("stop a run with more requests in the system than allowed", () => {
    const scenario = buildScenario({
      traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 100 } })],
      limits: { maxRequestsInSystem: 1000, maxEvents: 5_000_000 },
    });
    expect(() => simulate(scenario)).toThrow(SimulationLimitError);
    expect(() => simulate(scenario)).toThrow(/more than 1000 requests in the system/);
  });
});
