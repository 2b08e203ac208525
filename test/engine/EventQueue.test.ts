import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "../../src/engine/EventQueue.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);

type Command =
  | { readonly kind: "open"; readonly rank: number }
  | { readonly kind: "schedule"; readonly slot: number; readonly time: number }
  | { readonly kind: "cancel" | "release"; readonly slot: number }
  | { readonly kind: "take" };

/** Few times and ranks, so that ties are the rule. */
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("open" as const), rank: fc.constantFrom(0, 1, 7, 255) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("schedule" as const),
      slot: fc.nat(200),
      time: fc.oneof(fc.nat(5), fc.double({ min: 0, max: 5, noNaN: true })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), slot: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("release" as const), slot: fc.nat(200) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("take" as const) }) },
);

interface Pending {
  readonly slot: number;
  readonly time: number;
  readonly rank: number;
  readonly order: number;
}

/** The same queue as a list that is sorted whenever someone asks. */
class SortedList {
  pending: Pending[] = [];
  #order = 0;

  schedule(slot: number, time: number, rank: number): void {
    this.cancel(slot);
    this.pending.push({ slot, time, rank, order: this.#order++ });
    this.pending.sort((a, b) => a.time - b.time || a.rank - b.rank || a.order - b.order);
  }

  cancel(slot: number): void {
    this.pending = this.pending.filter((each) => each.slot !== slot);
  }
}

function play(commands: readonly Command[]): void {
  const queue = new EventQueue();
  const list = new SortedList();
  const open: { slot: number; rank: number }[] = [];
  let mostOpen = 0;
  for (const command of commands) {
    const chosen = "slot" in command && open.length > 0 ? open[command.slot % open.length] : undefined;
    if (command.kind === "open") {
      const slot = queue.openSlot(command.rank);
      expect(open.some((each) => each.slot === slot)).toBe(false);
      expect(queue.isScheduled(slot)).toBe(false);
      open.push({ slot, rank: command.rank });
      mostOpen = Math.max(mostOpen, open.length);
    } else if (command.kind === "take") {
      if (queue.size > 0) expect(queue.takeFirst()).toBe(list.pending.shift()?.slot);
    } else if (chosen !== undefined) {
      if (command.kind === "schedule") {
        queue.schedule(chosen.slot, command.time);
        list.schedule(chosen.slot, command.time, chosen.rank);
        expect(queue.timeOf(chosen.slot)).toBe(command.time);
      } else {
        list.cancel(chosen.slot);
        if (command.kind === "cancel") queue.cancel(chosen.slot);
        else {
          queue.releaseSlot(chosen.slot);
          open.splice(open.indexOf(chosen), 1);
        }
      }
    }
    expect(queue.size).toBe(list.pending.length);
    expect(queue.nextTime()).toBe(list.pending[0]?.time ?? Number.POSITIVE_INFINITY);
    expect(queue.slotCount).toBe(mostOpen);
    const pending = new Set(list.pending.map(({ slot }) => slot));
    expect(open.filter(({ slot }) => queue.isScheduled(slot) !== pending.has(slot))).toEqual([]);
  }
  while (queue.size > 0) expect(queue.takeFirst()).toBe(list.pending.shift()?.slot);
}

describe("EventQueue", () => {
  it("does what a sorted list does, whatever is scheduled, moved, cancelled and released", () => {
    fc.assert(fc.property(fc.array(commandArbitrary, { maxLength: 60 }), play), { numRuns: runs, seed });
  });

  it("does so far beyond its first 64 slots", () => {
    const many = Array.from({ length: 150 }, (): Command => ({ kind: "open", rank: 3 }));
    fc.assert(
      fc.property(fc.array(commandArbitrary, { minLength: 100, maxLength: 250 }), (commands) =>
        play([...many, ...commands]),
      ),
      { numRuns: Math.ceil(runs / 20), seed },
    );
  });

  it("takes events of one time by rank, then by insertion; a moved event is the newest", () => {
    const queue = new EventQueue();
    const [late, early, other] = [queue.openSlot(9), queue.openSlot(1), queue.openSlot(1)];
    for (const slot of [late, early, other]) queue.schedule(slot, 4);
    queue.schedule(early, 4);
    expect([queue.takeFirst(), queue.takeFirst(), queue.takeFirst()]).toEqual([other, early, late]);
  });

  it("puts the highest rank of many insertions behind every lower rank", () => {
    const queue = new EventQueue();
    const [last, first] = [queue.openSlot(255), queue.openSlot(254)];
    queue.schedule(last, 1);
    for (let i = 0; i < 100_000; i++) queue.schedule(first, 1);
    expect(queue.takeFirst()).toBe(first);
  });

  it("refuses ranks that would not order and slots that are not open", () => {
    const queue = new EventQueue();
    for (const rank of [-1, 256, 1.5, Number.NaN]) expect(() => queue.openSlot(rank)).toThrow(/rank/);
    const slot = queue.openSlot(0);
    queue.releaseSlot(slot);
    for (const closed of [slot, -1, 12, 1000]) expect(() => queue.releaseSlot(closed)).toThrow(/not open/);
  });
});
