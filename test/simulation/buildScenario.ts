import type { Scenario } from "../../src/simulation/Scenario.ts";
import type { TrafficStream } from "../../src/workload/Traffic.ts";
import { buildVersion } from "./buildVersion.ts";

/** One request every half second, from the beginning to the end. */
export function buildTraffic(overrides: Partial<TrafficStream> = {}): TrafficStream {
  return {
    name: "users",
    deployment: "chat",
    arrivals: { kind: "constant", requestsPerSecond: 2 },
    inputTokens: { kind: "fixed", value: 0 },
    outputTokens: { kind: "fixed", value: 0 },
    startSeconds: 0,
    endSeconds: Number.POSITIVE_INFINITY,
    pinnedPrimaryPercent: 0,
    pinnedCanaryPercent: 0,
    ...overrides,
  };
}

/** Twenty minutes of a small service to which nothing happens. */
export function buildScenario(overrides: Partial<Scenario> = {}): Scenario {
  return {
    name: "story",
    description: "",
    seed: "story",
    horizonSeconds: 1200,
    timelineIntervalSeconds: 10,
    primary: buildVersion(),
    start: "running",
    startReplicas: {},
    replacements: "after-drain",
    pools: [],
    traffic: [buildTraffic()],
    commands: [],
    faults: [],
    limits: { maxRequestsInSystem: 100_000, maxEvents: 5_000_000 },
    ...overrides,
  };
}
