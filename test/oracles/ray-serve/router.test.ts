import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { RandomStream } from "../../../src/engine/RandomStreams.ts";
import { pathRouter } from "../../../src/serve/path/PathRouter.ts";
import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { watchedPath } from "../../serve/watchedPath.ts";
import { readVectors } from "./readVectors.ts";

const seconds = z.number();
const setting = {
  replicas: z.number(),
  slots: z.number(),
  latencySeconds: seconds,
  messageSeconds: seconds,
  /** When each request arrives, and its work. */
  requests: z.array(z.tuple([seconds, seconds])),
};
const { cases } = readVectors("router", {
  /** And when each gets a replica. */
  cases: z.array(z.object({ ...setting, starts: z.array(seconds) })),
});

type RouterCase = Omit<(typeof cases)[number], "starts">;

/** The uniform numbers of generateRouter.py: Lehmer's generator. */
function lehmerNumbers(): RandomStream {
  let state = 9_000_000;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** When each request gets a replica from the router that probes. */
function playStarts({
  replicas,
  slots,
  latencySeconds,
  messageSeconds,
  requests,
}: RouterCase): readonly number[] {
  const routing: RoutingSettings = {
    policy: "power-of-two",
    locality: "none",
    probes: { latencySeconds: { kind: "fixed", value: latencySeconds }, messageSeconds },
  };
  const { path, loop } = watchedPath([{ routing }], { random: lehmerNumbers() });
  for (let owner = 0; owner < replicas; owner++) {
    path.addReplica({ router: pathRouter(0), maxOngoing: slots, slowdown: 0, speed: 1, owner });
  }
  const starts = requests.map(() => Number.NaN);
  const seen = new Map<number, number>();
  const look = () => {
    for (const [request, index] of seen) {
      if (path.requests.replica[request] === -1) continue;
      starts[index] = path.requests.startSeconds[request] as number;
      seen.delete(request);
    }
  };
  let next = 0;
  // Steps shorter than any work: each request is looked at while it is being served.
  for (let step = 0; next < requests.length || seen.size > 0; step++) {
    const untilSeconds = step * 0.04;
    for (;;) {
      const request = requests[next];
      if (request === undefined || request[0] > untilSeconds) break;
      loop.runUntil(request[0]);
      look();
      seen.set(path.arrive(pathRouter(0), request[1], 0), next++);
      look();
    }
    loop.runUntil(untilSeconds);
    look();
  }
  return starts;
}

describe("the router of ray on a clock that jumps", () => {
  it("gives each request to a replica at the moment at which the router that probes does", () => {
    expect(cases.length).toBe(400);
    const different = cases.flatMap((each, index) => {
      const starts = playStarts(each);
      const first = each.starts.findIndex((at, request) => Math.abs(at - (starts[request] as number)) > 2e-6);
      return first < 0 ? [] : [{ index, replicas: each.replicas, request: first }];
    });
    // In these two, tasks that begin at one instant run in another order of asyncio's steps: README.md.
    expect(different).toEqual([
      { index: 148, replicas: 3, request: 46 },
      { index: 152, replicas: 2, request: 32 },
    ]);
  });
});
