import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";
import type { Mutation } from "./Mutation.ts";
import { noOverhead } from "./noOverhead.ts";
import { oneProxy } from "./oneProxy.ts";
import { unasked } from "./rareStories.ts";
import { completed, untouched, withCalls } from "./stories.ts";

/** Ways to break the laws of what happens when. */
export const momentMutations: Readonly<Record<string, readonly Mutation[]>> = {
  causality: [
    ...(
      [
        [{ leastSlotSeconds: -1 }, "a hop held its slot 1 s less than its service time"],
        [{ leastWaySeconds: -2 }, "an answer was there 2 s before it was given"],
        [{ longestWaitSeconds: -3 }, "a process waited -3 s for a CPU"],
      ] as const
    ).map(([written, said]) => ({
      notices: `an overhead with ${JSON.stringify(written)}`,
      base: untouched,
      says: [said],
      change: (result: Draft<SimulationResult>) => {
        result.overhead = { ...noOverhead, ...written };
      },
    })),
    ...(
      [
        [{ market: "spot", launchedAtSeconds: 2, replacesNode: 99 }, 99],
        [{ market: "on-demand", launchedAtSeconds: 2, replacesNode: 0 }, 0],
        [{ market: "spot", launchedAtSeconds: 0, replacesNode: 0 }, 0],
      ] as const
    ).map(([written, replaced]) => ({
      notices: `a node with ${JSON.stringify(written)}`,
      base: untouched,
      says: [`node 7 is said to replace node ${replaced}, which it could not`],
      change: ({ nodes }: Draft<SimulationResult>) => {
        nodes.push({ ...nodes[0]!, node: 7, pool: null, peakCpusUsed: 0, peakGpusUsed: 0, ...written });
      },
    })),
    ...(
      [
        [{ healthyAtSeconds: -1 }, "0, -1, –, –, –, – s, with 100 requests"],
        [{ drainingAtSeconds: 2 }, "0, 3, 2, –, –, – s, with 100 requests"],
        [{ diedAtSeconds: 2 }, "0, 3, –, 2, –, – s, with 100 requests"],
        [{ diedAtSeconds: 9, goneAtSeconds: 8 }, "0, 3, –, 9, –, 8 s, with 100 requests"],
        [{ leftLoadBalancerAtSeconds: 9, goneAtSeconds: 8 }, "0, 3, –, –, 9, 8 s, with 100 requests"],
        [{ healthyAtSeconds: null }, "0, –, –, –, –, – s, with 100 requests"],
      ] as const
    ).map(([moments, said]) => ({
      notices: `a proxy with ${JSON.stringify(moments)}`,
      base: untouched,
      says: [`proxy 0 started, was healthy, drained, died, left the load balancer and was gone at ${said}`],
      change: (result: Draft<SimulationResult>) => {
        result.proxies.push({ ...oneProxy, ...moments });
      },
    })),
    {
      notices: "a request that starts before it arrives",
      base: untouched,
      says: ["a request started 0.001 s before it arrived"],
      change: (result) => {
        result.requests.smallestWaitSeconds = -0.001;
      },
    },
    {
      notices: "a request that finishes before it starts",
      base: untouched,
      says: ["a request finished 0.001 s before it started"],
      change: (result) => {
        result.requests.smallestServiceSeconds = -0.001;
      },
    },
    {
      notices: "answers to requests that never started",
      base: untouched,
      says: ["97 requests succeeded, but no start was seen"],
      change: (result) => {
        result.requests.smallestWaitSeconds = null;
      },
    },
    {
      notices: "answers that never finished",
      base: untouched,
      says: ["97 requests succeeded, but no finish was seen"],
      change: (result) => {
        result.requests.smallestServiceSeconds = null;
      },
    },
    {
      notices: "a wait that is no number",
      base: untouched,
      says: ["a request started NaN s before it arrived"],
      change: (result) => {
        result.requests.smallestWaitSeconds = Number.NaN;
      },
    },
    {
      notices: "a call before its request started",
      base: withCalls,
      says: ["a call was made 0.1 s before its request started"],
      change: (result) => {
        result.calls.smallestBeforeSeconds = -0.1;
      },
    },
    {
      notices: "a request that is answered before its calls",
      base: withCalls,
      says: ["a request was answered 0.1 s before a call of its own"],
      change: (result) => {
        result.calls.smallestAfterSeconds = -0.1;
      },
    },
    {
      notices: "calls that nobody began",
      base: withCalls,
      says: ["200 calls were made, but no start was seen"],
      change: (result) => {
        result.calls.smallestBeforeSeconds = null;
      },
    },
    {
      notices: "a p99 below the median",
      base: untouched,
      says: ["latencies of all versions do not rise from 0 over p50, p90, p99 to the maximum: 1,2,0.5,4"],
      change: (result) => {
        result.latency.total.p99Seconds = 0.5;
      },
    },
    {
      notices: "a missing latency",
      base: completed,
      says: ["39 requests of v2 succeeded, but their latency is missing"],
      change: (result) => {
        result.latency.byVersion.v2!.p90Seconds = null;
      },
    },
    {
      notices: "a clock that goes back in the splits",
      base: completed,
      says: ["splits: 179 s follows 180 s (horizon 3600 s)"],
      change: (result) => {
        result.splits[3]!.cause = "trim";
        result.splits[4]!.atSeconds = result.splits[3]!.atSeconds - 1;
      },
    },
    {
      notices: "a clock that goes back in the events",
      base: untouched,
      says: ["events: 9 s follows 10 s (horizon 3600 s)"],
      change: (result) => {
        result.events.push(
          { atSeconds: 10, kind: "b", message: "" },
          { atSeconds: 9, kind: "c", message: "" },
        );
      },
    },
    {
      notices: "an event after the horizon",
      base: untouched,
      says: ["events: 3601 s follows 0 s (horizon 3600 s)"],
      change: (result) => {
        result.events.push({ atSeconds: 3601, kind: "late", message: "" });
      },
    },
    {
      notices: "a state before the one that it follows",
      base: untouched,
      says: ["service states: 4 s follows 5 s (horizon 3600 s)"],
      change: (result) => {
        result.serviceStates[0]!.atSeconds = 5;
        result.serviceStates.push({ atSeconds: 4, state: "UPDATING", reason: "" });
      },
    },
    {
      notices: "a step that ends before it starts",
      base: completed,
      says: ["a before step lasts from 10 to 9 s"],
      change: (result) => {
        const version = {
          capacityPercent: 0,
          trafficPercent: 0,
          replicas: { requested: 0, starting: 0, running: 0, draining: 0 },
          requests: 0,
          errors: 0,
          p50Seconds: null,
          p99Seconds: null,
        };
        result.steps.push({
          planIndex: null,
          stepIndex: null,
          kind: "before",
          startSeconds: 10,
          endSeconds: 9,
          canary: version,
          primary: version,
          versions: [],
          gpusHeld: 0,
          peakQueuedRequests: 0,
          requests: 0,
          errors: 0,
          p50Seconds: null,
          p99Seconds: null,
        });
      },
    },
    {
      notices: "a node released before it was requested",
      base: untouched,
      says: ["node 9 is released at 10 s, before its launch at 20 s"],
      change: (result) => {
        result.nodes.push({
          ...structuredClone(result.nodes[0]!),
          node: 9,
          launchedAtSeconds: 20,
          releasedAtSeconds: 10,
          peakCpusUsed: 0,
          peakGpusUsed: 0,
        });
      },
    },
    {
      notices: "a replica that runs before it is placed",
      base: completed,
      says: ["replica 10 was requested, placed, running, draining and gone at 120, 120, 119, –, – s"],
      change: (result) => {
        const life = result.replicas.find(({ placedAtSeconds }) => placedAtSeconds === 120)!;
        life.runningAtSeconds = 119;
      },
    },
    {
      notices: "a replica that runs without ever being placed",
      base: untouched,
      says: ["replica 0 was requested, placed, running, draining and gone at 0, –, 0, –, – s"],
      change: (result) => {
        result.replicas[0]!.node = null;
        result.replicas[0]!.placedAtSeconds = null;
      },
    },
    {
      notices: "an answer long before its request started",
      base: untouched,
      says: ["a request finished NaN s before it started"],
      change: (result) => {
        result.requests.smallestServiceSeconds = Number.NaN;
      },
    },
    {
      notices: "a call that is no number of seconds after its start",
      base: withCalls,
      says: ["a call was made NaN s before its request started"],
      change: (result) => {
        result.calls.smallestBeforeSeconds = Number.NaN;
      },
    },
    {
      notices: "a latency below none",
      base: untouched,
      says: ["latencies of all versions do not rise from 0 over p50, p90, p99 to the maximum: -1,2,3,4"],
      change: (result) => {
        result.latency.total.p50Seconds = -1;
      },
    },
    {
      notices: "a version's latency that is missing at both ends",
      base: completed,
      says: ["39 requests of v2 succeeded, but their latency is missing"],
      change: (result) => {
        result.latency.byVersion.v2!.p50Seconds = null;
        result.latency.byVersion.v2!.maxSeconds = null;
      },
    },
    {
      notices: "a node that is released before its launch",
      base: untouched,
      says: ["node 9 is released at 19.5 s, before its launch at 20 s"],
      change: (result) => {
        result.nodes[0]!.launchedAtSeconds = 0;
        result.nodes.push({
          ...structuredClone(result.nodes[0]!),
          node: 9,
          launchedAtSeconds: 20,
          releasedAtSeconds: 19.5,
          peakCpusUsed: 0,
          peakGpusUsed: 0,
        });
        result.pools[0]!.peakNodes = 2;
      },
    },
    {
      notices: "a replica that is gone before it drained",
      base: completed,
      says: ["replica 0 was requested, placed, running, draining and gone at 0, 0, 0, 540, 539 s"],
      change: (result) => {
        const life = result.replicas.find(({ goneAtSeconds }) => goneAtSeconds !== null)!;
        life.goneAtSeconds = life.drainingAtSeconds! - 1;
      },
    },
    {
      notices: "a timeline that goes back",
      base: untouched,
      says: ["timeline rows: 100 s follows 1440 s (horizon 3600 s)"],
      change: ({ timeline }) => {
        timeline.atSeconds[5] = 100;
      },
    },
  ],
  "work-conserving": [
    {
      notices: "a request that waits beside a free slot",
      base: untouched,
      says: ["v1 chat: requests waited for 0.5 s beside a free slot, seen 1 times"],
      change: (result) => {
        result.idleWhileWaiting.push({ version: "v1", deployment: "chat", seconds: 0.5, moments: 1 });
      },
    },
    {
      notices: "routers that nobody looked at",
      base: untouched,
      says: ["100 requests arrived and some waited, but no router was ever looked at"],
      change: (result) => {
        result.requests.routerLooks = 0;
      },
    },
    {
      notices: "a moment that no time passed in",
      base: untouched,
      says: ["v1 chat: requests waited for 0 s beside a free slot, seen 1 times"],
      change: (result) => {
        result.idleWhileWaiting.push({ version: "v1", deployment: "chat", seconds: 0, moments: 1 });
      },
    },
    {
      notices: "a time that no moment was seen of",
      base: untouched,
      says: ["v1 chat: requests waited for 0.5 s beside a free slot, seen 0 times"],
      change: (result) => {
        result.idleWhileWaiting.push({ version: "v1", deployment: "chat", seconds: 0.5, moments: 0 });
      },
    },
    {
      notices: "routers that nobody looked at though some requests waited and none was answered",
      base: unasked,
      says: ["0 requests arrived and some waited, but no router was ever looked at"],
      change: (result) => {
        result.summary.peakQueuedRequests = 1;
      },
    },
    {
      notices: "routers that nobody looked at though requests were answered without a wait",
      base: untouched,
      says: ["100 requests arrived and some waited, but no router was ever looked at"],
      change: (result) => {
        result.requests.routerLooks = 0;
        result.summary.peakQueuedRequests = 0;
      },
    },
  ],
};
