import { describe, expect, it } from "vitest";
import { planRollout } from "../../src/rollout/planRollout.ts";

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

  it("and nothing where they cost nothing", () => {
    expect(notes(8, 25)).toEqual([]);
    expect(notes(1, 100).filter((note) => note.startsWith("Deployment"))).toEqual([]);
    expect(notes(0, 25)).toEqual([]);
  });
});
