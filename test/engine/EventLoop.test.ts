import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventLoop } from "../../src/engine/EventLoop.ts";
import { SimulationLimitError } from "../../src/engine/SimulationLimitError.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);
const newLoop = (maxEvents = 1_000_000) => new EventLoop({ maxEvents });

interface Entry {
  readonly timeSeconds: number;
  readonly rank: number;
  readonly isCancelled: boolean;
}

const entryArbitrary: fc.Arbitrary<Entry> = fc.record({
  timeSeconds: fc.oneof(fc.nat(8), fc.double({ min: 0, max: 8, noNaN: true })),
  rank: fc.constantFrom(0, 5, 200),
  isCancelled: fc.boolean(),
});

describe("EventLoop", () => {
  it("runs one-time events and timers in the order of time, rank and insertion, and none that was cancelled", () => {
    fc.assert(
      fc.property(fc.array(entryArbitrary, { maxLength: 100 }), fc.nat(9), (entries, stopSeconds) => {
        const loop = newLoop();
        const seen: number[] = [];
        const handler = loop.addHandler((index) => seen.push(index));
        const isTimer = (index: number) => index % 2 === 0;
        const cancels = entries.map(({ timeSeconds, rank }, index) => {
          if (!isTimer(index)) return loop.at(timeSeconds, rank, () => seen.push(index));
          const timer = loop.createTimer(handler, index, rank);
          loop.setTimer(timer, timeSeconds);
          return () => loop.cancelTimer(timer);
        });
        for (const [index, { isCancelled }] of entries.entries()) if (isCancelled) cancels[index]?.();
        const expected = entries
          .map((entry, index) => ({ ...entry, index }))
          .filter(({ isCancelled }) => !isCancelled)
          .sort((a, b) => a.timeSeconds - b.timeSeconds || a.rank - b.rank || a.index - b.index);
        loop.runUntil(stopSeconds);
        expect(loop.nowSeconds).toBe(stopSeconds);
        const due = expected.filter(({ timeSeconds }) => timeSeconds <= stopSeconds);
        expect(seen).toEqual(due.map(({ index }) => index));
        loop.runUntil(10);
        expect(seen).toEqual(expected.map(({ index }) => index));
        expect(loop.eventCount).toBe(expected.length);
      }),
      { numRuns: runs, seed },
    );
  });

  it("shows each event its own time, and never one before the last, whatever events schedule", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.nat(255)), {
          minLength: 1,
          maxLength: 60,
        }),
        (delays) => {
          const loop = newLoop();
          const times: number[] = [];
          const next = (index: number) => {
            const [delay, rank] = delays[index] ?? [];
            if (delay === undefined || rank === undefined) return;
            const dueSeconds = loop.nowSeconds + delay;
            loop.at(dueSeconds, rank, () => {
              expect(loop.nowSeconds).toBe(dueSeconds);
              times.push(loop.nowSeconds);
              next(index + 1);
              next(index + 2 + delays.length / 2);
            });
          };
          next(0);
          loop.runUntil(1000);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect(times.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: Math.ceil(runs / 3), seed },
    );
  });

  it("runs what an event schedules for its own instant in the same run, also at the very end", () => {
    const loop = newLoop();
    const seen: string[] = [];
    loop.at(5, 9, () => {
      seen.push("first");
      loop.at(5, 0, () => seen.push("second"));
    });
    loop.at(5.000001, 0, () => seen.push("too late"));
    loop.runUntil(5);
    expect(seen).toEqual(["first", "second"]);
  });

  it("refuses times in the past and times that are no numbers, and keeps nothing of them", () => {
    const loop = newLoop();
    const timer = loop.createTimer(
      loop.addHandler(() => {}),
      0,
      0,
    );
    loop.runUntil(10);
    for (const bad of [9.999, -1, Number.NEGATIVE_INFINITY, Number.NaN]) {
      expect(() => loop.setTimer(timer, bad)).toThrow(RangeError);
      expect(() => loop.at(bad, 0, () => {})).toThrow(RangeError);
      expect(() => loop.runUntil(bad)).toThrow(RangeError);
      expect(loop.isTimerSet(timer)).toBe(false);
    }
    loop.runUntil(20);
    expect(loop.eventCount).toBe(0);
    expect(loop.createTimer(0, 0, 0)).toBe(timer + 1);
  });

  it("never runs a timer that is set to the end of time, and refuses to run that far", () => {
    const loop = newLoop();
    const timer = loop.createTimer(
      loop.addHandler(() => expect.unreachable()),
      0,
      0,
    );
    loop.setTimer(timer, Number.POSITIVE_INFINITY);
    loop.runUntil(Number.MAX_VALUE);
    expect(() => loop.runUntil(Number.POSITIVE_INFINITY)).toThrow(RangeError);
    expect(loop.isTimerSet(timer)).toBe(true);
  });

  it("refuses to be run by one of its events, and goes on when an event has failed", () => {
    const loop = newLoop();
    loop.at(1, 0, () => loop.runUntil(50));
    expect(() => loop.runUntil(10)).toThrow(/cannot run the loop/);
    expect(loop.nowSeconds).toBe(1);
    loop.runUntil(10);
    expect(loop.nowSeconds).toBe(10);
  });

  it("stops before the event that is one too many, and says what to do", () => {
    const loop = newLoop(3);
    let count = 0;
    for (let i = 1; i <= 4; i++) loop.at(i, 0, () => count++);
    expect(() => loop.runUntil(100)).toThrow(SimulationLimitError);
    expect(count).toBe(3);
    expect(loop.nowSeconds).toBe(3);
    expect(() => loop.runUntil(100)).toThrow(/more than 3 events.*limits\.maxEvents/);
    const enough = newLoop(3);
    for (let i = 1; i <= 3; i++) enough.at(i, 0, () => {});
    enough.runUntil(100);
    expect(enough.eventCount).toBe(3);
  });

  it("cancels only its own event: not one that has run, and not the next one in the same slot", () => {
    const loop = newLoop();
    let count = 0;
    const callback = () => count++;
    const cancelFirst = loop.at(1, 0, callback);
    loop.runUntil(1);
    loop.at(2, 0, callback);
    cancelFirst();
    loop.runUntil(2);
    expect(count).toBe(2);
    const cancel = loop.at(3, 0, callback);
    cancel();
    cancel();
    loop.at(3, 0, callback);
    cancel();
    loop.runUntil(3);
    expect(count).toBe(3);
  });

  it("uses the slots of one-time events again: a long run needs no more than were pending at once", () => {
    const loop = newLoop();
    const handler = loop.addHandler(() => {});
    let left = 50_000;
    const again = () => {
      if (left-- > 0) loop.at(loop.nowSeconds + 1, 0, again)();
      if (left-- > 0) loop.at(loop.nowSeconds + 1, 0, again);
    };
    for (let i = 0; i < 3; i++) loop.at(0, 0, again);
    loop.runUntil(30_000);
    expect(loop.eventCount).toBeGreaterThan(20_000);
    expect(loop.createTimer(handler, 0, 0)).toBeLessThan(5);
  });

  it("gives every timer its own argument, far beyond the first 64", () => {
    const loop = newLoop();
    const seen: number[] = [];
    const handler = loop.addHandler((argument) => seen.push(argument));
    for (let i = 0; i < 500; i++) loop.setTimer(loop.createTimer(handler, i * 0.5, 0), i);
    loop.runUntil(500);
    expect(seen).toEqual(Array.from({ length: 500 }, (_, i) => i * 0.5));
  });

  it("moves a timer instead of running it twice, and lets it be set again", () => {
    const loop = newLoop();
    const seen: number[] = [];
    const timer = loop.createTimer(
      loop.addHandler(() => seen.push(loop.nowSeconds)),
      0,
      0,
    );
    loop.setTimer(timer, 5);
    loop.setTimer(timer, 3);
    loop.runUntil(4);
    loop.setTimer(timer, 4);
    loop.runUntil(10);
    loop.setTimer(timer, 12);
    loop.releaseTimer(timer);
    loop.runUntil(20);
    expect(seen).toEqual([3, 4]);
  });

  it("lets an event go on to a later moment where nothing else happens before or then, and counts that as an event", () => {
    const loop = newLoop(4);
    const seen: (readonly [string, number])[] = [];
    loop.at(1, 0, () => {
      for (const next of [2, 3, 4]) {
        if (!loop.goOnTo(next)) break;
        seen.push(["gone on", loop.nowSeconds]);
      }
    });
    loop.at(3, 0, () => {
      // Not beyond the end of the run, nor beyond the limit of events.
      expect([loop.goOnTo(5.5), loop.goOnTo(4), loop.goOnTo(4.5)]).toEqual([false, true, false]);
      seen.push(["other", loop.nowSeconds]);
    });
    expect(loop.goOnTo(0.5)).toBe(false);
    loop.runUntil(5);
    expect(seen).toEqual([
      ["gone on", 2],
      ["other", 4],
    ]);
    expect(loop.eventCount).toBe(4);
  });
});
