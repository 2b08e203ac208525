import { describe, expect, it } from "vitest";
import type { Distribution } from "../../src/engine/Distribution.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import type { MachineSettings, OverheadSettings } from "../../src/serve/overhead/OverheadSettings.ts";
import { noHop } from "../../src/serve/overhead/usualOverhead.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import type { ClientSettings } from "../../src/workload/clients/Client.ts";
import { buildDeployment } from "./buildDeployment.ts";
import { buildScenario, buildTraffic } from "./buildScenario.ts";
import { buildVersion } from "./buildVersion.ts";
import { playLawfully } from "./playLawfully.ts";

const always = (value: number): Distribution => ({ kind: "fixed", value });
const overhead = (entry = {}, call = {}): OverheadSettings => ({
  entry: { ...noHop, ...entry },
  call: { ...noHop, ...call },
});
const trace = (...seconds: readonly number[]) => {
  const zeros = new Float64Array(seconds.length);
  return {
    kind: "trace",
    trace: { arrivalSeconds: Float64Array.from(seconds), inputTokens: zeros, outputTokens: zeros },
  } as const;
};
const part = (changes: Partial<Deployment>) =>
  buildDeployment({ scaling: { kind: "static", numReplicas: 1 }, maxOngoingRequests: 1, ...changes });
const scenarioOf = (deployments: readonly Deployment[], changes: Partial<Scenario> = {}) =>
  buildScenario({
    horizonSeconds: 60,
    primary: buildVersion({ deployments }),
    traffic: [buildTraffic({ arrivals: trace(1, 1) })],
    ...changes,
  });

describe("what Ray Serve itself takes of a request", () => {
  it("lets the next one wait for the slot, and not for the way", () => {
    const settings = overhead({ slotSeconds: always(0.5), waySeconds: always(2) });
    const { latency, requests, overhead: ledger } = playLawfully(scenarioOf([part({ overhead: settings })]));
    expect(latency.total).toMatchObject({ meanSeconds: (3.5 + 5) / 2, maxSeconds: 5 });
    expect(requests.smallestServiceSeconds).toBe(3.5);
    expect(ledger).toEqual({
      hops: 2,
      meanSlotSeconds: 0.5,
      meanWaySeconds: 2,
      leastSlotSeconds: 0.5,
      leastWaySeconds: 2,
      longestWaitSeconds: 0,
      machines: [],
    });
  });

  it("is nothing, and not spoken of, where nothing is said", () => {
    expect(Object.hasOwn(playLawfully(scenarioOf([part({})])), "overhead")).toBe(false);
  });

  it("of a call holds up the caller, with its slot: the way as well", () => {
    const chat = part({ calls: { kind: "call", deployment: "model" }, serviceTime: seconds(0) });
    const model = part({
      name: "model",
      maxOngoingRequests: 9,
      serviceTime: seconds(1),
      overhead: overhead({}, { slotSeconds: always(0.25), waySeconds: always(0.5) }),
    });
    const { latency, deployments } = playLawfully(scenarioOf([chat, model]));
    expect(latency.total).toMatchObject({ meanSeconds: (1.75 + 3.5) / 2, maxSeconds: 3.5 });
    expect(deployments.find(({ deployment }) => deployment === "model")?.latency).toMatchObject({
      maxSeconds: 1.75,
    });
  });

  it("of two calls at once is waited for by the calling process", () => {
    const calls = {
      kind: "parallel",
      branches: [
        { kind: "call", deployment: "model" },
        { kind: "call", deployment: "model" },
      ],
    } as const;
    const chat = part({ calls, serviceTime: seconds(0) });
    const model = part({
      name: "model",
      maxOngoingRequests: 9,
      overhead: overhead({}, { callerCpuSeconds: always(0.5) }),
    });
    const { latency, overhead: ledger } = playLawfully(
      scenarioOf([chat, model], { traffic: [buildTraffic({ arrivals: trace(1) })] }),
    );
    expect(latency.total.maxSeconds).toBe(1.5);
    expect(ledger).toMatchObject({ hops: 2, longestWaitSeconds: 0.5 });
  });

  it("of an answer with an error is there too: its client tries again after that", () => {
    const settings = overhead({ waySeconds: always(2) });
    const failing = part({ overhead: settings });
    const { clients } = playLawfully(
      scenarioOf([failing], {
        faults: [
          {
            name: "errors",
            trigger: { kind: "at", atSeconds: 0 },
            effect: { kind: "errors", version: "primary", percent: 100, durationSeconds: null },
          },
        ],
        traffic: [buildTraffic({ arrivals: trace(1), client: client({ retries: twice }) })],
      }),
    );
    // 1 to 2 s served, answered at 4, again at 5, answered at 8.
    expect(clients[0]).toMatchObject({ attempts: 2, failed: 1, open: 0 });
  });
});

describe("a client", () => {
  const slow = part({ overhead: overhead({ waySeconds: always(2) }) });
  const play = (settings: ClientSettings) =>
    playLawfully(scenarioOf([slow], { traffic: [buildTraffic({ arrivals: trace(1), client: settings })] }));

  it("has its answer when that has come all the way", () => {
    const { clients, latency } = play(client({ attemptTimeoutSeconds: 3 }));
    expect(clients[0]).toMatchObject({ succeeded: 1, latency: { maxSeconds: 3 } });
    expect(latency.total.maxSeconds).toBe(3);
  });

  it("gives up on an answer that is on its way, and the service has worked for nobody", () => {
    const { clients, summary } = play(client({ attemptTimeoutSeconds: 2.5 }));
    expect(clients[0]).toMatchObject({ succeeded: 0, failed: 1, open: 0 });
    expect(summary).toMatchObject({ succeededRequests: 1, clientFailedRequests: 1 });
  });

  it("is still unanswered while its answer is on the way", () => {
    const { clients, summary } = playLawfully(
      scenarioOf([slow], {
        horizonSeconds: 2.5,
        timelineIntervalSeconds: 0.5,
        traffic: [buildTraffic({ arrivals: trace(1), client: client({ attemptTimeoutSeconds: 9 }) })],
      }),
    );
    expect(clients[0]).toMatchObject({ succeeded: 0, open: 1 });
    expect(summary.succeededRequests).toBe(1);
  });

  it("tries again from when it has given up", () => {
    const { clients } = play(client({ attemptTimeoutSeconds: 2.5, retries: twice }));
    expect(clients[0]).toMatchObject({ attempts: 2, retries: 1, failed: 1, open: 0 });
  });

  it("in a closed loop thinks only once the answer is there", () => {
    const rounds = (settings: OverheadSettings | undefined) => {
      const { summary } = playLawfully(
        scenarioOf([part(settings === undefined ? {} : { overhead: settings })], {
          traffic: [
            buildTraffic({
              arrivals: { kind: "closed-loop", users: 1, thinkSeconds: always(1), rampUpSeconds: 0 },
            }),
          ],
        }),
      );
      return summary.succeededRequests;
    };
    expect(rounds(overhead({ waySeconds: always(2) }))).toBeLessThan(0.6 * rounds(undefined));
  });
});

describe("the CPUs that it needs", () => {
  const two = (machines: MachineSettings | undefined, cpus: number) =>
    playLawfully(
      scenarioOf(
        [
          buildDeployment({
            scaling: { kind: "static", numReplicas: 2 },
            maxOngoingRequests: 1,
            resources: { cpus, gpus: 0 },
            overhead: overhead({ replicaCpuSeconds: always(1) }),
          }),
        ],
        machines === undefined ? {} : { machines },
      ),
    );

  it("are those of each node, or of one machine for all", () => {
    const own = two(undefined, 1);
    expect(own.overhead?.longestWaitSeconds).toBe(0);
    expect(own.overhead?.machines.map(({ node }) => node)).toEqual([0]);
    const shared = two({ cpus: 1, isShared: true }, 1);
    expect(shared.overhead).toMatchObject({
      longestWaitSeconds: 1,
      machines: [{ node: null, cpus: 1, workSeconds: 2, leftSeconds: 0 }],
    });
  });

  it("may be more work than they can do, which is left in the end", () => {
    const { overhead: ledger } = playLawfully(
      scenarioOf([part({ maxOngoingRequests: 1000, overhead: overhead({ replicaCpuSeconds: always(2) }) })], {
        machines: { cpus: 1, isShared: false },
        traffic: [buildTraffic({ arrivals: { kind: "constant", requestsPerSecond: 1 } })],
      }),
    );
    const [machine] = ledger?.machines ?? [];
    expect(machine?.workSeconds).toBeGreaterThan(110);
    expect(machine?.leftSeconds).toBeGreaterThan(50);
  });
});

function seconds(value: number): Deployment["serviceTime"] {
  return { kind: "distribution", seconds: always(value) };
}

const twice: ClientSettings["retries"] = {
  maxAttempts: 2,
  backoff: { baseSeconds: 1, factor: 2, maxSeconds: 60, jitter: "none" },
  budget: null,
};

function client(changes: Partial<ClientSettings>): ClientSettings {
  return {
    attemptTimeoutSeconds: null,
    overallTimeoutSeconds: null,
    retries: null,
    cancelsWork: true,
    ...changes,
  };
}
