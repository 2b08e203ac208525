import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { invariants } from "../../src/invariants/invariants.ts";
import { anyscaleMutations } from "../strategies/anyscale/laws/anyscaleMutations.ts";
import { balancerMutations } from "./balancerMutations.ts";
import { draftOf } from "./draftOf.ts";
import { gangMutations } from "./gangMutations.ts";
import { inPlaceMutations } from "./inPlaceMutations.ts";
import { machineMutations } from "./machineMutations.ts";
import { momentMutations } from "./momentMutations.ts";
import { moveMutations } from "./moveMutations.ts";
import { obeySplits } from "./obeySplits.ts";
import { requestMutations } from "./requestMutations.ts";
import { trafficMutations } from "./trafficMutations.ts";

const all = {
  ...anyscaleMutations,
  ...trafficMutations,
  ...balancerMutations,
  ...inPlaceMutations,
  ...requestMutations,
  ...momentMutations,
  ...machineMutations,
  ...moveMutations,
  ...gangMutations,
};

describe("every law is shown to fail", () => {
  it("breaks every law in at least one way", () => {
    expect(Object.keys(all).sort()).toEqual(invariants.map(({ id }) => id).sort());
    expect(Object.values(all).every((ways) => ways.length > 0)).toBe(true);
  });
});

for (const [law, ways] of Object.entries(all)) {
  describe(law, () => {
    for (const { notices, base, says, change, alsoBreaks = [] } of ways) {
      it(`notices ${notices}`, () => {
        const broken = draftOf(base);
        change(broken);
        // The load balancer obeys what is commanded, also where that breaks another law.
        if (law !== "traffic-obeyed")
          broken.trafficInEffect = draftOf(obeySplits(broken.splits, broken.plans));
        // For replay the broken result is the second run; the other laws see a run that repeats itself.
        const replayed = law === "replay" ? base : structuredClone(broken);
        const failed = checkInvariants(broken, { replayed }).filter(({ status }) => status === "failed");
        const told = failed.map(({ id, violations }) => `${id}: ${violations[0]}`).join("\n");
        expect(failed.map(({ id }) => id).sort(), told).toEqual([law, ...alsoBreaks].sort());
        expect(failed.find(({ id }) => id === law)?.violations).toEqual(says);
        for (const { violations } of failed) {
          // Each says what is wrong and where, in words that a reader of the report can follow.
          for (const text of violations) {
            expect(text).toMatch(/^\S.{14,}$/);
            expect(text).not.toMatch(/\[object|\s$|\s\s/);
          }
        }
      });
    }
  });
}
