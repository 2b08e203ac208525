import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { Draft } from "./Draft.ts";
import { emptyStep } from "./emptyStep.ts";
import type { LegalEdge } from "./LegalEdge.ts";
import { unasked } from "./rareStories.ts";
import { completed, untouched, withClients } from "./stories.ts";

/** Results that keep every law, some of them only just, by the law whose edge they show: requests, time and machines. */
export const legalRunEdges: Readonly<Record<string, readonly LegalEdge[]>> = {
  "requests-conserved": [
    {
      allows: "as many answers to clients as attempts that succeeded",
      base: withClients,
      change: ({ clients, summary }) => {
        Object.assign(clients[0]!, { requests: 99, succeeded: 97, retries: 1 });
        Object.assign(summary, { clientRequests: 99, clientSucceededRequests: 97, retries: 1 });
      },
    },
    {
      allows: "requests that fail",
      base: untouched,
      change: ({ requests, deployments, summary }) => {
        const failed = { ...requests.total.failed, timeout: 2, shutdown: 1 };
        for (const counts of [requests.total, requests.byVersion.v1!, deployments[0]!]) {
          Object.assign(counts, { succeeded: 94, failed });
        }
        Object.assign(summary, {
          ...{ succeededRequests: 94, failedRequests: 3, timeoutRequests: 2, shutdownRequests: 1 },
          ...{ clientSucceededRequests: 94, clientFailedRequests: 3 },
        });
      },
    },
  ],
  causality: [
    {
      allows: "what takes no time, and what happens in the last instant",
      base: untouched,
      change: ({ requests, calls, events, steps, nodes, pools }) => {
        requests.smallestWaitSeconds = 0;
        requests.smallestServiceSeconds = 0;
        calls.smallestBeforeSeconds = 0;
        calls.smallestAfterSeconds = 0;
        events.push({ atSeconds: 3600, kind: "last", message: "" });
        steps.push(emptyStep(null, null));
        const brief = {
          node: 9,
          launchedAtSeconds: 20,
          releasedAtSeconds: 20,
          peakCpusUsed: 0,
          peakGpusUsed: 0,
        };
        nodes.push({ ...nodes[0]!, ...brief });
        pools[0]!.peakNodes = 1;
      },
    },
    {
      allows: "requests that are never answered to have no latency",
      base: unasked,
      change: ({ requests, summary, deployments, timeline }) => {
        const waiting = { arrived: 1, succeeded: 0, inSystem: 1, failed: requests.total.failed };
        requests.total = waiting;
        requests.byVersion.v1 = waiting;
        Object.assign(requests, { countedInSystem: 1, routerLooks: 1 });
        Object.assign(summary, { requests: 1, clientRequests: 1, peakQueuedRequests: 1 });
        timeline.primary.arrivedRequests[0] = 1;
        timeline.versions[0]!.arrivedRequests[0] = 1;
        deployments.push({
          ...{
            ...waiting,
            version: "v1",
            deployment: "chat",
            called: 0,
            mirrored: 0,
            countedInSystem: 1,
            peakQueuedRequests: 1,
            latency: null,
            meanBatchSize: null,
            modelLoads: 0,
          },
        });
      },
    },
  ],
  "work-conserving": [
    {
      allows: "a router at which nothing waited beside a free slot",
      base: untouched,
      change: ({ idleWhileWaiting }) => {
        idleWhileWaiting.push({ version: "v1", deployment: "chat", seconds: 0, moments: 0 });
      },
    },
  ],
  "resources-fit": [
    {
      allows: "a node that is full",
      base: untouched,
      change: ({ nodes }) => {
        Object.assign(nodes[0]!, { cpus: 10, gpus: 5, peakCpusUsed: 10, peakGpusUsed: 5 });
      },
    },
    {
      allows: "the rounding of fractions",
      base: untouched,
      change: ({ nodes }) => {
        Object.assign(nodes[0]!, {
          cpus: 10 - 1e-9,
          gpus: 5,
          peakCpusUsed: 10 - 2e-9,
          peakGpusUsed: 5 + 1e-9,
        });
      },
    },
    {
      allows: "replicas that no node ever took",
      base: untouched,
      change: ({ replicas }) => {
        Object.assign(replicas[0]!, { node: null, placedAtSeconds: null, runningAtSeconds: null });
      },
    },
    {
      allows: "a pool that shrinks below what is out",
      base: completed,
      change: ({ pools }) => {
        pools[0]!.changes.push({ atSeconds: 1, maxNodes: 0 });
      },
    },
    {
      allows: "a node with as much of a custom resource, and as many replicas, as it may hold",
      base: untouched,
      change: ({ nodes, replicas }) => {
        const own = replicas.filter(({ deployment }) => deployment === "chat");
        for (const life of own) Object.assign(life, { maxReplicasPerNode: 8, resources: { slot: 0.125 } });
        Object.assign(nodes[0]!, { resources: { slot: 1 }, peakResourcesUsed: { slot: 1 } });
      },
    },
    {
      allows: "a limit a node that a later replica of the same deployment does not have",
      base: untouched,
      change: ({ replicas }) => {
        replicas[0]!.maxReplicasPerNode = 1;
      },
    },
    {
      allows: "a service without replicas",
      base: untouched,
      change: (result) => {
        result.replicas = [];
        result.summary.peakReplicas = 0;
      },
    },
    {
      allows: "a pool to give a node in the instant in which it gets one back",
      base: untouched,
      change: ({ nodes, pools }) => {
        const unused = { ...nodes[0]!, peakCpusUsed: 0, peakGpusUsed: 0 };
        nodes.push({ ...unused, node: 8, launchedAtSeconds: 5, releasedAtSeconds: 20 });
        nodes.push({ ...unused, node: 9, launchedAtSeconds: 20, releasedAtSeconds: 30 });
        pools[0]!.peakNodes = 2;
      },
    },
    {
      allows: "pools beside each other",
      base: completed,
      change: ({ nodes, pools }) => {
        nodes[1]!.pool = "spot";
        pools[0]!.maxNodes = 1;
        pools[0]!.peakNodes = 1;
        pools.push({ ...pools[0]!, pool: "spot" });
      },
    },
  ],
  "move-after-replacement": [
    {
      allows: "a replica to stop as its replacement runs, and its node to go then",
      base: untouched,
      change: move,
    },
    {
      allows: "a move to be given up in the instant in which it begins, and that to be the first",
      base: untouched,
      change: ({ replicas }) => {
        replicas[0]!.migrations.push({
          fromSeconds: 0,
          deadlineSeconds: null,
          toSeconds: 0,
          replacedAtSeconds: null,
        });
      },
    },
    {
      allows: "one of two replacements of an instant to be wanted no more",
      base: untouched,
      change: (result) => {
        move(result);
        const { targets, replicas } = result;
        const other = replicas[1]!;
        other.migrations.push({
          fromSeconds: 10,
          deadlineSeconds: null,
          toSeconds: null,
          replacedAtSeconds: 20,
        });
        Object.assign(other, { drainingAtSeconds: 20, goneAtSeconds: 30 });
        const more = { ...targets[0]!, atSeconds: 1, targetReplicas: 7 };
        result.versions[0]!.configurations.push({
          atSeconds: 1,
          deployments: result.versions[0]!.configurations[0]!.deployments.map((each) =>
            each.name === "chat" ? { name: "chat", numReplicas: 7 } : each,
          ),
        });
        result.commands.push({ atSeconds: 1, kind: "update-in-place", accepted: true, message: "" });
        result.summary.outcome = "updated-in-place";
        targets.push({ ...more, minReplicas: 7, maxReplicas: 7 });
      },
    },
    {
      allows:
        "a node to be compacted in the instant in which a rollout ends, and while the other version changes",
      base: completed,
      change: ({ compactions, serviceStates }) => {
        const open = { endedAtSeconds: 200, outcome: "given-up", stableSeconds: 10 } as const;
        compactions.push({ version: "v2", node: 1, startedAtSeconds: 185, ...open });
        serviceStates.push({ atSeconds: 60, state: "ROLLING_OUT", reason: "" });
        serviceStates.push({ atSeconds: 185, state: "RUNNING", reason: "" });
      },
    },
    {
      allows: "a node that was not compacted to stay",
      base: untouched,
      change: ({ compactions }) => {
        const span = { startedAtSeconds: 10, endedAtSeconds: 40, stableSeconds: 10 };
        compactions.push({ version: "v1", node: 0, ...span, outcome: "given-up" });
      },
    },
  ],
};

/** A replica is moved from a node that is compacted, and stops in the instant in which its replacement runs. */
function move(result: Draft<SimulationResult>): void {
  const { replicas, nodes, pools, compactions } = result;
  const life = replicas[0]!;
  nodes.push({ ...nodes[0]!, node: 5, releasedAtSeconds: 40 });
  pools[0]!.peakNodes = 2;
  const late = { requestedAtSeconds: 10, placedAtSeconds: 10, runningAtSeconds: 20 };
  replicas.push({ ...structuredClone(life), ...late, replica: 999 });
  const migration = { fromSeconds: 10, deadlineSeconds: null, toSeconds: null, replacedAtSeconds: 20 };
  Object.assign(life, { node: 5, migrations: [migration], drainingAtSeconds: 20, goneAtSeconds: 40 });
  const span = { startedAtSeconds: 10, endedAtSeconds: 40, stableSeconds: 10 };
  compactions.push({ version: "v1", node: 5, ...span, outcome: "compacted" });
}
