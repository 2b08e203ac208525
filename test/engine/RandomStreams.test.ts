import seedrandom from "seedrandom";
import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";

const draw = (seed: string, name: string, count: number) => {
  const random = createRandomStreams(seed).stream(name);
  return Array.from({ length: count }, random);
};

/** Pearson's statistic against equal cells: mean cells − 1, standard deviation √(2(cells − 1)). */
function chiSquare(values: readonly number[], cells: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (const value of values)
    counts[Math.floor(value * cells)] = (counts[Math.floor(value * cells)] as number) + 1;
  const expected = values.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const [fromA, fromB] = [value - meanA, (b[index] as number) - meanB];
    products += fromA * fromB;
    squaresA += fromA ** 2;
    squaresB += fromB ** 2;
  }
  return products / Math.sqrt(squaresA * squaresB);
}

/** How often a third value continues the straight line (modulo 1) through the two before it; by chance, 2 in 100. */
function shareOnLines(values: readonly number[]): number {
  let onLine = 0;
  for (let i = 2; i < values.length; i++) {
    const bend = (values[i] as number) - 2 * (values[i - 1] as number) + (values[i - 2] as number);
    if (Math.abs(bend - Math.round(bend)) < 0.01) onLine++;
  }
  return onLine / (values.length - 2);
}

const seeds = ["", "1", "2", "rollout", "a longer seed, as people write them"];
const patterns = ["boot/v2/gpu/#", "start-up/v1/llm/#", "#", "fault/# of many"];
const firstDraws = (seed: string, pattern: string, count: number) =>
  Array.from({ length: count }, (_, i) => draw(seed, pattern.replace("#", String(i + 1)), 1)[0] as number);

describe("RandomStreams", () => {
  it("gives the same numbers for the same seed and name, whatever else was drawn before", () => {
    const streams = createRandomStreams("seed");
    const [late, other] = [streams.stream("late"), streams.stream("other")];
    for (let i = 0; i < 10; i++) other();
    expect(Array.from({ length: 20 }, late)).toEqual(draw("seed", "late", 20));
    expect(Array.from({ length: 20 }, streams.stream("late"))).toEqual(draw("seed", "late", 20));
    const reversed = createRandomStreams("seed");
    const made = ["c", "b", "a"].map((name) => [name, reversed.stream(name)] as const);
    for (const [name, random] of made)
      expect(Array.from({ length: 5 }, random)).toEqual(draw("seed", name, 5));
  });

  it("is pinned: these numbers are part of every result", () => {
    expect(draw("seed", "arrivals", 3)).toMatchInlineSnapshot(`
      [
        0.7682210756465793,
        0.6331411604769528,
        0.5574975782074034,
      ]
    `);
  });

  it("depends on seed and name and on where one ends", () => {
    const keys = [
      ["a", "b"],
      ["a", "c"],
      ["b", "b"],
      ["a/b", "c"],
      ["a", "b/c"],
      ["", "a/b"],
      ["1:a", "b"],
    ] as const;
    expect(new Set(keys.map(([seed, name]) => draw(seed, name, 2).join())).size).toBe(keys.length);
  });

  it("gives multiples of 2⁻³² from 0 to below 1, evenly", () => {
    for (const seed of seeds) {
      const values = draw(seed, "arrivals", 100_000);
      expect(values.every((value) => value >= 0 && value < 1 && Number.isInteger(value * 2 ** 32))).toBe(
        true,
      );
      expect(Math.abs(chiSquare(values, 201) - 200)).toBeLessThan(4 * Math.sqrt(400));
      expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(
        4 / Math.sqrt(values.length),
      );
    }
  });

  it("gives streams of unlike and of like names that know nothing of each other", () => {
    const names = ["arrivals", "service", "gpu/1", "gpu/2", "gpu/3", "gpu/10"];
    const streams = names.map((name) => draw("seed", name, 20_000));
    for (const [i, a] of streams.entries()) {
      for (const b of streams.slice(i + 1)) {
        expect(Math.abs(correlation(a, b))).toBeLessThan(4 / Math.sqrt(a.length));
      }
    }
  });

  it("begins numbered streams with even and independent draws, since many entities draw only once", () => {
    for (const seed of seeds) {
      for (const pattern of patterns) {
        const values = firstDraws(seed, pattern, 4000);
        expect(Math.abs(chiSquare(values, 101) - 100)).toBeLessThan(4 * Math.sqrt(200));
        expect(Math.abs(correlation(values.slice(1), values.slice(0, -1)))).toBeLessThan(
          4 / Math.sqrt(values.length),
        );
        expect(shareOnLines(values)).toBeLessThan(0.02 + 4 * Math.sqrt(0.02 / values.length));
      }
    }
  });

  it("begins with unlike draws under numbered seeds", () => {
    const values = Array.from({ length: 4000 }, (_, i) => draw(`run ${i}`, "arrivals", 1)[0] as number);
    expect(Math.abs(chiSquare(values, 101) - 100)).toBeLessThan(4 * Math.sqrt(200));
    expect(shareOnLines(values)).toBeLessThan(0.02 + 4 * Math.sqrt(0.02 / values.length));
  });

  it("would not do so if names were Alea's keys themselves", () => {
    const values = Array.from({ length: 4000 }, (_, i) => seedrandom.alea(`4:seed/boot/v2/gpu/${i + 1}`)());
    expect(shareOnLines(values)).toBeGreaterThan(0.3);
  });
});
