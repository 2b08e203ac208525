import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { birthDeath } from "./formulas/birthDeath.ts";
import { erlangDelayProbability } from "./formulas/erlangDelayProbability.ts";
import { erlangWaitSeconds } from "./formulas/erlangWaitSeconds.ts";
import { pollaczekWaitSeconds } from "./formulas/pollaczekWaitSeconds.ts";
import { sharedLatencySeconds } from "./formulas/sharedLatencySeconds.ts";
import { shorterOfTwoLatencySeconds } from "./formulas/shorterOfTwoLatencySeconds.ts";
import { supermarketLatencySeconds } from "./formulas/supermarketLatencySeconds.ts";
import { serviceTimes } from "./ServiceTime.ts";

const loads = [0.1, 0.5, 0.9, 0.95];

describe("the formulas agree with one another where they meet", () => {
  it.each(loads)(
    "Erlang C for one server is Pollaczek and Khinchine's, and for two the closed form, at load %d",
    (load) => {
      expect(erlangWaitSeconds(load, 1)).toBeCloseTo(pollaczekWaitSeconds(load, 1), 10);
      expect(erlangWaitSeconds(2 * load, 2)).toBeCloseTo(load ** 2 / (1 - load ** 2), 10);
    },
  );

  it("Erlang C stands in the tables: 0.409 of the calls wait for 10 agents at 8 erlangs", () => {
    expect(erlangDelayProbability(8, 10)).toBeCloseTo(0.409, 3);
  });

  it.each(loads)("a birth–death chain with much room is M/M/c, at load %d", (load) => {
    for (const servers of [1, 2, 8]) {
      const chain = birthDeath(load * servers, 3000, (count) => Math.min(count, servers));
      expect(chain.latencySeconds).toBeCloseTo(1 + erlangWaitSeconds(load * servers, servers), 9);
      expect(chain.meanInSystem).toBeCloseTo(load * servers * chain.latencySeconds, 9);
    }
  });

  it("a birth–death chain without room to wait is Erlang's loss system: 10 erlangs on 10 lines lose 21.5 %", () => {
    expect(birthDeath(10, 10, (count) => count).refusedShare).toBeCloseTo(0.2146, 4);
  });

  it.each(loads)(
    "one random choice in the supermarket is M/M/1, and more choices are better, at load %d",
    (load) => {
      // One choice makes the exponent (d^k − 1)/(d − 1) the number k itself.
      expect(supermarketLatencySeconds(load, 1)).toBeCloseTo(sharedLatencySeconds(load), 2);
      expect(supermarketLatencySeconds(load, 2)).toBeLessThan(supermarketLatencySeconds(load, 1));
      expect(supermarketLatencySeconds(load, 3)).toBeLessThan(supermarketLatencySeconds(load, 2));
    },
  );

  it("two choices give the latencies that Mitzenmacher prints: 1.2657 at load 0.5, 2.6141 at 0.9", () => {
    expect(supermarketLatencySeconds(0.5, 2)).toBeCloseTo(1.2657, 4);
    expect(supermarketLatencySeconds(0.9, 2)).toBeCloseTo(2.6141, 4);
  });

  it("the shorter of two queues lies between one queue for two servers and a random queue", () => {
    for (const load of [0.3, 0.5, 0.9]) {
      const latency = shorterOfTwoLatencySeconds(load);
      expect(latency).toBeGreaterThan(1 + erlangWaitSeconds(2 * load, 2));
      expect(latency).toBeLessThan(sharedLatencySeconds(load));
    }
  });
});

describe("service times", () => {
  it.each(Object.values(serviceTimes))(
    "have the mean and the variation that the formulas take: $name",
    (time) => {
      const random = createRandomStreams(time.name).stream("service");
      const draws = 400_000;
      let [sum, squares] = [0, 0];
      for (let i = 0; i < draws; i++) {
        const value = time.draw(random);
        sum += value;
        squares += value * value;
      }
      const mean = sum / draws;
      // Four standard errors of the mean; the variance of heavy tails is known less well.
      expect(Math.abs(mean - 1)).toBeLessThanOrEqual(4 * Math.sqrt(time.squaredVariation / draws));
      expect(Math.abs(squares / draws / mean ** 2 - 1 - time.squaredVariation)).toBeLessThan(
        0.05 * (0.01 + time.squaredVariation),
      );
    },
  );
});
