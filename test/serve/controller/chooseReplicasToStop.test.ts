import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseReplicasToStop,
  type StoppableReplica,
} from "../../../src/serve/controller/chooseReplicasToStop.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);
const replicasArbitrary = fc.uniqueArray(
  fc.record<StoppableReplica>({
    id: fc.nat(1000),
    state: fc.constantFrom("requested", "starting", "running"),
    node: fc.nat(5),
    runningAtSeconds: fc.nat(3),
  }),
  { selector: ({ id }) => id, maxLength: 20 },
);
/** The nodes of other replicas that run. */
const othersArbitrary = fc.array(fc.nat(5), { maxLength: 8 });

/** Whether `a` should stop before `b`. */
function stopsFirst(a: StoppableReplica, b: StoppableReplica, runningNodes: readonly number[]): boolean {
  if (a.state !== b.state)
    return b.state === "running" || (b.state === "starting" && a.state === "requested");
  if (a.state !== "running") return a.id > b.id;
  const count = (node: number | null) => runningNodes.filter((each) => each === node).length;
  if (count(a.node) !== count(b.node)) return count(a.node) < count(b.node);
  const first = (node: number | null) => runningNodes.indexOf(node ?? -1);
  if (a.node !== b.node) return first(a.node) < first(b.node);
  const [since, other] = [a.runningAtSeconds ?? 0, b.runningAtSeconds ?? 0];
  return since === other ? a.id > b.id : since > other;
}

function nodesOf(replicas: readonly StoppableReplica[], others: readonly number[]): number[] {
  const own = replicas.flatMap(({ state, node }) => (state === "running" && node !== null ? [node] : []));
  return [...others, ...own];
}

describe("chooseReplicasToStop", () => {
  it("chooses as many as asked, of those there are, and none that should outlive one it spares", () => {
    fc.assert(
      fc.property(replicasArbitrary, fc.nat(25), othersArbitrary, (replicas, count, others) => {
        const runningNodes = nodesOf(replicas, others);
        const before = structuredClone(replicas);
        const chosen = chooseReplicasToStop(replicas, count, runningNodes);
        expect(replicas).toEqual(before);
        expect(chosen.length).toBe(Math.min(count, replicas.length));
        expect(new Set(chosen).size).toBe(chosen.length);
        const spared = replicas.filter((replica) => !chosen.includes(replica));
        expect(spared.length + chosen.length).toBe(replicas.length);
        for (const stop of chosen)
          for (const stay of spared) expect(stopsFirst(stop, stay, runningNodes)).toBe(true);
      }),
      { numRuns: runs, seed },
    );
  });

  it("does not depend on the order in which it sees them", () => {
    fc.assert(
      fc.property(replicasArbitrary, fc.nat(20), othersArbitrary, (replicas, count, others) => {
        const runningNodes = nodesOf(replicas, others);
        const ids = (chosen: readonly StoppableReplica[]) => chosen.map(({ id }) => id);
        expect(ids(chooseReplicasToStop([...replicas].reverse(), count, runningNodes))).toEqual(
          ids(chooseReplicasToStop(replicas, count, runningNodes)),
        );
      }),
      { numRuns: runs, seed },
    );
  });
});
