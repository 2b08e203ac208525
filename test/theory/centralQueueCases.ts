import { birthDeath } from "./formulas/birthDeath.ts";
import { erlangDelayProbability } from "./formulas/erlangDelayProbability.ts";
import { erlangWaitSeconds } from "./formulas/erlangWaitSeconds.ts";
import { pollaczekWaitSeconds } from "./formulas/pollaczekWaitSeconds.ts";
import type { QueueModel } from "./QueueModel.ts";
import { requestsFor } from "./requestsFor.ts";
import { type ServiceTime, serviceTimes } from "./ServiceTime.ts";
import type { TheoryCase } from "./TheoryCase.ts";

function model(
  load: number,
  servers: number,
  serviceTime: ServiceTime,
  maxQueued: number | null,
): QueueModel {
  return {
    arrivalsPerSecond: load * servers,
    serviceTime,
    replicas: servers,
    slots: 1,
    slowdown: 0,
    maxQueued,
    arrivalsGo: "router",
  };
}

/**
 * M/M/c. Where hardly anyone waits a mean wait says nothing: there the latency is measured, which would show requests that
 * wait without need.
 */
export function erlangCase(load: number, servers: number): TheoryCase {
  const offered = load * servers;
  // The more servers the rarer the spells in which anyone waits, so the longer the run for the same precision.
  const requests = requestsFor(load) * (load > 0.9 || servers < 4 ? 1 : servers < 16 ? 2 : 3);
  const wait = erlangWaitSeconds(offered, servers);
  const isWait = requests * erlangDelayProbability(offered, servers) >= 20_000;
  return {
    family: servers === 1 ? "M/M/1" : "M/M/c (Erlang C)",
    name: `M/M/${servers} at load ${load}`,
    model: model(load, servers, serviceTimes.exponential, null),
    quantity: isWait ? "wait" : "latency",
    exact: isWait ? wait : 1 + wait,
    wrong: isWait
      ? { "one server more": erlangWaitSeconds(offered, servers + 1), "half the wait": wait / 2 }
      : { "a wait of a twentieth of the service": 1.05 + wait, "a service a twentieth shorter": 0.95 + wait },
    requests,
  };
}

export function pollaczekCase(load: number, serviceTime: ServiceTime): TheoryCase {
  const { squaredVariation } = serviceTime;
  const exact = pollaczekWaitSeconds(load, squaredVariation);
  return {
    family: squaredVariation === 0 ? "M/D/1" : "M/G/1 (Pollaczek–Khinchine)",
    name: `M/G/1, ${serviceTime.name}, at load ${load}`,
    model: model(load, 1, serviceTime, null),
    quantity: "wait",
    exact,
    wrong: { "as if exponential": pollaczekWaitSeconds(load, 1), "half the wait": exact / 2 },
    // Varied service times need longer runs for the same precision.
    requests: requestsFor(load, { atLeastABatch: 4500 * (1 + squaredVariation) }),
  };
}

/** M/M/c/K: at most `limit` requests waiting or served; the others are refused. */
export function blockingCase(load: number, servers: number, limit: number): TheoryCase {
  const ends = (count: number) => Math.min(count, servers);
  const refused = (ofLimit: number) => birthDeath(load * servers, ofLimit, ends).refusedShare;
  return {
    family: "M/M/c/K",
    name: `M/M/${servers}/${limit} at load ${load}`,
    model: model(load, servers, serviceTimes.exponential, limit - servers),
    quantity: "refused",
    exact: refused(limit),
    wrong: {
      "a quarter more room": refused(Math.ceil(1.25 * limit)),
      "a sixth more refused": (refused(limit) * 7) / 6,
    },
    requests: requestsFor(0.85),
  };
}

/** Erlang's loss system: whatever the service time, the share refused is the same. */
export function lossCase(load: number, servers: number, serviceTime: ServiceTime): TheoryCase {
  const plain = blockingCase(load, servers, servers);
  return {
    ...plain,
    name: `M/G/${servers}/${servers}, ${serviceTime.name}, at load ${load}`,
    model: { ...plain.model, serviceTime },
  };
}

/** The wait of those whom a finite queue admits. */
export function admittedCase(load: number, servers: number, limit: number): TheoryCase {
  const plain = blockingCase(load, servers, limit);
  const ends = (count: number) => Math.min(count, servers);
  const wait = (ofLimit: number) => birthDeath(load * servers, ofLimit, ends).latencySeconds - 1;
  return {
    ...plain,
    name: `M/M/${servers}/${limit} at load ${load}, those admitted`,
    quantity: "wait",
    exact: wait(limit),
    wrong: { "room for two more": wait(limit + 2), "a tenth more": wait(limit) * 1.1 },
  };
}

/** The number in the system, measured over time and not at requests; exact by Little's law from the mean wait. */
export function inSystemCase(load: number, servers: number, serviceTime: ServiceTime): TheoryCase {
  const offered = load * servers;
  const wait =
    servers === 1
      ? pollaczekWaitSeconds(load, serviceTime.squaredVariation)
      : erlangWaitSeconds(offered, servers);
  return {
    family: "Little's law",
    name: `M/${serviceTime === serviceTimes.exponential ? "M" : "G"}/${servers}, ${serviceTime.name}, at load ${load}`,
    model: model(load, servers, serviceTime, null),
    quantity: "in system",
    exact: offered * (1 + wait),
    wrong: { "only those served": offered, "only those waiting": offered * wait },
    requests: requestsFor(load, { atLeastABatch: 4500 * (1 + serviceTime.squaredVariation) }),
  };
}
