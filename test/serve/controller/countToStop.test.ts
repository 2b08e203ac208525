import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countToStop, type InPlaceCounts } from "../../../src/serve/controller/countToStop.ts";
import { propertyRuns } from "../../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(300);
/** A fifth at a time, as Ray Serve does by default. */
const stopOf = (counts: Omit<InPlaceCounts, "rollingUpdateShare">) =>
  countToStop({ rollingUpdateShare: 0.2, ...counts });
const fifth = (target: number) => Math.max(Math.floor(0.2 * target), 1);

/** Every state of up to so many replicas. */
function* states(most: number) {
  for (let targetReplicas = 0; targetReplicas <= most; targetReplicas++) {
    for (let newRunning = 0; newRunning <= targetReplicas; newRunning++) {
      for (let oldRunning = 0; oldRunning <= most; oldRunning++) {
        for (let oldStopping = 0; oldStopping <= most - oldRunning; oldStopping++) {
          yield { targetReplicas, newRunning, oldRunning, oldStopping };
        }
      }
    }
  }
}

describe("countToStop", () => {
  // ray-serve.md, "In-place heavyweight update".
  it.each([
    ["a fifth of ten at first", { targetReplicas: 10, newRunning: 0, oldRunning: 10, oldStopping: 0 }, 2],
    ["none while that fifth stops", { targetReplicas: 10, newRunning: 0, oldRunning: 8, oldStopping: 2 }, 0],
    [
      "none while the new ones start",
      { targetReplicas: 10, newRunning: 0, oldRunning: 8, oldStopping: 0 },
      0,
    ],
    ["one when one of two runs", { targetReplicas: 10, newRunning: 1, oldRunning: 8, oldStopping: 0 }, 1],
    ["the next fifth when both run", { targetReplicas: 10, newRunning: 2, oldRunning: 8, oldStopping: 0 }, 2],
    ["the only one of one", { targetReplicas: 1, newRunning: 0, oldRunning: 1, oldStopping: 0 }, 1],
    [
      "one of four, whose fifth is none",
      { targetReplicas: 4, newRunning: 0, oldRunning: 4, oldStopping: 0 },
      1,
    ],
    ["one of nine", { targetReplicas: 9, newRunning: 0, oldRunning: 9, oldStopping: 0 }, 1],
    ["three of fifteen", { targetReplicas: 15, newRunning: 0, oldRunning: 15, oldStopping: 0 }, 3],
    ["none while it scales down", { targetReplicas: 5, newRunning: 0, oldRunning: 4, oldStopping: 2 }, 0],
    ["the last one", { targetReplicas: 10, newRunning: 9, oldRunning: 1, oldStopping: 0 }, 1],
  ] as const)("stops %s", (_, counts, expected) => {
    expect(stopOf(counts)).toBe(expected);
  });

  it("stops whole replicas that are there, and leaves no more than a fifth missing unless more were", () => {
    for (const counts of states(16)) {
      const stopped = stopOf(counts);
      const missing = counts.targetReplicas - counts.newRunning - counts.oldRunning;
      if (!Number.isInteger(stopped) || stopped < 0 || stopped > counts.oldRunning)
        expect.unreachable(JSON.stringify(counts));
      if (stopped > 0) {
        expect(missing + stopped).toBeLessThanOrEqual(fifth(counts.targetReplicas));
        expect(counts.oldRunning + counts.oldStopping).toBeLessThanOrEqual(counts.targetReplicas);
      }
    }
  });

  it("never waits for nothing: with all replicas in place and old ones among them it stops some", () => {
    for (const counts of states(16)) {
      const { targetReplicas, newRunning, oldRunning, oldStopping } = counts;
      if (oldRunning === 0 || oldStopping > 0 || newRunning + oldRunning !== targetReplicas) continue;
      expect(stopOf(counts)).toBe(Math.min(fifth(targetReplicas), oldRunning));
    }
  });

  it("ends with new replicas only, in whatever order replicas stop and start", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.infiniteStream(fc.nat(1)),
        (targetReplicas, chances) => {
          let [newRunning, newStarting, oldRunning, oldStopping] = [0, 0, targetReplicas, 0];
          for (let round = 0; newRunning < targetReplicas; round++) {
            expect(round).toBeLessThan(100 * targetReplicas);
            const stopped = stopOf({ targetReplicas, newRunning, oldRunning, oldStopping });
            oldRunning -= stopped;
            oldStopping += stopped;
            newStarting += Math.max(0, targetReplicas - newRunning - newStarting - oldRunning - oldStopping);
            expect(newRunning + oldRunning).toBeGreaterThanOrEqual(targetReplicas - fifth(targetReplicas));
            if (oldStopping > 0 && (newStarting === 0 || chances.next().value === 0)) oldStopping--;
            else if (newStarting > 0) {
              newStarting--;
              newRunning++;
            }
          }
          expect([newStarting, oldRunning, oldStopping]).toEqual([0, 0, 0]);
        },
      ),
      { numRuns: runs, seed },
    );
  });
});
