import { onTwoNodes } from "./gangStories.ts";
import type { Mutation } from "./Mutation.ts";
import { noOverhead } from "./noOverhead.ts";
import { completed, rolledBackAtOnce, untouched } from "./stories.ts";

/** Ways to break the laws of machines and bytes. */
export const machineMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "resources-fit": [
    {
      notices: "CPUs that do more work for hops than there is time",
      base: untouched,
      says: [
        `the 2 CPUs of node 0 did 1000000 s of work in ${untouched.scenario.horizonSeconds} s`,
        `the 0.5 CPUs of a machine did 1000000 s of work in ${untouched.scenario.horizonSeconds} s`,
      ],
      change: (result) => {
        const work = { workSeconds: 1_000_001, leftSeconds: 1 };
        result.overhead = {
          ...noOverhead,
          machines: [
            { node: 0, cpus: 2, ...work },
            { node: null, cpus: 0.5, ...work },
            { node: 1, cpus: 2, workSeconds: 1_000_000, leftSeconds: 1_000_000 },
          ],
        };
      },
    },
    {
      notices: "a part of a replica that is nowhere",
      base: onTwoNodes,
      says: [
        "replica 0 on nodes 0, 9 holds 0.5 CPUs and needs 1",
        "replica 0 on nodes 0, 9 holds 0.25 GPUs and needs 0.5",
        "replica 0 on nodes 0, 9 holds 1 of slot and needs 0",
        "node 9 held 1 of slot at 0 s and has 0",
        "node 9 is said to have carried 0 of slot, its replicas held 1",
      ],
      change: ({ replicas }) => {
        Object.assign(replicas[0]!.shares![1]!, { cpus: 0, gpus: 0, resources: { slot: 1 } });
      },
    },
    {
      notices: "parts of a replica on one node only, and not where its actor is said to be",
      base: onTwoNodes,
      says: [
        "replica 0 on nodes 9, 9 is not on several nodes",
        "replica 0 on nodes 9, 9 is said to be on node 0 first",
        "node 9 held 1 CPUs at 0 s and has 0.75",
        "node 9 is said to have carried 0.5 CPUs, its replicas held 1",
        "node 9 is said to have carried 0.25 GPUs, its replicas held 0.5",
      ],
      change: ({ replicas, nodes }) => {
        replicas[0]!.shares![0]!.node = 9;
        nodes[1]!.cpus = 0.75;
      },
    },
    {
      notices: "a replica that outlives one of its nodes",
      base: onTwoNodes,
      says: ["replica 0 outlives node 9, released at 50 s"],
      change: ({ nodes }) => {
        nodes[1]!.releasedAtSeconds = 50;
      },
    },
    {
      notices: "a node given after its pool had shrunk",
      base: untouched,
      says: ["pool g5 gave 2 nodes at 10 s and has 1"],
      change: (result) => {
        result.pools[0]!.changes.push({ atSeconds: 5, maxNodes: 1 });
        result.nodes.push({
          ...structuredClone(result.nodes[0]!),
          node: 7,
          launchedAtSeconds: 10,
          peakCpusUsed: 0,
          peakGpusUsed: 0,
        });
        result.pools[0]!.peakNodes = 2;
      },
    },
    {
      notices: "more CPUs on a node than it has",
      base: untouched,
      says: [
        "node 0 held 10 CPUs at 0 s and has 9",
        "node 0 is said to have carried 9 CPUs, its replicas held 10",
      ],
      change: (result) => {
        result.nodes[0]!.cpus = 9;
        result.nodes[0]!.peakCpusUsed = 9;
      },
    },
    {
      notices: "more GPUs on a node than it has",
      base: untouched,
      says: [
        "node 0 held 5 GPUs at 0 s and has 4",
        "node 0 is said to have carried 4 GPUs, its replicas held 5",
      ],
      change: (result) => {
        result.nodes[0]!.gpus = 4;
        result.nodes[0]!.peakGpusUsed = 4;
      },
    },
    {
      notices: "a reported use beyond what a node has",
      base: untouched,
      says: ["node 0 carried 51 GPUs and has 50"],
      change: (result) => {
        result.nodes[0]!.peakGpusUsed = 51;
      },
    },
    {
      notices: "a reported use below what its replicas held",
      base: untouched,
      says: ["node 0 is said to have carried 1 CPUs, its replicas held 10"],
      change: (result) => {
        result.nodes[0]!.peakCpusUsed = 1;
      },
    },
    {
      notices: "more of a custom resource on a node than it has",
      base: untouched,
      says: [
        "node 0 held 1.2 of slot at 0 s and has 1",
        "node 0 is said to have carried 1 of slot, its replicas held 1.2",
      ],
      change: (result) => {
        result.nodes[0]!.resources = { slot: 1 };
        result.nodes[0]!.peakResourcesUsed = { slot: 1 };
        for (const life of result.replicas.slice(0, 2)) life.resources = { slot: 0.6 };
      },
    },
    {
      notices: "a custom resource that the node does not have",
      base: untouched,
      says: [
        "node 0 held 0.1 of slot at 0 s and has 0",
        "node 0 is said to have carried 0 of slot, its replicas held 0.1",
      ],
      change: (result) => {
        result.replicas[0]!.resources = { slot: 0.1 };
      },
    },
    {
      notices: "a custom resource by the name of something that every object has",
      base: untouched,
      says: [
        "node 0 held 0.1 of constructor at 0 s and has 0",
        "node 0 is said to have carried 0 of constructor, its replicas held 0.1",
      ],
      change: (result) => {
        result.replicas[0]!.resources = { constructor: 0.1 };
      },
    },
    {
      notices: "a reported use of a custom resource below what was held",
      base: untouched,
      says: ["node 0 is said to have carried 0 of slot, its replicas held 0.5"],
      change: (result) => {
        result.nodes[0]!.resources = { slot: 1 };
        result.replicas[0]!.resources = { slot: 0.5 };
      },
    },
    {
      notices: "more replicas of a deployment on a node than it allows",
      base: untouched,
      says: ["node 0 held more replicas of chat at 0 s than max_replicas_per_node, 7"],
      change: (result) => {
        const { deployment } = result.replicas[0]!;
        const own = result.replicas.filter((life) => life.deployment === deployment);
        for (const life of own) life.maxReplicasPerNode = own.length - 1;
      },
    },
    {
      notices: "a replica on two nodes",
      base: completed,
      says: ["replica 0 is recorded more than once"],
      change: (result) => {
        result.replicas.push({ ...structuredClone(result.replicas[0]!), node: 0, deployment: "lazy" });
      },
      alsoBreaks: ["surge-bound"],
    },
    {
      notices: "a replica on the other version's node",
      base: completed,
      says: ["replica 0 of v1, which runs on the cluster of v1, was placed on node 1 of v2"],
      change: (result) => {
        result.replicas[0]!.node = 1;
      },
    },
    {
      notices: "a replica on a node that does not exist",
      base: untouched,
      says: ["replica 0 was placed on node 99, which is not recorded"],
      change: (result) => {
        result.replicas[0]!.node = 99;
      },
    },
    {
      notices: "a replica placed before its node was requested",
      base: untouched,
      says: ["replica 0 was placed at 0 s, before node 7 was launched"],
      change: (result) => {
        result.nodes.push({ ...structuredClone(result.nodes[0]!), node: 7, launchedAtSeconds: 1 });
        result.replicas[0]!.node = 7;
        result.pools[0]!.peakNodes = 2;
      },
    },
    {
      notices: "a replica that outlives its node",
      base: untouched,
      says: ["replica 0 outlives node 7, released at 100 s"],
      change: (result) => {
        result.nodes.push({ ...structuredClone(result.nodes[0]!), node: 7, releasedAtSeconds: 100 });
        result.replicas[0]!.node = 7;
        result.pools[0]!.peakNodes = 2;
      },
    },
    {
      notices: "a node without a placement in time",
      base: untouched,
      says: ["replica 0 was placed at null s on node 0"],
      change: (result) => {
        result.replicas[0]!.placedAtSeconds = null;
        result.replicas[0]!.runningAtSeconds = null;
      },
    },
    {
      notices: "a pool that gives more nodes than it has",
      base: completed,
      says: ["pool g5 gave 2 nodes and has 1", "pool g5 gave 2 nodes at 0 s and has 1"],
      change: (result) => {
        result.pools[0]!.maxNodes = 1;
      },
    },
    {
      notices: "a pool that reports more nodes than it has",
      base: untouched,
      says: ["pool g5 gave 3 nodes and has 2"],
      change: (result) => {
        result.pools[0]!.peakNodes = 3;
      },
    },
    {
      notices: "a pool that reports fewer nodes than were held",
      base: completed,
      says: ["pool g5 is said to have given 1 nodes, 2 were held at once"],
      change: (result) => {
        result.pools[0]!.peakNodes = 1;
      },
    },
    {
      notices: "a pool that is not recorded",
      base: untouched,
      says: ["nodes came from pool g5, which is not recorded"],
      change: (result) => {
        result.pools = [];
      },
    },
    {
      notices: "replicas of which there is no record",
      base: untouched,
      says: ["10 replicas were held, but none is recorded"],
      change: (result) => {
        result.replicas = [];
      },
    },
    {
      notices: "a node that held a thousandth of a CPU too many",
      base: untouched,
      says: ["node 0 held 10 CPUs at 0 s and has 9.999", "node 0 carried 80 CPUs and has 9.999"],
      change: (result) => {
        result.nodes[0]!.cpus = 9.999;
      },
    },
    {
      notices: "a reported use a thousandth beyond what a node has",
      base: untouched,
      says: ["node 0 carried 50.001 GPUs and has 50"],
      change: (result) => {
        result.nodes[0]!.peakGpusUsed = 50.001;
      },
    },
    {
      notices: "a reported use a thousandth below what was held",
      base: untouched,
      says: ["node 0 is said to have carried 9.999 CPUs, its replicas held 10"],
      change: (result) => {
        result.nodes[0]!.peakCpusUsed = 9.999;
      },
    },
    {
      notices: "a node without a number",
      base: untouched,
      says: ["replica 0 was placed at 0 s on node null"],
      change: (result) => {
        result.replicas[0]!.node = null;
      },
    },
    {
      notices: "one of several pools that is not recorded",
      base: completed,
      says: ["nodes came from pool spot, which is not recorded"],
      change: (result) => {
        result.nodes[1]!.pool = "spot";
      },
    },
    {
      notices: "more CPUs than it has on a node whose replicas came later",
      base: completed,
      says: [
        "node 1 held 13 CPUs at 480 s and has 9",
        "node 1 is said to have carried 9 CPUs, its replicas held 13",
      ],
      change: (result) => {
        result.nodes[1]!.cpus = 9;
        result.nodes[1]!.peakCpusUsed = 9;
      },
    },
  ],
  replay: [
    {
      notices: "a second run that differs in one figure",
      base: untouched,
      says: ["the second run differs: result.summary.costDollars: 1.000000001 / 1"],
      change: (result) => {
        result.summary.costDollars += 1e-9;
      },
    },
    {
      notices: "a second run that has its keys in another order",
      base: untouched,
      says: ["the second run differs: its keys come in another order"],
      change: (result) => {
        const { summary, ...rest } = result;
        for (const key of Object.keys(result)) {
          Reflect.deleteProperty(result, key);
        }
        Object.assign(result, rest, { summary });
      },
    },
    {
      notices: "a second run with one event more",
      base: rolledBackAtOnce,
      says: [
        'the second run differs: result.events.1: {"atSeconds":1,"kind":"more","message":""} / undefined',
      ],
      change: (result) => {
        result.events.push({ atSeconds: 1, kind: "more", message: "" });
      },
    },
    {
      notices: "a second run in which a field is missing",
      base: untouched,
      says: ["the second run differs: result.summary.costDollars: undefined / 1"],
      change: (result) => {
        Reflect.deleteProperty(result.summary, "costDollars");
      },
    },
    {
      notices: "a second run that is shorter",
      base: untouched,
      says: [
        'the second run differs: result.events.0: undefined / {"atSeconds":0,"kind":"service-started","message":""}',
      ],
      change: (result) => {
        result.events.pop();
      },
    },
  ],
};
