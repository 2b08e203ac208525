import { describe, expect, it } from "vitest";
import { checkFeasibility } from "../../src/feasibility/checkFeasibility.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { tightRollout } from "./tightRollout.ts";

/**
 * Where each replica fills a machine and all machines come from one pool, arithmetic alone says what a rollout needs: the most replicas
 * that its plan holds of both versions at once.
 */
describe("a rollout of replicas that fill a machine each", () => {
  const surges = [1, 10, 12, 13, 20, 25, 34, 50, 67, 99, 100];
  const replicas = [1, 2, 3, 5, 8];
  const cases = replicas.flatMap((numReplicas) =>
    surges.map((maxSurgePercent) => ({ numReplicas, maxSurgePercent })),
  );

  it.each(cases)(
    "$numReplicas with a surge of $maxSurgePercent % needs as many as its plan holds at most",
    ({ numReplicas, maxSurgePercent }) => {
      const { peak } = planRollout({ maxSurgePercent, deployments: [{ name: "LLM", numReplicas }] });
      const needed = peak.deployments.LLM?.replicas ?? 0;
      const verdictWith = (maxNodes: number) =>
        checkFeasibility(tightRollout({ numReplicas, maxSurgePercent, maxNodes }), { repairs: false })
          .verdict;
      expect(verdictWith(needed)).toBe("finishes");
      expect(verdictWith(needed - 1)).toBe("never-finishes");
      expect(verdictWith(numReplicas)).toBe(needed > numReplicas ? "never-finishes" : "finishes");
    },
  );
});
