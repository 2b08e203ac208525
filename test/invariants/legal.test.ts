import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { invariants } from "../../src/invariants/invariants.ts";
import { draftOf } from "./draftOf.ts";
import * as gangStories from "./gangStories.ts";
import { legalEdges } from "./legalEdges.ts";
import { legalRunEdges } from "./legalRunEdges.ts";
import { obeySplits } from "./obeySplits.ts";
import * as rareStories from "./rareStories.ts";
import * as stories from "./stories.ts";

const { completed, rolledBackAtOnce, pausedAtHalf, rolledBackGradually } = stories;
const { updatedInPlace, untouched, withClients, withCalls } = stories;
const results = {
  ...{ completed, rolledBackAtOnce, pausedAtHalf, rolledBackGradually },
  ...{ updatedInPlace, untouched, withClients, withCalls },
  ...rareStories,
  ...gangStories,
};

describe("checkInvariants on legal results", () => {
  for (const [name, result] of Object.entries(results)) {
    it(`finds nothing in ${name}`, () => {
      const checked = checkInvariants(result, { replayed: structuredClone(result) });
      expect(checked.flatMap(({ id, violations }) => violations.map((text) => `${id}: ${text}`))).toEqual([]);
      expect(checked.every(({ status }) => status === "passed")).toBe(true);
    });
  }

  it("reports all nineteen laws in the order of the table", () => {
    expect(checkInvariants(stories.untouched).map(({ id }) => id)).toEqual(invariants.map(({ id }) => id));
    expect(invariants).toHaveLength(19);
  });

  it("does not run replay without a second run", () => {
    const replay = checkInvariants(stories.untouched).find(({ id }) => id === "replay");
    expect(replay).toMatchObject({ status: "not-run", violations: [] });
    const others = checkInvariants(stories.untouched).filter(({ id }) => id !== "replay");
    expect(others.every(({ status }) => status === "passed")).toBe(true);
  });
});

for (const [law, edges] of Object.entries({ ...legalEdges, ...legalRunEdges })) {
  describe(law, () => {
    for (const { allows, base, change } of edges) {
      it(`allows ${allows}`, () => {
        const edge = draftOf(base);
        change(edge);
        if (law !== "traffic-obeyed") edge.trafficInEffect = draftOf(obeySplits(edge.splits, edge.plans));
        const checked = checkInvariants(edge, { replayed: structuredClone(edge) });
        expect(checked.flatMap(({ id, violations }) => violations.map((text) => `${id}: ${text}`))).toEqual(
          [],
        );
      });
    }
  });
}
