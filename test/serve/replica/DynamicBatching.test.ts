import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothing, RequestTable } from "../../../src/serve/path/RequestTable.ts";
import { DynamicBatching } from "../../../src/serve/replica/DynamicBatching.ts";

const options = { maxBatchSize: 4, waitTimeoutSeconds: 0.5, slowdown: 0.1, speed: 1 };

interface Arrival {
  readonly atSeconds: number;
  readonly workSeconds: number;
}

/** A replica, its requests by the order of their arrival, and when each was done. */
function played(settings: typeof options) {
  const requests = new RequestTable({ maxRequests: 10_000 });
  const replica = new DynamicBatching(requests, settings);
  const ends: (number | null)[] = [];
  const idOf = new Map<number, number>();
  const rows: number[] = [];
  let dueSeconds = Number.POSITIVE_INFINITY;
  const plan = (nowSeconds: number) => {
    dueSeconds = idOf.size === 0 ? Number.POSITIVE_INFINITY : replica.nextSeconds(nowSeconds);
  };
  const playUntil = (seconds: number) => {
    while (dueSeconds <= seconds && dueSeconds < Number.POSITIVE_INFINITY) {
      const nowSeconds = dueSeconds;
      const row = replica.finish(nowSeconds);
      if (row !== nothing) {
        ends[idOf.get(row) as number] = nowSeconds;
        idOf.delete(row);
        requests.close(row);
      }
      plan(nowSeconds);
    }
  };
  return {
    ends,
    playUntil,
    arrive({ atSeconds, workSeconds }: Arrival) {
      playUntil(atSeconds);
      const row = requests.open();
      requests.workSeconds[row] = workSeconds;
      idOf.set(row, ends.length);
      rows.push(row);
      ends.push(null);
      replica.begin(row, atSeconds);
      plan(atSeconds);
    },
    abandon(which: number, atSeconds: number) {
      playUntil(atSeconds);
      const row = rows[which] as number;
      replica.abandon(row, atSeconds);
      idOf.delete(row);
      requests.close(row);
      plan(atSeconds);
    },
    setSpeed(speed: number, atSeconds: number) {
      playUntil(atSeconds);
      replica.setSpeed(speed, atSeconds);
      plan(atSeconds);
    },
  };
}

/** By the rule alone: a batch closes when it is full or its time is over, and runs when the one before it has. */
function expectedEnds(arrivals: readonly Arrival[], settings: typeof options): number[] {
  const ends: number[] = [];
  let freeAtSeconds = 0;
  for (let first = 0; first < arrivals.length; ) {
    const closesAtSeconds = (arrivals[first] as Arrival).atSeconds + settings.waitTimeoutSeconds;
    const batch = arrivals
      .slice(first, first + settings.maxBatchSize)
      .filter(({ atSeconds }, place) => place === 0 || atSeconds < closesAtSeconds);
    const last = batch.at(-1) as Arrival;
    const closed = batch.length === settings.maxBatchSize ? last.atSeconds : closesAtSeconds;
    const longest = Math.max(...batch.map(({ workSeconds }) => workSeconds));
    freeAtSeconds = Math.max(closed, freeAtSeconds) + longest * (1 + settings.slowdown * (batch.length - 1));
    for (const _ of batch) ends.push(freeAtSeconds);
    first += batch.length;
  }
  return ends;
}

describe("DynamicBatching", () => {
  it("ends every request with its batch, which closes when full or in time and runs after the one before", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 500 })), {
          maxLength: 40,
        }),
        fc.record({
          maxBatchSize: fc.integer({ min: 1, max: 6 }),
          waitTimeoutSeconds: fc.constantFrom(0, 0.1 * Math.SQRT2, Math.SQRT2),
          slowdown: fc.constantFrom(0, 0.3, 1),
          speed: fc.constant(1),
        }),
        (gaps, settings) => {
          let atSeconds = 0;
          const arrivals = gaps.map(([gap, work]) => {
            atSeconds += gap * 0.00271828;
            return { atSeconds, workSeconds: work * 0.00314159 };
          });
          const { ends, arrive, playUntil } = played(settings);
          for (const arrival of arrivals) arrive(arrival);
          playUntil(Number.POSITIVE_INFINITY);
          for (const [index, wanted] of expectedEnds(arrivals, settings).entries()) {
            expect(ends[index]).toBeCloseTo(wanted, 9);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("lets a batch that runs go on to its end, whoever leaves it", () => {
    const { ends, arrive, abandon, playUntil } = played({ ...options, maxBatchSize: 2 });
    for (const workSeconds of [3, 1, 1, 1]) arrive({ atSeconds: 0, workSeconds });
    abandon(0, 1);
    playUntil(100);
    expect(ends[0]).toBeNull();
    expect(ends[1]).toBeCloseTo(3.3, 9);
    expect(ends[3]).toBeCloseTo(3.3 + 1.1, 9);
  });

  it("forgets a batch that everyone left before it ran", () => {
    const { ends, arrive, abandon, playUntil } = played({ ...options, maxBatchSize: 1 });
    for (const workSeconds of [2, 5, 1]) arrive({ atSeconds: 0, workSeconds });
    abandon(1, 1);
    playUntil(100);
    expect(ends).toEqual([2, null, 3]);
  });

  it("waits anew for a batch whose first request left it empty", () => {
    const { ends, arrive, abandon, playUntil } = played(options);
    arrive({ atSeconds: 0, workSeconds: 1 });
    abandon(0, 0.1);
    arrive({ atSeconds: 0.4, workSeconds: 1 });
    playUntil(100);
    expect(ends).toEqual([null, 1.9]);
  });

  it("runs a batch at the speed of its replica, also where that changes or stands still for a while", () => {
    const { ends, arrive, setSpeed, playUntil } = played({ ...options, maxBatchSize: 1 });
    arrive({ atSeconds: 0, workSeconds: 3 });
    setSpeed(2, 1);
    setSpeed(0, 1.5);
    setSpeed(0.5, 10);
    playUntil(100);
    expect(ends).toEqual([12]);
  });

  it("does nothing in no time, also where its replica stands still", () => {
    const { ends, arrive, setSpeed, playUntil } = played({ ...options, maxBatchSize: 1 });
    setSpeed(0, 1);
    arrive({ atSeconds: 2, workSeconds: 0 });
    setSpeed(0, 3);
    arrive({ atSeconds: 4, workSeconds: 1 });
    setSpeed(0, 5);
    playUntil(100);
    expect(ends).toEqual([2, null]);
  });

  it("refuses batches of nobody and negative times", () => {
    const requests = new RequestTable({ maxRequests: 1 });
    for (const wrong of [{ maxBatchSize: 0 }, { waitTimeoutSeconds: -1 }, { slowdown: -1 }]) {
      expect(() => new DynamicBatching(requests, { ...options, ...wrong })).toThrow(RangeError);
    }
  });
});
