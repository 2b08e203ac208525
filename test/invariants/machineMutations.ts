import type { Mutation } from "./Mutation.ts";
import { completed, rolledBackAtOnce, untouched } from "./stories.ts";

/** Ways to break the laws of machines and bytes. */
export const machineMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "resources-fit": [
    {
      notices: "a node given after its pool had shrunk",
      base: untouched,
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
      change: (result) => {
        result.nodes[0]!.cpus = 9;
        result.nodes[0]!.peakCpusUsed = 9;
      },
    },
    {
      notices: "more GPUs on a node than it has",
      base: untouched,
      change: (result) => {
        result.nodes[0]!.gpus = 4;
        result.nodes[0]!.peakGpusUsed = 4;
      },
    },
    {
      notices: "a reported use beyond what a node has",
      base: untouched,
      change: (result) => {
        result.nodes[0]!.peakGpusUsed = 51;
      },
    },
    {
      notices: "a reported use below what its replicas held",
      base: untouched,
      change: (result) => {
        result.nodes[0]!.peakCpusUsed = 1;
      },
    },
    {
      notices: "a replica on two nodes",
      base: completed,
      change: (result) => {
        result.replicas.push({ ...structuredClone(result.replicas[0]!), node: 0, deployment: "lazy" });
      },
      alsoBreaks: ["surge-bound"],
    },
    {
      notices: "a replica on the other version's node",
      base: completed,
      change: (result) => {
        result.replicas[0]!.node = 1;
      },
    },
    {
      notices: "a replica on a node that does not exist",
      base: untouched,
      change: (result) => {
        result.replicas[0]!.node = 99;
      },
    },
    {
      notices: "a replica placed before its node was requested",
      base: untouched,
      change: (result) => {
        result.nodes[0]!.launchedAtSeconds = 1;
      },
    },
    {
      notices: "a replica that outlives its node",
      base: untouched,
      change: (result) => {
        result.nodes[0]!.releasedAtSeconds = 100;
      },
    },
    {
      notices: "a node without a placement in time",
      base: untouched,
      change: (result) => {
        result.replicas[0]!.placedAtSeconds = null;
        result.replicas[0]!.runningAtSeconds = null;
      },
    },
    {
      notices: "a pool that gives more nodes than it has",
      base: completed,
      change: (result) => {
        result.pools[0]!.maxNodes = 1;
      },
    },
    {
      notices: "a pool that reports more nodes than it has",
      base: untouched,
      change: (result) => {
        result.pools[0]!.peakNodes = 3;
      },
    },
    {
      notices: "a pool that reports fewer nodes than were held",
      base: completed,
      change: (result) => {
        result.pools[0]!.peakNodes = 1;
      },
    },
    {
      notices: "a pool that is not recorded",
      base: untouched,
      change: (result) => {
        result.pools = [];
      },
    },
    {
      notices: "replicas of which there is no record",
      base: untouched,
      change: (result) => {
        result.replicas = [];
      },
    },
  ],
  replay: [
    {
      notices: "a second run that differs in one figure",
      base: untouched,
      change: (result) => {
        result.summary.costDollars += 1e-9;
      },
    },
    {
      notices: "a second run that has its keys in another order",
      base: untouched,
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
      change: (result) => {
        result.events.push({ atSeconds: 1, kind: "more", message: "" });
      },
    },
  ],
};
