import type { Mutation } from "./Mutation.ts";
import { completed, untouched, withCalls, withClients } from "./stories.ts";

/** Ways to break the laws of requests. */
export const requestMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "requests-conserved": [
    {
      notices: "a request that is lost",
      base: untouched,
      change: (result) => {
        result.requests.total.succeeded -= 1;
        result.requests.byVersion.v1!.succeeded -= 1;
        result.summary.succeededRequests -= 1;
      },
    },
    {
      notices: "a request that is counted twice",
      base: completed,
      change: (result) => {
        result.requests.byVersion.v2!.failed.timeout += 1;
      },
    },
    {
      notices: "a total that the versions do not make",
      base: completed,
      change: (result) => {
        result.requests.byVersion.v2!.succeeded -= 1;
        result.requests.byVersion.v2!.failed.shutdown += 1;
      },
    },
    {
      notices: "half a request",
      base: untouched,
      change: (result) => {
        result.requests.total.succeeded += 0.5;
        result.requests.total.inSystem -= 0.5;
        result.requests.byVersion.v1!.succeeded += 0.5;
        result.requests.byVersion.v1!.inSystem -= 0.5;
        result.requests.countedInSystem -= 0.5;
        result.summary.succeededRequests += 0.5;
      },
    },
    {
      notices: "fewer than none",
      base: untouched,
      change: (result) => {
        for (const counts of [result.requests.total, result.requests.byVersion.v1!]) {
          counts.failed.timeout = -1;
          counts.failed.shutdown = 1;
        }
        result.summary.timeoutRequests = -1;
        result.summary.shutdownRequests = 1;
      },
    },
    {
      notices: "a request that the ledger has and no router or replica",
      base: untouched,
      change: (result) => {
        result.requests.countedInSystem -= 1;
      },
    },
    {
      notices: "a summary that hides an error",
      base: untouched,
      change: (result) => {
        for (const counts of [result.requests.total, result.requests.byVersion.v1!]) {
          counts.succeeded -= 1;
          counts.failed.timeout += 1;
        }
        result.summary.succeededRequests -= 1;
        result.summary.failedRequests += 1;
      },
    },
    {
      notices: "a version that does not exist",
      base: completed,
      change: (result) => {
        const { v2 } = result.requests.byVersion;
        delete result.requests.byVersion.v2;
        result.requests.byVersion.v3 = v2!;
      },
    },
    {
      notices: "a client's request that is neither answered nor open",
      base: withClients,
      change: (result) => {
        result.clients[0]!.succeeded -= 1;
        result.summary.clientSucceededRequests -= 1;
      },
    },
    {
      notices: "an attempt that never arrived",
      base: withClients,
      change: (result) => {
        result.clients[0]!.attempts += 1;
        result.clients[0]!.retries += 1;
        result.summary.retries += 1;
      },
    },
    {
      notices: "an attempt that is no retry of any request",
      base: withClients,
      change: (result) => {
        result.clients[0]!.retries -= 1;
        result.summary.retries -= 1;
      },
    },
    {
      notices: "more answers to clients than attempts that succeeded",
      base: withClients,
      change: (result) => {
        result.clients[0]!.succeeded += 30;
        result.clients[0]!.requests += 30;
        result.clients[0]!.retries -= 30;
        result.summary.clientSucceededRequests += 30;
        result.summary.clientRequests += 30;
        result.summary.retries -= 30;
      },
    },
    {
      notices: "an open request of a client that nobody holds",
      base: withClients,
      change: (result) => {
        result.clients[0]!.countedOpen = 2;
      },
    },
    {
      notices: "a summary that tells of other clients",
      base: withClients,
      change: (result) => {
        result.summary.clientFailedRequests = 0;
      },
    },
    {
      notices: "a call that is lost at its deployment",
      base: withCalls,
      change: (result) => {
        result.deployments[1]!.succeeded -= 1;
      },
    },
    {
      notices: "a slot that is never given back",
      base: withCalls,
      change: (result) => {
        result.deployments[0]!.countedInSystem += 1;
      },
    },
    {
      notices: "more calls than were made",
      base: withCalls,
      change: (result) => {
        result.calls.calls = 100;
      },
    },
    {
      notices: "calls that are counted as requests from outside",
      base: withCalls,
      change: (result) => {
        result.deployments[1]!.called = 0;
      },
    },
    {
      notices: "more calls than arrivals",
      base: withCalls,
      change: (result) => {
        result.deployments[0]!.called = 101;
        result.calls.calls = 1000;
      },
    },
    {
      notices: "a request from outside that was cancelled as a call",
      base: withCalls,
      change: (result) => {
        for (const counts of [result.requests.total, result.requests.byVersion.v1!]) {
          counts.succeeded -= 1;
          counts.failed["caller-gone"] += 1;
        }
        result.summary.succeededRequests -= 1;
        result.summary.clientSucceededRequests -= 1;
        result.summary.failedRequests += 1;
        result.summary.clientFailedRequests += 1;
      },
    },
    {
      notices: "client requests that are not the requests, where nobody tries again",
      base: untouched,
      change: (result) => {
        result.summary.clientRequests -= 1;
      },
    },
    {
      notices: "a row of the timeline that misses an arrival",
      base: untouched,
      change: (result) => {
        result.timeline.primary.arrivedRequests[2]! -= 1;
      },
    },
  ],
  causality: [
    {
      notices: "a request that starts before it arrives",
      base: untouched,
      change: (result) => {
        result.requests.smallestWaitSeconds = -0.001;
      },
    },
    {
      notices: "a request that finishes before it starts",
      base: untouched,
      change: (result) => {
        result.requests.smallestServiceSeconds = -0.001;
      },
    },
    {
      notices: "answers to requests that never started",
      base: untouched,
      change: (result) => {
        result.requests.smallestWaitSeconds = null;
      },
    },
    {
      notices: "answers that never finished",
      base: untouched,
      change: (result) => {
        result.requests.smallestServiceSeconds = null;
      },
    },
    {
      notices: "a wait that is no number",
      base: untouched,
      change: (result) => {
        result.requests.smallestWaitSeconds = Number.NaN;
      },
    },
    {
      notices: "a call before its request started",
      base: withCalls,
      change: (result) => {
        result.calls.smallestBeforeSeconds = -0.1;
      },
    },
    {
      notices: "a request that is answered before its calls",
      base: withCalls,
      change: (result) => {
        result.calls.smallestAfterSeconds = -0.1;
      },
    },
    {
      notices: "calls that nobody began",
      base: withCalls,
      change: (result) => {
        result.calls.smallestBeforeSeconds = null;
      },
    },
    {
      notices: "a p99 below the median",
      base: untouched,
      change: (result) => {
        result.latency.total.p99Seconds = 0.5;
      },
    },
    {
      notices: "a missing latency",
      base: completed,
      change: (result) => {
        result.latency.byVersion.v2!.p90Seconds = null;
      },
    },
    {
      notices: "a clock that goes back in the splits",
      base: completed,
      change: (result) => {
        result.splits[3]!.cause = "trim";
        result.splits[4]!.atSeconds = result.splits[3]!.atSeconds - 1;
      },
    },
    {
      notices: "a clock that goes back in the events",
      base: untouched,
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
      change: (result) => {
        result.events.push({ atSeconds: 3601, kind: "late", message: "" });
      },
    },
    {
      notices: "a state before the one that it follows",
      base: untouched,
      change: (result) => {
        result.serviceStates[0]!.atSeconds = 5;
        result.serviceStates.push({ atSeconds: 4, state: "UPDATING", reason: "" });
      },
    },
    {
      notices: "a step that ends before it starts",
      base: completed,
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
      change: (result) => {
        const life = result.replicas.find(({ placedAtSeconds }) => placedAtSeconds === 120)!;
        life.runningAtSeconds = 119;
      },
    },
    {
      notices: "a replica that runs without ever being placed",
      base: untouched,
      change: (result) => {
        result.replicas[0]!.node = null;
        result.replicas[0]!.placedAtSeconds = null;
      },
    },
  ],
  "work-conserving": [
    {
      notices: "a request that waits beside a free slot",
      base: untouched,
      change: (result) => {
        result.idleWhileWaiting.push({ version: "v1", deployment: "chat", seconds: 0.5, moments: 1 });
      },
    },
    {
      notices: "routers that nobody looked at",
      base: untouched,
      change: (result) => {
        result.requests.routerLooks = 0;
      },
    },
  ],
};
