import type { InvariantResult } from "../../src/invariants/evidence/InvariantResult.ts";
import type { ExpectationResult } from "../../src/simulation/Expectation.ts";
import { hostileName } from "./emptyResult.ts";

/** One check of every kind, one of them with a hostile text. */
export const invariants: readonly InvariantResult[] = [
  { id: "traffic-whole", law: "canary and primary traffic add up to 100", status: "passed", violations: [] },
  {
    id: "surge-bound",
    law: "total capacity ≤ 100 + surge at every step; with rounding up, replicas held of a deployment stay below n(1 + surge/100) + 2",
    status: "failed",
    violations: ["at 750 s llm holds 13 replicas: 8 with a surge of 25 % allow fewer than 12", hostileName],
  },
  { id: "replay", law: "same scenario and seed give identical bytes", status: "not-run", violations: [] },
];

export const expectations: readonly ExpectationResult[] = [
  {
    expectation: { text: "peakGpus <= 10", field: "peakGpus", comparison: "<=", value: 10, runsPercent: 100 },
    passed: true,
    actual: 10,
    worst: 10,
    metRuns: 1,
    runs: 1,
  },
  {
    expectation: {
      text: "errorPercent < 0.01",
      field: "errorPercent",
      comparison: "<",
      value: 0.01,
      runsPercent: 100,
    },
    passed: false,
    actual: 0.0206,
    worst: 0.0206,
    metRuns: 0,
    runs: 1,
  },
  {
    expectation: {
      text: hostileName,
      field: "p99LatencySeconds",
      comparison: "<",
      value: 8,
      runsPercent: 100,
    },
    passed: false,
    actual: null,
    worst: null,
    metRuns: 0,
    runs: 1,
  },
];
