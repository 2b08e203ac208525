import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { choosePowerOfTwo } from "../../../src/serve/routing/choosePowerOfTwo.ts";

const random = () => createRandomStreams("choose").stream("routing");

describe("choosePowerOfTwo", () => {
  it("picks each of equally loaded replicas equally often", () => {
    for (const count of [1, 2, 3, 7, 20]) {
      const available = Int32Array.from({ length: count + 5 }, (_, place) => place);
      const picks = new Array<number>(count).fill(0);
      const draws = random();
      const rounds = 20_000;
      for (let i = 0; i < rounds; i++) {
        const place = choosePowerOfTwo(available, count, new Int32Array(count + 5), draws);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(count);
        picks[place]! += 1;
      }
      const chiSquare = picks.reduce((sum, pick) => sum + (pick - rounds / count) ** 2 / (rounds / count), 0);
      expect(chiSquare).toBeLessThan(count - 1 + 4 * Math.sqrt(2 * count));
    }
  });

  it("picks the shorter of the two, whichever is drawn first: for every pair of draws", () => {
    for (let count = 2; count <= 6; count++) {
      const available = Int32Array.from({ length: count }, (_, place) => 10 + place);
      const ongoing = new Int32Array(16);
      for (let place = 0; place < count; place++) ongoing[10 + place] = (place * 5) % 7;
      for (let first = 0; first < count; first++) {
        const pairs = new Set<number>();
        for (let other = 0; other < count - 1; other++) {
          const draws = [(first + 0.5) / count, (other + 0.5) / (count - 1)];
          const place = choosePowerOfTwo(available, count, ongoing, () => draws.shift()!);
          const second = other >= first ? other + 1 : other;
          pairs.add(second);
          expect(ongoing[10 + place]).toBe(Math.min(ongoing[10 + first]!, ongoing[10 + second]!));
          expect([first, second]).toContain(place);
        }
        expect(pairs.size).toBe(count - 1);
      }
    }
  });

  it("never picks the longest queue of three or more, and always the shorter of two", () => {
    const available = Int32Array.from([2, 0, 1]);
    const ongoing = Int32Array.from([9, 3, 1]);
    const draws = random();
    for (let i = 0; i < 2000; i++) {
      expect(available[choosePowerOfTwo(available, 3, ongoing, draws)]).not.toBe(0);
      expect(choosePowerOfTwo(available, 2, ongoing, draws)).toBe(0);
    }
  });

  it("picks the one drawn first when both are as long", () => {
    for (const [first, second] of [
      [0.2, 0.2],
      [0.8, 0.2],
    ]) {
      const draws = [first!, second!];
      const place = choosePowerOfTwo(Int32Array.from([0, 1]), 2, new Int32Array(2), () => draws.shift()!);
      expect(place).toBe(Math.floor(first! * 2));
    }
  });

  it("draws nothing when there is no choice", () => {
    expect(choosePowerOfTwo(Int32Array.from([4]), 1, new Int32Array(5), () => expect.unreachable())).toBe(0);
  });
});
