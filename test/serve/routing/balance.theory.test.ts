import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../../src/engine/RandomStreams.ts";
import { sample } from "../../../src/engine/sample.ts";
import { nobody } from "../../../src/serve/path/Caller.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { supermarketLatencySeconds } from "../../theory/formulas/supermarketLatencySeconds.ts";
import { watchedPath } from "../watchedPath.ts";
import { policies } from "./policies.ts";

const replicas = 20;
const requests = 60_000;

/** Mean latency of Poisson arrivals with exponential work of mean 1 s at replicas that share their processor. */
function meanLatencySeconds(routing: RoutingSettings, load: number): number {
  const { loop, path, statistics } = watchedPath([{ routing }]);
  for (let owner = 0; owner < replicas; owner++) {
    path.addReplica({
      router: pathRouter(0),
      maxOngoing: 10_000,
      slowdown: 1,
      speed: 1,
      owner,
      node: owner % 4,
    });
  }
  const streams = createRandomStreams(`balance at ${load}`);
  const [gaps, works] = [streams.stream("gaps"), streams.stream("works")];
  for (let session = 0; session < requests; session++) {
    loop.runUntil(loop.nowSeconds + sample({ kind: "exponential", mean: 1 / (load * replicas) }, gaps));
    path.arrive(pathRouter(0), sample({ kind: "exponential", mean: 1 }, works), 0, nobody, 1, 1, session);
  }
  loop.runUntil(loop.nowSeconds + 1000);
  return statistics.versions[0]?.latency.meanSeconds as number;
}

const by = (name: string) => {
  const found = policies.find(([each]) => each === name);
  if (found === undefined) throw new Error(name);
  return found[1];
};

describe("twenty replicas that share their processors, at load 0.8", () => {
  const load = 0.8;
  const mean = (name: string) => meanLatencySeconds(by(name), load);
  const random = mean("random");
  const two = mean("ideal");
  const least = mean("least-loaded");
  const turns = mean("round-robin");

  it("by random choice is as slow as a queue of its own for each: 1 / (1 − load)", () => {
    expect(Math.abs(random / (1 / (1 - load)) - 1)).toBeLessThan(0.1);
  });

  it("by power of two choices is as Mitzenmacher's limit for many replicas", () => {
    expect(Math.abs(two / supermarketLatencySeconds(load, 2) - 1)).toBeLessThan(0.05);
  });

  it("by the shortest queue is faster than by the shorter of two, and that faster than by chance", () => {
    // Nothing is faster than the mean work of a request.
    expect(least).toBeGreaterThan(1);
    expect(least).toBeLessThan(0.85 * two);
    expect(two).toBeLessThan(0.5 * random);
  });

  it("by turns is faster than by chance, as its arrivals are more even, and slower than by looking", () => {
    expect(turns).toBeLessThan(0.75 * random);
    expect(turns).toBeGreaterThan(1.1 * two);
  });

  it("keeps nearly all of the gain with a cache instead of perfect knowledge", () => {
    expect(Math.abs(mean("probes at once") / two - 1)).toBeLessThan(0.03);
    expect(Math.abs(mean("probes") / two - 1)).toBeLessThan(0.05);
  });

  it("loses some of it to the preference for a node: two of five are two of fewer", () => {
    const local = mean("ideal on its node");
    expect(local).toBeGreaterThan(two);
    expect(local).toBeLessThan(0.6 * random);
  });

  it("loses most of it where sessions are bound to a replica, however loaded", () => {
    expect(mean("session-affinity")).toBeGreaterThan(0.8 * random);
    expect(mean("prefix-affinity with a threshold")).toBeLessThan(turns * 1.05);
  });
});
