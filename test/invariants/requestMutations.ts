import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";
import type { Mutation } from "./Mutation.ts";
import { oneProxy } from "./oneProxy.ts";
import { completed, untouched, withCalls, withClients } from "./stories.ts";

/** What the summary repeats of the ledger, by the words of the law. */
const figures = [
  ["requests", 100],
  ["succeededRequests", 97],
  ["failedRequests", 0],
  ["queueFullRequests", 0],
  ["timeoutRequests", 0],
  ["replicaDiedRequests", 0],
  ["shutdownRequests", 0],
  ["unavailableRequests", 0],
  ["applicationErrorRequests", 0],
  ["childFailedRequests", 0],
  ["proxyDiedRequests", 0],
  ["clientTimeoutRequests", 0],
] as const;

/** What the summary repeats of the ledger of clients. */
const clientFigures = [
  ["clientRequests", 70],
  ["clientSucceededRequests", 68],
  ["clientFailedRequests", 1],
  ["retries", 30],
  ["retriesDenied", 0],
] as const;

/** Ways to break the ledger of requests. */
export const requestMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "requests-conserved": [
    {
      notices: "a request that is lost",
      base: untouched,
      says: [
        "in total: 100 arrived, but 96 succeeded + 0 failed + 3 in the system make 99",
        "v1: 100 arrived, but 96 succeeded + 0 failed + 3 in the system make 99",
        "the summary's clientSucceededRequests is 97, the clients' ledger has 96",
      ],
      change: (result) => {
        result.requests.total.succeeded -= 1;
        result.requests.byVersion.v1!.succeeded -= 1;
        result.summary.succeededRequests -= 1;
      },
    },
    {
      notices: "a request that is counted twice",
      base: completed,
      says: [
        "v2: 40 arrived, but 39 succeeded + 1 failed + 1 in the system make 41",
        "timeout: the versions add up to 1, the total says 0",
      ],
      change: (result) => {
        result.requests.byVersion.v2!.failed.timeout += 1;
      },
    },
    {
      notices: "a total that the versions do not make",
      base: completed,
      says: [
        "succeeded: the versions add up to 96, the total says 97",
        "shutdown: the versions add up to 1, the total says 0",
      ],
      change: (result) => {
        result.requests.byVersion.v2!.succeeded -= 1;
        result.requests.byVersion.v2!.failed.shutdown += 1;
      },
    },
    {
      notices: "half a request",
      base: untouched,
      says: [
        "in total: not every count is a whole number: 100, 97.5, 2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
        "v1: not every count is a whole number: 100, 97.5, 2.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0",
        "the summary's clientSucceededRequests is 97, the clients' ledger has 97.5",
      ],
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
      says: [
        "in total: not every count is a whole number: 100, 97, 3, 0, -1, 0, 1, 0, 0, 0, 0, 0, 0",
        "v1: not every count is a whole number: 100, 97, 3, 0, -1, 0, 1, 0, 0, 0, 0, 0, 0",
      ],
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
      says: ["the ledger has 3 requests in the system, 2 were found at routers and replicas"],
      change: (result) => {
        result.requests.countedInSystem -= 1;
      },
    },
    {
      notices: "a summary that hides an error",
      base: untouched,
      says: [
        "the summary's timeoutRequests is 0, the ledger has 1",
        "the summary's clientSucceededRequests is 97, the clients' ledger has 96",
        "the summary's clientFailedRequests is 0, the clients' ledger has 1",
      ],
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
      says: [
        "requests are counted for v3, which is no version of the service",
        "40 requests from outside arrived at deployments of v2, which has fewer",
        "the rows of v2 add up to 40 arrivals, its ledger has 0",
      ],
      change: (result) => {
        const { v2 } = result.requests.byVersion;
        delete result.requests.byVersion.v2;
        result.requests.byVersion.v3 = v2!;
      },
    },
    {
      notices: "a client's request that is neither answered nor open",
      base: withClients,
      says: ["clients of users: 70 requests, but 67 succeeded + 1 failed + 1 open make 69"],
      change: (result) => {
        result.clients[0]!.succeeded -= 1;
        result.summary.clientSucceededRequests -= 1;
      },
    },
    {
      notices: "an attempt that never arrived",
      base: withClients,
      says: ["clients made 101 attempts, but 100 requests arrived"],
      change: (result) => {
        result.clients[0]!.attempts += 1;
        result.clients[0]!.retries += 1;
        result.summary.retries += 1;
      },
    },
    {
      notices: "an attempt that is no retry of any request",
      base: withClients,
      says: ["clients of users: 70 requests and 29 retries made 100 attempts"],
      change: (result) => {
        result.clients[0]!.retries -= 1;
        result.summary.retries -= 1;
      },
    },
    {
      notices: "more answers to clients than attempts that succeeded",
      base: withClients,
      says: ["98 client requests were answered, but only 97 attempts succeeded"],
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
      says: ["clients of users: 1 requests should be open, 2 were found"],
      change: (result) => {
        result.clients[0]!.countedOpen = 2;
      },
    },
    {
      notices: "a summary that tells of other clients",
      base: withClients,
      says: ["the summary's clientFailedRequests is 0, the clients' ledger has 1"],
      change: (result) => {
        result.summary.clientFailedRequests = 0;
      },
    },
    {
      notices: "a call that is lost at its deployment",
      base: withCalls,
      says: ["v1 embed: 200 arrived, but 196 succeeded + 0 failed + 3 in the system make 199"],
      change: (result) => {
        result.deployments[1]!.succeeded -= 1;
      },
    },
    {
      notices: "a slot that is never given back",
      base: withCalls,
      says: ["v1 chat: 3 should be in the system, 4 were found"],
      change: (result) => {
        result.deployments[0]!.countedInSystem += 1;
      },
    },
    {
      notices: "more calls than were made",
      base: withCalls,
      says: ["200 calls arrived, but only 100 were made"],
      change: (result) => {
        result.calls.calls = 100;
      },
    },
    {
      notices: "calls that are counted as requests from outside",
      base: withCalls,
      says: ["300 requests from outside arrived at deployments of v1, which has fewer"],
      change: (result) => {
        result.deployments[1]!.called = 0;
      },
    },
    {
      notices: "more calls than arrivals",
      base: withCalls,
      says: ["v1 chat: 101 calls among 100 arrivals"],
      change: (result) => {
        result.deployments[0]!.called = 101;
        result.calls.calls = 1000;
      },
    },
    {
      notices: "a request from outside that was cancelled as a call",
      base: withCalls,
      says: ["1 requests from outside were cancelled as calls"],
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
      says: ["the summary's clientRequests is 99, the clients' ledger has 100"],
      change: (result) => {
        result.summary.clientRequests -= 1;
      },
    },
    {
      notices: "a row of the timeline that misses an arrival",
      base: untouched,
      says: ["the timeline's rows add up to 99 arrivals, the ledger has 100"],
      change: (result) => {
        result.timeline.primary.arrivedRequests[2]! -= 1;
      },
    },
    {
      notices: "a row of a version that misses an arrival",
      base: untouched,
      says: ["the rows of v1 add up to 99 arrivals, its ledger has 100"],
      change: (result) => {
        result.timeline.versions[0]!.arrivedRequests[2]! -= 1;
      },
    },
    {
      notices: "a copy in a row of a version that got none",
      base: untouched,
      says: ["the rows of v1 add up to 1 copies, its ledger has 0"],
      change: (result) => {
        result.timeline.versions[0]!.mirroredRequests[4]! += 1;
      },
    },
    ...figures.map(([name, counted]) => ({
      notices: `a summary whose ${name} are one too many`,
      base: untouched,
      says: [`the summary's ${name} is ${counted + 1}, the ledger has ${counted}`],
      change: ({ summary }: Draft<SimulationResult>) => {
        summary[name] += 1;
      },
    })),
    ...clientFigures.map(([name, counted]) => ({
      notices: `a summary whose ${name} of clients are one too many`,
      base: withClients,
      says: [`the summary's ${name} is ${counted + 1}, the clients' ledger has ${counted}`],
      change: ({ summary }: Draft<SimulationResult>) => {
        summary[name] += 1;
      },
    })),
    {
      notices: "requests of a version with proxies that came by none",
      base: untouched,
      says: ["v1: 100 requests arrived, 99 came by a proxy, 0 found none"],
      change: (result) => {
        result.proxies.push({ ...oneProxy, requests: 99 });
      },
    },
    {
      notices: "a proxy that was sent more requests than there were",
      base: untouched,
      says: ["v1: 100 requests arrived, 101 came by a proxy, 0 found none"],
      change: (result) => {
        result.proxies.push({ ...oneProxy, requests: 101 });
      },
    },
    {
      notices: "a request that a proxy lost and the ledger has answered",
      base: untouched,
      says: ["v1: 1 requests were lost with proxies, the ledger has 0"],
      change: (result) => {
        result.proxies.push({ ...oneProxy, requests: 100, lostRequests: 1 });
      },
    },
    ...failureReasons.map((reason) => ({
      notices: `a failure by ${reason} that a version has and the total takes for an answer`,
      base: completed,
      says: [
        "succeeded: the versions add up to 96, the total says 97",
        `${reason}: the versions add up to 1, the total says 0`,
        ...(reason === "proxy-died" ? ["v2: 0 requests were lost with proxies, the ledger has 1"] : []),
      ],
      change: ({ requests }: Draft<SimulationResult>) => {
        requests.byVersion.v2!.succeeded -= 1;
        requests.byVersion.v2!.failed[reason] += 1;
      },
    })),
    {
      notices: "an arrival that a version has and the total does not",
      base: completed,
      says: [
        "arrived: the versions add up to 101, the total says 100",
        "in the system: the versions add up to 4, the total says 3",
        "the rows of v2 add up to 40 arrivals, its ledger has 41",
      ],
      change: ({ requests }) => {
        requests.byVersion.v2!.arrived += 1;
        requests.byVersion.v2!.inSystem += 1;
      },
    },
    {
      notices: "failures that neither were answered nor are in the system",
      base: completed,
      says: [
        "v1: 60 arrived, but 58 succeeded + 5 failed + 2 in the system make 65",
        "timeout: the versions add up to 2, the total says 0",
        "shutdown: the versions add up to 3, the total says 0",
      ],
      change: ({ requests }) => {
        requests.byVersion.v1!.failed.timeout += 2;
        requests.byVersion.v1!.failed.shutdown += 3;
      },
    },
    {
      notices: "failures at a deployment beside its arrivals",
      base: withCalls,
      says: ["v1 embed: 200 arrived, but 197 succeeded + 3 failed + 3 in the system make 203"],
      change: ({ deployments }) => {
        deployments[1]!.failed.timeout += 2;
        deployments[1]!.failed.shutdown += 1;
      },
    },
    {
      notices: "failures of clients beside their requests",
      base: withClients,
      says: ["clients of users: 70 requests, but 68 succeeded + 3 failed + 1 open make 72"],
      change: ({ clients, summary }) => {
        clients[0]!.failed += 2;
        summary.clientFailedRequests += 2;
      },
    },
    {
      notices: "answers of deployments that keep no ledger",
      base: untouched,
      says: ["97 requests succeeded, but no deployment has a ledger"],
      change: ({ deployments }) => {
        deployments.pop();
      },
    },
    {
      notices: "a request from outside at a deployment of a version without any",
      base: completed,
      says: ["40 requests from outside arrived at deployments of v3, which has fewer"],
      change: ({ deployments }) => {
        deployments[1]!.version = "v3";
      },
    },
  ],
};
