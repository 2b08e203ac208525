import type { NodeUse } from "../simulation/result/NodeUse.ts";
import type { ReplicaLife } from "../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import { nodeIdleSince } from "./nodeIdleSince.ts";
import type { ReleasedNode, StepWait, WaitCause } from "./StepWait.ts";
import { wasKilled } from "./wasKilled.ts";

interface Context {
  readonly result: SimulationResult;
  readonly nodes: ReadonlyMap<number, NodeUse>;
  readonly untilSeconds: number;
}

/** Where the time went from a replica's request to its first moment of running, or until then; without gaps, in order. */
export function explainStart(life: ReplicaLife, context: Context): readonly StepWait[] {
  const { version, deployment, requestedAtSeconds, placedAtSeconds, runningAtSeconds, goneAtSeconds } = life;
  const { untilSeconds } = context;
  const endSeconds = Math.min(runningAtSeconds ?? goneAtSeconds ?? untilSeconds, untilSeconds);
  const placedSeconds = Math.min(placedAtSeconds ?? endSeconds, endSeconds);
  const isFailed = runningAtSeconds === null && goneAtSeconds !== null && goneAtSeconds <= untilSeconds;
  const waits = explainPlacement(life, {
    ...context,
    fromSeconds: requestedAtSeconds,
    toSeconds: placedSeconds,
  });
  const construction: StepWait = {
    fromSeconds: placedSeconds,
    toSeconds: endSeconds,
    cause: { kind: isFailed ? "failed-start" : "start-up", version, deployment },
  };
  return [...waits, construction];
}

/** Where the time went until there was room: for the last of its nodes. */
function explainPlacement(
  life: ReplicaLife,
  context: Context & { readonly fromSeconds: number; readonly toSeconds: number },
): readonly StepWait[] {
  const { fromSeconds, toSeconds, result } = context;
  const { version, deployment } = life;
  const room = (from: number, to: number): StepWait => ({
    fromSeconds: from,
    toSeconds: to,
    cause: {
      kind: "room",
      version,
      deployment,
      ...lackAt(result, life, from, to, ["max-nodes", "no-group"]),
    },
  });
  const node = life.placedAtSeconds === null ? awaitedNode(life, context) : lastNode(life, context);
  if (node === undefined) {
    const lack = lackAt(result, life, fromSeconds, toSeconds, ["pool", "offer"]);
    return lack.what === undefined
      ? [room(fromSeconds, toSeconds)]
      : [{ fromSeconds, toSeconds, cause: poolCause(life, null, fromSeconds, toSeconds, result) }];
  }
  const readySeconds = Math.min(node.readyAtSeconds ?? toSeconds, toSeconds);
  if (readySeconds <= fromSeconds) {
    const stopped = replicaBefore(life, node, toSeconds, result);
    if (stopped === undefined) return [room(fromSeconds, toSeconds)];
    const drainSeconds = Math.max(fromSeconds, stopped.drainingAtSeconds ?? toSeconds);
    const drain: StepWait = {
      fromSeconds: drainSeconds,
      toSeconds,
      cause: {
        kind: "drain",
        version: stopped.version,
        deployment: stopped.deployment,
        wasKilled: wasKilled(stopped, result),
      },
    };
    return [room(fromSeconds, drainSeconds), drain];
  }
  const askedSeconds = Math.min(Math.max(node.requestedAtSeconds, fromSeconds), toSeconds);
  const launchedSeconds = Math.min(Math.max(node.launchedAtSeconds, askedSeconds), toSeconds);
  const waits: readonly StepWait[] = [
    room(fromSeconds, askedSeconds),
    {
      fromSeconds: askedSeconds,
      toSeconds: launchedSeconds,
      cause: poolCause(life, node, askedSeconds, launchedSeconds, result),
    },
    {
      fromSeconds: launchedSeconds,
      toSeconds: readySeconds,
      cause: { kind: "node-boot", version, workerGroup: node.workerGroup },
    },
    room(readySeconds, toSeconds),
  ];
  return waits.filter((wait) => wait.toSeconds > wait.fromSeconds);
}

/** The replica that stopped on the node at that very moment, so that there was room. */
function replicaBefore(
  { replica }: ReplicaLife,
  { node }: NodeUse,
  atSeconds: number,
  { replicas }: SimulationResult,
): ReplicaLife | undefined {
  return replicas.find(
    (other) => other.replica !== replica && other.node === node && other.goneAtSeconds === atSeconds,
  );
}

/** Of the nodes that a replica was placed on, the one that was ready last. */
function lastNode({ node, shares }: ReplicaLife, { nodes }: Context): NodeUse | undefined {
  const ids = shares?.map((share) => share.node) ?? (node === null ? [] : [node]);
  let last: NodeUse | undefined;
  for (const id of ids) {
    const found = nodes.get(id);
    if (found === undefined) continue;
    if (last === undefined || (found.readyAtSeconds ?? 0) > (last.readyAtSeconds ?? 0)) last = found;
  }
  return last;
}

/** A node of its cluster that boots still. */
function awaitedNode({ version }: ReplicaLife, { result, untilSeconds }: Context): NodeUse | undefined {
  const cluster = clusterOf(result, version);
  return result.nodes.find(
    (node) =>
      node.version === cluster &&
      node.launchedAtSeconds < untilSeconds &&
      (node.readyAtSeconds === null || node.readyAtSeconds >= untilSeconds) &&
      (node.releasedAtSeconds === null || node.releasedAtSeconds >= untilSeconds),
  );
}

function poolCause(
  { version }: ReplicaLife,
  node: NodeUse | null,
  fromSeconds: number,
  toSeconds: number,
  result: SimulationResult,
): WaitCause {
  const lack = lackAt(result, { version }, fromSeconds, toSeconds, ["pool", "offer"]);
  const released = node === null ? undefined : releasedFor(node, result);
  return {
    kind: "pool",
    version,
    workerGroup: node?.workerGroup ?? lack.workerGroup ?? "",
    pool: node?.pool ?? lack.pool ?? null,
    replicasWaiting: mostWaiting(result, version, fromSeconds, toSeconds),
    ...(lack.what === undefined ? {} : { what: lack.what }),
    ...(released === undefined ? {} : { releasedNode: released }),
  };
}

/** The node whose release gave this one its place. */
function releasedFor(
  { pool, node: id, launchedAtSeconds }: NodeUse,
  result: SimulationResult,
): ReleasedNode | undefined {
  if (pool === null) return undefined;
  const released = result.nodes.find(
    (other) => other.node !== id && other.pool === pool && other.releasedAtSeconds === launchedAtSeconds,
  );
  if (released === undefined) return undefined;
  return { version: released.version, idleSinceSeconds: nodeIdleSince(released, result, launchedAtSeconds) };
}

/** Most replicas of the version that had no place at once, in that time. */
function mostWaiting(
  { replicas }: SimulationResult,
  version: string,
  fromSeconds: number,
  toSeconds: number,
): number {
  const waiting = replicas.flatMap(({ version: id, requestedAtSeconds, placedAtSeconds, goneAtSeconds }) => {
    const untilSeconds = placedAtSeconds ?? goneAtSeconds ?? Number.POSITIVE_INFINITY;
    const isThen = requestedAtSeconds < toSeconds && untilSeconds > fromSeconds;
    return id === version && isThen ? [{ requestedAtSeconds, untilSeconds }] : [];
  });
  // Most wait when one has just begun to.
  let most = 0;
  for (const { requestedAtSeconds: at } of waiting) {
    const atOnce = waiting.filter((other) => other.requestedAtSeconds <= at && other.untilSeconds > at);
    most = Math.max(most, atOnce.length);
  }
  return most;
}

interface FoundLack {
  readonly what?: string;
  readonly workerGroup?: string;
  readonly pool?: string;
}

/** What was lacked in that time by the cluster of a version. */
function lackAt(
  result: SimulationResult,
  { version }: Pick<ReplicaLife, "version">,
  fromSeconds: number,
  toSeconds: number,
  kinds: readonly string[],
): FoundLack {
  const cluster = clusterOf(result, version);
  const wait = result.nodeWaits.find(
    ({ version: id, lack, sinceSeconds, untilSeconds }) =>
      id === cluster &&
      kinds.includes(lack.kind) &&
      sinceSeconds < toSeconds &&
      (untilSeconds === null || untilSeconds > fromSeconds),
  );
  if (wait === undefined) return {};
  const { lack, what } = wait;
  return {
    what,
    ...("workerGroup" in lack ? { workerGroup: lack.workerGroup } : {}),
    ...(lack.kind === "pool" ? { pool: lack.pool } : {}),
  };
}

function clusterOf({ versions }: SimulationResult, id: string): string {
  return versions.find((version) => version.id === id)?.onClusterOf ?? id;
}
