import { describe, expect, it } from "vitest";
import { planRollout } from "../../../../src/strategies/anyscale/plan/planRollout.ts";

const notes = (numReplicas: number, maxSurgePercent: number) =>
  planRollout({ maxSurgePercent, deployments: [{ name: "chat", numReplicas }] }).notes;

describe("a plan notes what whole replicas cost", () => {
  it("by the replicas, the surge that this is, the surge that was asked, and why", () => {
    expect(notes(7, 25)).toEqual([
      'Deployment "chat": up to 10 replicas are held at once, a surge of 42.9 % where 25 % was asked, because replicas are whole, and each version keeps at least one.',
    ]);
    expect(notes(1, 25)).toEqual([
      'Deployment "chat": up to 2 replicas are held at once, twice its full number, a surge of 100 % where 25 % was asked, because replicas are whole, and each version keeps at least one.',
    ]);
  });

  it("and what whole gangs cost", () => {
    const deployments = [{ name: "chat", numReplicas: 6, gangSize: 3 }];
    const plan = planRollout({ maxSurgePercent: 25, deployments });
    expect(
      plan.steps.map(({ canary, primary }) =>
        [canary, primary].map((each) => each.replicas.chat?.maxReplicas),
      ),
    ).toEqual([
      [0, 6],
      [3, 6],
      [3, 6],
      [3, 6],
      [3, 3],
      [6, 3],
      [6, 3],
      [6, 3],
      [6, 0],
    ]);
    expect(plan.notes).toEqual([
      'Deployment "chat": up to 9 replicas are held at once, a surge of 50 % where 25 % was asked, because gangs of 3 are whole, and each version keeps at least one.',
    ]);
  });

  it("and nothing where they cost nothing", () => {
    expect(notes(8, 25)).toEqual([]);
    expect(notes(1, 100).filter((note) => note.startsWith("Deployment"))).toEqual([]);
    expect(notes(0, 25)).toEqual([]);
  });
});
