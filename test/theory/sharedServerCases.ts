import { birthDeath } from "./formulas/birthDeath.ts";
import { erlangWaitSeconds } from "./formulas/erlangWaitSeconds.ts";
import { pollaczekWaitSeconds } from "./formulas/pollaczekWaitSeconds.ts";
import { sharedLatencySeconds } from "./formulas/sharedLatencySeconds.ts";
import { shorterOfTwoLatencySeconds } from "./formulas/shorterOfTwoLatencySeconds.ts";
import { supermarketLatencySeconds } from "./formulas/supermarketLatencySeconds.ts";
import type { QueueModel } from "./QueueModel.ts";
import { requestsFor } from "./requestsFor.ts";
import { type ServiceTime, serviceTimes } from "./ServiceTime.ts";
import type { TheoryCase } from "./TheoryCase.ts";

/** As good as no limit: a replica never has so many requests at once. */
const manySlots = 20_000;

function sharing(load: number, replicas: number, serviceTime: ServiceTime): QueueModel {
  return {
    arrivalsPerSecond: load * replicas,
    serviceTime,
    replicas,
    slots: manySlots,
    slowdown: 1,
    maxQueued: null,
    arrivalsGo: "router",
  };
}

/** One replica that shares itself equally among all its requests. */
export function sharedCase(load: number, serviceTime: ServiceTime): TheoryCase {
  const exact = sharedLatencySeconds(load);
  const { squaredVariation } = serviceTime;
  const inTurn = 1 + pollaczekWaitSeconds(load, squaredVariation);
  return {
    family: "M/G/1 processor sharing",
    name: `M/G/1-PS, ${serviceTime.name}, at load ${load}`,
    model: sharing(load, 1, serviceTime),
    quantity: "latency",
    exact,
    // With exponential service, and with it alone, one after the other takes as long on average.
    wrong: {
      ...(squaredVariation === 1 ? {} : { "one after the other": inTurn }),
      "a fifth more": 1.2 * exact,
    },
    requests: requestsFor(load, { atLeastABatch: 4500 * (1 + squaredVariation) }),
  };
}

/** One replica of a few slots that slows down with each request: a birth–death chain with exponential service. */
export function slowdownCase(load: number, slots: number, slowdown: number): TheoryCase {
  const latency = (ofSlowdown: number) => {
    const ends = (count: number) => {
      const served = Math.min(count, slots);
      return served / (1 + ofSlowdown * (served - 1));
    };
    return birthDeath(load * ends(slots), 4000, ends).latencySeconds;
  };
  const arrivalsPerSecond = (load * slots) / (1 + slowdown * (slots - 1));
  return {
    family: "Replicas of many slots",
    name: `M/M, 1 × ${slots} slots, slowdown ${slowdown}, at load ${load}`,
    model: { ...sharing(load, 1, serviceTimes.exponential), arrivalsPerSecond, slots, slowdown },
    quantity: "latency",
    exact: latency(slowdown),
    wrong: {
      "no slowdown": erlangWaitSeconds(arrivalsPerSecond, slots) + 1,
      "a tenth more": latency(slowdown) * 1.1,
    },
    requests: requestsFor(load),
  };
}

/** Replicas of several slots without slowdown are as many servers as they have slots. */
export function slotsCase(load: number, replicas: number, slots: number): TheoryCase {
  const servers = replicas * slots;
  const latency = 1 + erlangWaitSeconds(load * servers, servers);
  return {
    family: "Replicas of many slots",
    name: `M/M/${servers}, ${replicas} × ${slots} slots, at load ${load}`,
    model: {
      ...sharing(load, replicas, serviceTimes.exponential),
      arrivalsPerSecond: load * servers,
      slots,
      slowdown: 0,
    },
    quantity: "latency",
    exact: latency,
    wrong: {
      "replicas of one slot": 1 + erlangWaitSeconds(load * replicas, replicas),
      "a tenth more": latency * 1.1,
    },
    requests: requestsFor(load),
  };
}

/** Many replicas with processor sharing; the less loaded of two random ones gets the request. */
export function twoChoicesCase(load: number, serviceTime: ServiceTime): TheoryCase {
  const replicas = 1000;
  return {
    family: "Power of two choices",
    name: `${replicas} × PS, ${serviceTime.name}, the shorter of two, at load ${load}`,
    model: sharing(load, replicas, serviceTime),
    quantity: "latency",
    exact: supermarketLatencySeconds(load, 2),
    wrong: {
      "one choice": sharedLatencySeconds(load),
      "the shorter of three": supermarketLatencySeconds(load, 3),
    },
    requests: requestsFor(load, { atLeastABatch: 25_000 }),
  };
}

/** Two replicas: the less loaded of two random ones is the less loaded of all. */
export function shorterOfBothCase(load: number): TheoryCase {
  return {
    family: "Power of two choices",
    name: `2 × PS, exponential, the shorter of both, at load ${load}`,
    model: sharing(load, 2, serviceTimes.exponential),
    quantity: "latency",
    exact: shorterOfTwoLatencySeconds(load),
    wrong: {
      "one choice": sharedLatencySeconds(load),
      "infinitely many replicas": supermarketLatencySeconds(load, 2),
    },
    requests: requestsFor(load, { atLeastABatch: 15_000 }),
  };
}

/** The control: a random replica gets the request, whatever its load. */
export function randomSplitCase(load: number, replicas: number): TheoryCase {
  return {
    family: "Power of two choices",
    name: `${replicas} × PS, exponential, a random one, at load ${load}`,
    model: { ...sharing(load, replicas, serviceTimes.exponential), arrivalsGo: "split" },
    quantity: "latency",
    exact: sharedLatencySeconds(load),
    wrong: {
      "the shorter of two": supermarketLatencySeconds(load, 2),
      "a fifth less": sharedLatencySeconds(load) * 0.8,
    },
    requests: requestsFor(load, { atLeastABatch: 20_000 }),
  };
}
