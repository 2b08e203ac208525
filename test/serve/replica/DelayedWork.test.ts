import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothing, RequestTable } from "../../../src/serve/path/RequestTable.ts";
import { DelayedWork } from "../../../src/serve/replica/DelayedWork.ts";
import { DynamicBatching } from "../../../src/serve/replica/DynamicBatching.ts";
import type { ReplicaWork } from "../../../src/serve/replica/ReplicaWork.ts";

interface Step {
  readonly atSeconds: number;
  readonly slotSeconds: number;
  readonly workSeconds: number;
  /** Leaves then, if it is still there. */
  readonly patienceSeconds: number;
}

/** When each request is done; `null`: it left before. */
function ends(steps: readonly Step[], how: "delayed" | "later"): readonly (number | null)[] {
  const requests = new RequestTable({ maxRequests: 10_000 });
  const batches = new DynamicBatching(requests, {
    maxBatchSize: 3,
    waitTimeoutSeconds: 1,
    slowdown: 0.5,
    speed: 1,
  });
  const work: ReplicaWork = how === "delayed" ? new DelayedWork(requests, batches) : batches;
  const done: (number | null)[] = steps.map(() => null);
  const stepOf = new Map<number, number>();
  const rowOf = new Map<number, number>();
  let dueSeconds = Number.POSITIVE_INFINITY;
  const plan = (nowSeconds: number) => {
    dueSeconds = stepOf.size === 0 ? Number.POSITIVE_INFINITY : work.nextSeconds(nowSeconds);
  };
  const leave = (row: number) => {
    rowOf.delete(stepOf.get(row)!);
    stepOf.delete(row);
    requests.close(row);
  };
  const playUntil = (seconds: number) => {
    while (dueSeconds <= seconds && dueSeconds < Number.POSITIVE_INFINITY) {
      const nowSeconds = dueSeconds;
      const row = work.finish(nowSeconds);
      if (row !== nothing) {
        done[stepOf.get(row)!] = nowSeconds;
        leave(row);
      }
      plan(nowSeconds);
    }
  };
  const moments = steps.flatMap(({ atSeconds, slotSeconds, patienceSeconds }, index) => {
    const beginSeconds = how === "later" ? atSeconds + slotSeconds : atSeconds;
    const leaveSeconds = atSeconds + patienceSeconds;
    // One that has left before it is there never comes.
    if (leaveSeconds <= beginSeconds)
      return how === "later"
        ? []
        : [
            { seconds: atSeconds, index, isEnd: false },
            { seconds: leaveSeconds, index, isEnd: true },
          ];
    return [
      { seconds: beginSeconds, index, isEnd: false },
      { seconds: leaveSeconds, index, isEnd: true },
    ];
  });
  for (const { seconds, index, isEnd } of moments.sort((a, b) => a.seconds - b.seconds)) {
    playUntil(seconds);
    if (isEnd) {
      const row = rowOf.get(index);
      if (row === undefined) continue;
      work.abandon(row, seconds);
      leave(row);
    } else {
      const row = requests.open();
      requests.workSeconds[row] = steps[index]!.workSeconds;
      requests.slotSeconds[row] = how === "delayed" ? steps[index]!.slotSeconds : 0;
      stepOf.set(row, index);
      rowOf.set(index, row);
      work.begin(row, seconds);
    }
    plan(seconds);
  }
  playUntil(1e9);
  return done;
}

/** Of units that have no multiple in common, so that nothing happens at the same moment as something else. */
const units = (most: number, seconds: number) =>
  fc.integer({ min: 1, max: most }).map((count) => count * seconds);

describe("work that is handed over later", () => {
  it("ends as if its requests had come so much later, whoever leaves", () => {
    const step = fc.record({
      atSeconds: units(7000, 0.00271828),
      slotSeconds: fc.oneof(fc.constant(0), units(1000, 0.00314159)),
      workSeconds: units(2000, 0.00141421),
      patienceSeconds: fc.oneof(fc.constant(1000), units(4000, 0.00173205)),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(step, { maxLength: 30, selector: ({ atSeconds }) => atSeconds }),
        (steps) => {
          const [delayed, later] = [ends(steps, "delayed"), ends(steps, "later")];
          for (const [index, seconds] of delayed.entries()) {
            const expected = later[index] ?? null;
            if (seconds === null || expected === null) expect(seconds).toBe(expected);
            else expect(seconds).toBeCloseTo(expected, 9);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it("passes on at once what needs nothing", () => {
    expect(ends([{ atSeconds: 0, slotSeconds: 0, workSeconds: 2, patienceSeconds: 99 }], "delayed")).toEqual([
      3,
    ]);
  });
});
