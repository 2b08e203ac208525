import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { levelColumns } from "../../../src/report/charts/levelColumns.ts";

/** What a step-after line shows at a moment. */
function shownAt(points: Record<string, number[]>, minute: number): number | undefined {
  const index = points.minute!.findLastIndex((at) => at <= minute + 1e-9);
  return points.level![index];
}

describe("levels as points of a line", () => {
  it("show at every moment of the window the value that was in force", () => {
    const values = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.nat({ max: 20 }), fc.integer({ min: 1, max: 25 }), (levels, start, length) => {
        const fromSeconds = levels.map((_, row) => row * 60);
        const window = { startSeconds: start * 60, endSeconds: (start + length) * 60 };
        const points = levelColumns(fromSeconds, { level: levels }, window);
        for (let minute = start; minute < start + length; minute++) {
          expect(shownAt(points, minute)).toBe(levels[Math.min(minute, levels.length - 1)]);
        }
        const minutes = points.minute!;
        expect(minutes).toEqual([...new Set(minutes)].sort((one, other) => one - other));
        expect(minutes[0]).toBe(start);
        expect(minutes.at(-1)).toBe(start + length);
      }),
    );
  });

  it("take the last of several values at one moment, and no moment twice", () => {
    const points = levelColumns(
      [0, 60, 60, 60, 120],
      { level: [1, 2, 9, 3, 3] },
      { startSeconds: 0, endSeconds: 180 },
    );
    expect(points).toEqual({ minute: [0, 1, 3], level: [1, 3, 3] });
  });

  it("hold no point at which nothing changes but the first and the last", () => {
    const points = levelColumns(
      [0, 60, 120, 180],
      { level: [1, 1, 2, 2] },
      { startSeconds: 0, endSeconds: 240 },
    );
    expect(points).toEqual({ minute: [0, 2, 4], level: [1, 2, 2] });
  });

  it("begin with what is in force where the window begins, and leave out what comes where it ends or later", () => {
    const window = { startSeconds: 60, endSeconds: 180 };
    expect(levelColumns([0, 60, 180, 240], { level: [1, 2, 3, 4] }, window)).toEqual({
      minute: [1, 3],
      level: [2, 2],
    });
    expect(levelColumns([90, 100], { level: [1, 1] }, window)).toEqual({ minute: [1, 3], level: [1, 1] });
  });

  it("have a point where any of several levels changes", () => {
    const points = levelColumns(
      [0, 60, 120],
      { one: [1, 1, 1], other: [5, 5, 6] },
      { startSeconds: 0, endSeconds: 180 },
    );
    expect(points).toEqual({ minute: [0, 2, 3], one: [1, 1, 1], other: [5, 6, 6] });
  });

  it("have no points where there is no level", () => {
    const window = { startSeconds: 0, endSeconds: 60 };
    expect(levelColumns([], { level: [] }, window)).toEqual({ minute: [], level: [] });
  });
});
