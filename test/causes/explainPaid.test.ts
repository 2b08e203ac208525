import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { explainPaid } from "../../src/causes/explainPaid.ts";
import { describePaid } from "../../src/report/text/describePaid.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { tightScenarioArbitrary } from "../../src/testing/tightScenarioArbitrary.ts";
import { tightRollout } from "../feasibility/tightRollout.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(100);

describe("GPUs that were paid for and not held", () => {
  it("are those of nodes that boot, and of idle nodes that are kept", () => {
    const paid = explainPaid(simulate(tightRollout({ numReplicas: 4, maxSurgePercent: 50, maxNodes: 64 })));
    // The drain of the first two ends at 172 s; nodes for the next two are asked for at once, and the idle ones go at 232 s.
    expect(paid).toMatchObject({ atSeconds: 172, paidGpus: 8, heldGpus: 4 });
    expect(paid?.unheld).toEqual([
      {
        version: "v1",
        workerGroup: "gpu",
        reason: "idle",
        nodes: 2,
        gpus: 2,
        sinceSeconds: 172,
        longestSeconds: 60,
      },
      {
        version: "v2",
        workerGroup: "gpu",
        reason: "booting",
        nodes: 2,
        gpus: 2,
        sinceSeconds: 172,
        longestSeconds: 60,
      },
    ]);
    expect(describePaid(paid)).toBe(
      "at 2:52 8 paid, 4 held: 2 on idle nodes of v1, each for at most 1 min, 2 on nodes of v2 that boot",
    );
  });

  it("are idle for as long as each node is, however many come to be idle one after the other", () => {
    const paid = explainPaid(simulate(tightRollout({ numReplicas: 8, maxSurgePercent: 13, maxNodes: 64 })));
    for (const { reason, longestSeconds } of paid?.unheld ?? [])
      if (reason === "idle") expect(longestSeconds).toBe(60);
    expect(paid?.unheld.some(({ reason }) => reason === "idle")).toBe(true);
  });

  it("are not told where replicas hold all that is paid", () => {
    const still = { ...tightRollout({ numReplicas: 4, maxSurgePercent: 50, maxNodes: 64 }), commands: [] };
    const paid = explainPaid(simulate(still));
    expect(paid).toEqual({ atSeconds: 0, paidGpus: 4, heldGpus: 4, unheld: [] });
    expect(describePaid(paid)).toBeNull();
    expect(describePaid(null)).toBeNull();
  });

  it("make up the difference at the moment at which most were paid, in every run", () => {
    fc.assert(
      fc.property(tightScenarioArbitrary(), (scenario) => {
        const result = simulate(scenario);
        const paid = explainPaid(result);
        expect(paid?.paidGpus ?? 0).toBeCloseTo(result.summary.peakNodeGpus, 6);
        const unheld = (paid?.unheld ?? []).reduce((sum, { gpus }) => sum + gpus, 0);
        expect((paid?.heldGpus ?? 0) + unheld).toBeCloseTo(paid?.paidGpus ?? 0, 6);
        for (const { sinceSeconds, longestSeconds } of paid?.unheld ?? []) {
          expect(sinceSeconds).toBeLessThanOrEqual(paid?.atSeconds ?? 0);
          expect(longestSeconds ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: runs, seed },
    );
  });
});
