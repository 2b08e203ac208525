import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { createRandomStreams } from "../../../../src/engine/RandomStreams.ts";
import { pathRouter } from "../../../../src/serve/path/PathRouter.ts";
import type { RoutingSettings } from "../../../../src/serve/routing/RoutingSettings.ts";
import { watchedPath } from "../../../serve/watchedPath.ts";
import { rayVersion } from "../readVectors.ts";

/** What recordBurst.py has recorded: arrival, work, latency (none: not answered by the end) and error of each request. */
const recording = z
  .object({
    rayVersion: z.literal(rayVersion),
    replicas: z.number(),
    slots: z.number(),
    endSeconds: z.number(),
    runs: z.array(
      z.object({
        maxQueuedRequests: z.number().nullable(),
        requests: z.array(z.tuple([z.number(), z.number(), z.number().nullable(), z.string()])),
      }),
    ),
  })
  .parse(JSON.parse(gunzipSync(readFileSync(new URL("./burst.json.gz", import.meta.url))).toString("utf8")));

type Run = (typeof recording.runs)[number];

const rays: RoutingSettings = {
  policy: "power-of-two",
  locality: "none",
  probes: { latencySeconds: { kind: "lognormal", median: 0.003, sigma: 1 }, messageSeconds: 0.0005 },
};
const ideal: RoutingSettings = { policy: "ideal", locality: "none" };
const seeds = Array.from({ length: 10 }, (_, seed) => `burst ${seed}`);
/** While the queue builds up, right after the burst, and every half minute from then on. */
const moments = [45, 60, 90, 120, 150];

/** Requests in the system at some moments, and how many were refused, when the same arrivals are simulated. */
function simulate(run: Run, routing: RoutingSettings, seed: string) {
  const { path, loop, statistics } = watchedPath([{ routing, maxQueuedRequests: run.maxQueuedRequests }], {
    random: createRandomStreams(seed).stream("router"),
  });
  for (let owner = 0; owner < recording.replicas; owner++) {
    path.addReplica({ router: pathRouter(0), maxOngoing: recording.slots, slowdown: 0, speed: 1, owner });
  }
  loop.runUntil(1);
  let next = 0;
  const inSystem = moments.map((moment) => {
    for (; (run.requests[next]?.[0] ?? Number.POSITIVE_INFINITY) <= moment; next++) {
      const [at, work] = run.requests[next] as Run["requests"][number];
      loop.runUntil(1 + at);
      path.arrive(pathRouter(0), work, 0);
    }
    loop.runUntil(1 + moment);
    return path.requests.size;
  });
  return { inSystem, refused: statistics.ends.filter(({ outcome }) => outcome !== "success").length };
}

function recordedInSystem({ requests }: Run): readonly number[] {
  return moments.map(
    (moment) =>
      requests.filter(([at, , latency]) => at <= moment && (latency === null || at + latency > moment))
        .length,
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function simulatedInSystem(run: Run, routing: RoutingSettings): readonly number[] {
  const runs = seeds.map((seed) => simulate(run, routing, seed).inSystem);
  return moments.map((_, column) => mean(runs.map((row) => row[column] as number)));
}

describe("a burst that real Ray Serve did not get over, simulated", () => {
  const [unlimited, limited] = recording.runs as [Run, Run];

  it("leaves as long a queue, within a fifth, that is still there a minute and a half later", () => {
    const recorded = recordedInSystem(unlimited);
    const simulated = simulatedInSystem(unlimited, rays);
    for (const [column, level] of recorded.entries()) {
      expect(Math.abs((simulated[column] as number) / level - 1)).toBeLessThan(0.2);
    }
    expect(recorded.at(-1)).toBeGreaterThan(200);
  });

  it("is over in a minute with the ideal router: the slots would have been there", () => {
    expect(simulatedInSystem(unlimited, ideal)[2]).toBeLessThan(20);
  });

  it("is over at once where the queue is limited, at the price of as many refused requests, within a quarter", () => {
    const recorded = limited.requests.filter(([, , , error]) => error !== "").length;
    const simulated = mean(seeds.map((seed) => simulate(limited, rays, seed).refused));
    expect(Math.abs(simulated / recorded - 1)).toBeLessThan(0.25);
    for (const routing of [rays, ideal]) expect(simulatedInSystem(limited, routing)[2]).toBeLessThan(20);
    expect(recordedInSystem(limited)[2]).toBeLessThan(20);
  });
});
