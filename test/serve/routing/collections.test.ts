import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HashRing } from "../../../src/serve/routing/HashRing.ts";
import { mixBits } from "../../../src/serve/routing/mixBits.ts";
import { NumberSet } from "../../../src/serve/routing/NumberSet.ts";
import { QueueLengthCache } from "../../../src/serve/routing/QueueLengthCache.ts";
import { ReplicaHeap } from "../../../src/serve/routing/ReplicaHeap.ts";
import { ReplicasByPlace } from "../../../src/serve/routing/ReplicasByPlace.ts";

/** Mostly few, so that they meet; some far beyond the room that there is at first. */
const member = fc.oneof({ weight: 9, arbitrary: fc.nat(11) }, { weight: 1, arbitrary: fc.nat(70) });

describe("NumberSet", () => {
  it("is the set that it says it is, whatever comes and goes", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), member), { maxLength: 60 }), (steps) => {
        const set = new NumberSet();
        const expected = new Set<number>();
        for (const [isAdded, each] of steps) {
          if (isAdded) set.add(each);
          else set.delete(each);
          if (isAdded) expected.add(each);
          else expected.delete(each);
          expect(set.count).toBe(expected.size);
          expect(new Set(set.members.subarray(0, set.count))).toEqual(expected);
          expect([each, each + 1, 500].map((other) => set.has(other))).toEqual([
            isAdded,
            expected.has(each + 1),
            false,
          ]);
        }
      }),
    );
  });

  it("doubles its room, or makes as much as a member needs", () => {
    const set = new NumberSet();
    for (let each = 0; each < 9; each++) set.add(each);
    expect(set.members.length).toBe(16);
    set.add(1000);
    expect([set.count, set.has(1000), set.has(999), set.has(8)]).toEqual([10, true, false, true]);
  });
});

describe("ReplicaHeap", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constantFrom("add" as const, "delete" as const), replica: member }),
    fc.record({
      kind: fc.constantFrom("set-key" as const, "set-turn" as const),
      replica: member,
      value: fc.integer({ min: -2, max: 3 }),
    }),
  );

  it("has the first by key, then by turn, then by number, whatever changes", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const heap = new ReplicaHeap();
        const present = new Set<number>();
        const [keys, turns] = [new Map<number, number>(), new Map<number, number>()];
        const keyOf = (replica: number) => keys.get(replica) ?? 0;
        const turnOf = (replica: number) => turns.get(replica) ?? 0;
        for (const each of steps) {
          switch (each.kind) {
            case "add":
              heap.add(each.replica);
              present.add(each.replica);
              break;
            case "delete":
              heap.delete(each.replica);
              present.delete(each.replica);
              break;
            case "set-key":
              heap.setKey(each.replica, each.value);
              keys.set(each.replica, each.value);
              break;
            case "set-turn":
              heap.setTurn(each.replica, each.value);
              turns.set(each.replica, each.value);
              break;
          }
          const sorted = [...present].sort((a, b) => keyOf(a) - keyOf(b) || turnOf(a) - turnOf(b) || a - b);
          expect(heap.first).toBe(sorted[0] ?? -1);
          expect(heap.count).toBe(present.size);
          expect(heap.has(each.replica)).toBe(present.has(each.replica));
          expect(heap.keyOf(each.replica)).toBe(keyOf(each.replica));
        }
        // Emptied, it gives up everyone in order.
        const rest = [...present].sort((a, b) => keyOf(a) - keyOf(b) || turnOf(a) - turnOf(b) || a - b);
        const given = rest.map(() => {
          const { first } = heap;
          heap.delete(first);
          return first;
        });
        expect(given).toEqual(rest);
      }),
      { numRuns: 300 },
    );
  });

  it("knows nothing of replicas that it never heard of", () => {
    const heap = new ReplicaHeap();
    heap.delete(500);
    expect([heap.has(500), heap.keyOf(500), heap.first, heap.count]).toEqual([false, 0, -1, 0]);
  });
});

describe("ReplicasByPlace", () => {
  it("has replicas by place, and places with a replica, whatever comes and goes", () => {
    const step = fc.record({
      isAdded: fc.boolean(),
      replica: fc.nat(9),
      place: fc.integer({ min: -1, max: 3 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const groups = new ReplicasByPlace();
        const placeOf = new Map<number, number>();
        for (const { isAdded, replica, place } of steps) {
          if (isAdded && placeOf.has(replica)) continue;
          if (isAdded) groups.add(replica, place);
          else groups.remove(replica);
          if (isAdded && place >= 0) placeOf.set(replica, place);
          else placeOf.delete(replica);
          expect(groups.in(-1).count).toBe(0);
          expect(groups.placeOf(replica)).toBe(placeOf.get(replica) ?? -1);
          for (let each = 0; each <= 3; each++) {
            const { members, count } = groups.in(each);
            const expected = [...placeOf].filter(([, own]) => own === each).map(([own]) => own);
            expect([...members.subarray(0, count)].sort()).toEqual(expected.sort());
            expect(groups.places.has(each)).toBe(expected.length > 0);
          }
        }
      }),
    );
  });
});

describe("mixBits", () => {
  it("is the finaliser of MurmurHash3, twice", () => {
    expect(fmix32(1n)).toBe(0x514e28b7n);
    expect(mixBits(0, 0)).toBe(0);
    expect(mixBits(0, 1)).toBe(mixBits(0, 1 + 2 ** 32));
    expect(mixBits(1, 0)).toBe(mixBits(1 + 2 ** 32, 0));
    expect([mixBits(1, 0), mixBits(0, 1), mixBits(-1, 5), mixBits(123456789, 42)]).toEqual(expectedBits);
  });
});

/** Worked out with whole numbers of any size, where no bit can be lost. */
const expectedBits = [
  [1n, 0n],
  [0n, 1n],
  [2n ** 32n - 1n, 5n],
  [123456789n, 42n],
].map(([first = 0n, second = 0n]) => Number(fmix32(fmix32(first) ^ ((second * 0x9e3779b1n) % 2n ** 32n))));

function fmix32(value: bigint): bigint {
  const once = ((value ^ (value >> 16n)) * 0x85ebca6bn) % 2n ** 32n;
  const twice = ((once ^ (once >> 13n)) * 0xc2b2ae35n) % 2n ** 32n;
  return twice ^ (twice >> 16n);
}

describe("HashRing", () => {
  it("refuses numbers that it has no bits for", () => {
    const ring = new HashRing({ pointsPerReplica: 1 });
    expect(() => ring.add(2 ** 21)).toThrow(/replica 2097152: expected a number below 2097152/);
    ring.add(2 ** 21 - 1);
    expect(ring.find(3)).toBe(2 ** 21 - 1);
  });

  it("gives a session to the first point after its own, around the end", () => {
    const ring = new HashRing({ pointsPerReplica: 2 });
    const replicas = [3, 5, 8];
    for (const replica of replicas) ring.add(replica);
    const points = replicas
      .flatMap((replica) => [-1, -2].map((point) => ({ replica, at: mixBits(replica, point) })))
      .sort((a, b) => a.at - b.at);
    for (let session = 0; session < 200; session++) {
      const at = mixBits(session, 1);
      expect(ring.find(session)).toBe((points.find((point) => point.at >= at) ?? points[0]!).replica);
    }
  });
});

describe("QueueLengthCache", () => {
  it("knows a length for ten seconds, and of others nothing", () => {
    const cache = new QueueLengthCache();
    expect([0, 7, 8, 1000].map((replica) => cache.lengthOf(replica, 0))).toEqual([-1, -1, -1, -1]);
    for (const replica of [3, 8, 100]) {
      cache.learn(replica, 2 * replica, 5);
      expect([5, 15, 15.1].map((seconds) => cache.lengthOf(replica, seconds))).toEqual([
        2 * replica,
        2 * replica,
        -1,
      ]);
    }
    expect([3, 8, 100].map((replica) => cache.lengthOf(replica, 6))).toEqual([6, 16, 200]);
    expect([2, 7, 9, 15, 16, 99, 101].map((replica) => cache.lengthOf(replica, 5))).toEqual(
      new Array(7).fill(-1),
    );
  });

  it("counts requests on what it knows, not below none, and knows it from then on", () => {
    const cache = new QueueLengthCache();
    cache.change(2, 1, 0);
    expect(cache.lengthOf(2, 0)).toBe(-1);
    cache.learn(2, 1, 0);
    cache.change(2, 1, 8);
    expect([cache.lengthOf(2, 8), cache.lengthOf(2, 18), cache.lengthOf(2, 18.1)]).toEqual([2, 2, -1]);
    cache.learn(2, 1, 20);
    cache.change(2, -1, 20);
    cache.change(2, -1, 20);
    expect(cache.lengthOf(2, 20)).toBe(0);
    cache.change(2, 1, 31);
    expect(cache.lengthOf(2, 31)).toBe(-1);
  });
});
