import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseReplicasToStop, type StoppableReplica } from "../../src/serve/chooseReplicasToStop.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);
const replicasArbitrary = fc.uniqueArray(
  fc.record<StoppableReplica>({
    id: fc.nat(1000),
    state: fc.constantFrom("requested", "starting", "running"),
    replicasOnNode: fc.nat(4),
  }),
  { selector: ({ id }) => id, maxLength: 20 },
);

/** Whether `a` should stop before `b`. */
function stopsFirst(a: StoppableReplica, b: StoppableReplica): boolean {
  if (a.state !== b.state)
    return b.state === "running" || (b.state === "starting" && a.state === "requested");
  if (a.replicasOnNode !== b.replicasOnNode) return a.replicasOnNode < b.replicasOnNode;
  return a.id > b.id;
}

describe("chooseReplicasToStop", () => {
  it("chooses as many as asked, of those there are, and none that should outlive one it spares", () => {
    fc.assert(
      fc.property(replicasArbitrary, fc.nat(25), (replicas, count) => {
        const before = structuredClone(replicas);
        const chosen = chooseReplicasToStop(replicas, count);
        expect(replicas).toEqual(before);
        expect(chosen.length).toBe(Math.min(count, replicas.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        const spared = replicas.filter((replica) => !chosen.includes(replica));
        expect(spared.length + chosen.length).toBe(replicas.length);
        for (const stop of chosen) for (const stay of spared) expect(stopsFirst(stop, stay)).toBe(true);
      }),
      { numRuns: runs, seed },
    );
  });

  it("does not depend on the order in which it sees them", () => {
    fc.assert(
      fc.property(replicasArbitrary, fc.nat(20), (replicas, count) => {
        const ids = (chosen: readonly StoppableReplica[]) => chosen.map(({ id }) => id);
        expect(ids(chooseReplicasToStop([...replicas].reverse(), count))).toEqual(
          ids(chooseReplicasToStop(replicas, count)),
        );
      }),
      { numRuns: runs, seed },
    );
  });
});
