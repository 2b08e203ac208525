import type { NodeUse, PoolUse } from "../../simulation/result/NodeUse.ts";
import type { ReplicaLife, ReplicaShare } from "../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { Invariant } from "../evidence/Invariant.ts";
import { mostAtOnce } from "../evidence/mostAtOnce.ts";

/** Fractions of CPUs and GPUs add up with rounding errors far below this. */
const tolerance = 1e-6;

export const resourcesFit: Invariant = {
  id: "resources-fit",
  law: "A node never holds more CPUs, GPUs or custom resources than it has, nor more replicas of a deployment than max_replicas_per_node. A replica is on one node, or its parts add up to it on nodes that all stay as long as it does. A pool never gives more than it has.",
  source: "Reasoning: machines are finite; Ray Serve's max_replicas_per_node",
  checkResult: (result) => [
    ...checkReplicas(result),
    ...checkNodes(result),
    ...checkPools(result),
    ...checkCpuTime(result),
  ],
};

function checkReplicas({ replicas, nodes, versions, summary }: SimulationResult): readonly string[] {
  const clusterOf = new Map(versions.map(({ id, onClusterOf = id }) => [id, onClusterOf]));
  const byNumber = new Map(nodes.map((node) => [node.node, node]));
  const seen = new Set<number>();
  const missing = replicas.length === 0 && summary.peakReplicas > 0;
  return [
    ...(missing ? [`${summary.peakReplicas} replicas were held, but none is recorded`] : []),
    ...replicas.flatMap((life) => {
      const isSecond = seen.has(life.replica);
      seen.add(life.replica);
      return [
        ...(isSecond ? [`replica ${life.replica} is recorded more than once`] : []),
        ...checkPlacement(life, byNumber, clusterOf),
        ...checkShares(life),
      ];
    }),
  ];
}

function checkCpuTime({ overhead, scenario }: SimulationResult): readonly string[] {
  const { horizonSeconds } = scenario;
  return (overhead?.machines ?? []).flatMap(({ node, cpus, workSeconds, leftSeconds }) => {
    const doneSeconds = workSeconds - leftSeconds;
    const mostSeconds = cpus * horizonSeconds;
    return doneSeconds <= mostSeconds * (1 + tolerance)
      ? []
      : [
          `the ${cpus} CPUs of ${node === null ? "a machine" : `node ${node}`} did ${doneSeconds} s of work in ${horizonSeconds} s`,
        ];
  });
}

function checkPlacement(
  life: ReplicaLife,
  nodes: ReadonlyMap<number, NodeUse>,
  clusterOf: ReadonlyMap<string, string>,
): readonly string[] {
  const { replica, placedAtSeconds } = life;
  if ((life.node === null) !== (placedAtSeconds === null)) {
    return [`replica ${replica} was placed at ${placedAtSeconds} s on node ${life.node}`];
  }
  if (placedAtSeconds === null) return [];
  return sharesOf(life).flatMap((share) => {
    const node = nodes.get(share.node);
    return node === undefined
      ? [`replica ${replica} was placed on node ${share.node}, which is not recorded`]
      : checkStay({ ...life, cluster: clusterOf.get(life.version) }, placedAtSeconds, node);
  });
}

/** The parts of a replica on several nodes are all of it, each on a node of its own, its actor on the first. */
function checkShares({ replica, node, cpus, gpus, resources, shares }: ReplicaLife): readonly string[] {
  if (shares === undefined) return [];
  const what = `replica ${replica} on nodes ${shares.map((share) => share.node).join(", ")}`;
  const nodes = new Set(shares.map((share) => share.node));
  const custom = new Set([
    ...Object.keys(resources),
    ...shares.flatMap((share) => Object.keys(share.resources)),
  ]);
  const kinds = [
    { unit: "CPUs", whole: cpus, parts: shares.map((share) => share.cpus) },
    { unit: "GPUs", whole: gpus, parts: shares.map((share) => share.gpus) },
    ...[...custom].map((name) => ({
      unit: `of ${name}`,
      whole: amountOf(resources, name),
      parts: shares.map((share) => amountOf(share.resources, name)),
    })),
  ];
  return [
    ...(nodes.size === shares.length && shares.length > 1 ? [] : [`${what} is not on several nodes`]),
    ...(shares[0]?.node === node ? [] : [`${what} is said to be on node ${node} first`]),
    ...kinds.flatMap(({ unit, whole, parts }) => {
      const held = parts.reduce((sum, part) => sum + part, 0);
      return Math.abs(held - whole) <= tolerance ? [] : [`${what} holds ${held} ${unit} and needs ${whole}`];
    }),
  ];
}

/** What a replica holds of which nodes. */
function sharesOf(life: ReplicaLife): readonly ReplicaShare[] {
  if (life.shares !== undefined) return life.shares;
  const { node, cpus, gpus, resources } = life;
  return node === null ? [] : [{ node, cpus, gpus, resources }];
}

function checkStay(
  life: ReplicaLife & { readonly cluster: string | undefined },
  placedAtSeconds: number,
  node: NodeUse,
): readonly string[] {
  const { replica, goneAtSeconds } = life;
  const releasedSeconds = node.releasedAtSeconds ?? Number.POSITIVE_INFINITY;
  const outlives = (goneAtSeconds ?? Number.POSITIVE_INFINITY) > releasedSeconds;
  return [
    ...(node.version === life.cluster
      ? []
      : [
          `replica ${replica} of ${life.version}, which runs on the cluster of ${life.cluster ?? "nobody"}, was placed on node ${node.node} of ${node.version}`,
        ]),
    ...(placedAtSeconds >= node.launchedAtSeconds
      ? []
      : [`replica ${replica} was placed at ${placedAtSeconds} s, before node ${node.node} was launched`]),
    ...(outlives ? [`replica ${replica} outlives node ${node.node}, released at ${releasedSeconds} s`] : []),
  ];
}

function checkNodes({ nodes, replicas }: SimulationResult): readonly string[] {
  const livesOn = new Map<number, ReplicaLife[]>(nodes.map(({ node }) => [node, []]));
  for (const life of replicas) {
    for (const share of sharesOf(life)) livesOn.get(share.node)?.push({ ...life, ...share });
  }
  return nodes.flatMap((node) => checkNode(node, livesOn.get(node.node) ?? []));
}

/** What a node is said to have carried at most, and what a recount of its replicas finds. */
function checkNode(node: NodeUse, own: readonly ReplicaLife[]): readonly string[] {
  const custom = new Set([
    ...Object.keys(node.resources),
    ...own.flatMap((life) => Object.keys(life.resources)),
  ]);
  const kinds = [
    { unit: "CPUs", has: node.cpus, said: node.peakCpusUsed, of: (life: ReplicaLife) => life.cpus },
    { unit: "GPUs", has: node.gpus, said: node.peakGpusUsed, of: (life: ReplicaLife) => life.gpus },
    ...[...custom].map((name) => ({
      unit: `of ${name}`,
      has: amountOf(node.resources, name),
      said: amountOf(node.peakResourcesUsed, name),
      of: (life: ReplicaLife) => amountOf(life.resources, name),
    })),
  ];
  const broken = kinds.flatMap(({ unit, has, said, of }) => {
    const { amount, atSeconds } = mostAtOnce(own.map((life) => ({ ...holding(life), amount: of(life) })));
    return [
      ...(amount <= has + tolerance
        ? []
        : [`node ${node.node} held ${amount} ${unit} at ${atSeconds} s and has ${has}`]),
      ...(said <= has + tolerance ? [] : [`node ${node.node} carried ${said} ${unit} and has ${has}`]),
      ...(said >= amount - tolerance
        ? []
        : [`node ${node.node} is said to have carried ${said} ${unit}, its replicas held ${amount}`]),
    ];
  });
  return [...broken, ...checkLimits(node, own)];
}

/** Each replica of a deployment with a limit takes its part of a whole; the limit may change with the replicas' code. */
function checkLimits({ node }: NodeUse, own: readonly ReplicaLife[]): readonly string[] {
  const limited = own.filter(({ maxReplicasPerNode }) => maxReplicasPerNode !== null);
  return [...new Set(limited.map(({ deployment }) => deployment))].flatMap((deployment) => {
    const lives = limited.filter((life) => life.deployment === deployment);
    const { amount, atSeconds } = mostAtOnce(
      lives.map((life) => ({ ...holding(life), amount: 1 / (life.maxReplicasPerNode ?? 1) })),
    );
    const most = Math.max(...lives.map(({ maxReplicasPerNode }) => maxReplicasPerNode ?? 1));
    return amount <= 1 + tolerance
      ? []
      : [
          `node ${node} held more replicas of ${deployment} at ${atSeconds} s than max_replicas_per_node, ${most}`,
        ];
  });
}

function holding(life: ReplicaLife): { readonly fromSeconds: number; readonly toSeconds: number } {
  const never = Number.POSITIVE_INFINITY;
  return { fromSeconds: life.placedAtSeconds ?? never, toSeconds: life.goneAtSeconds ?? never };
}

function checkPools({ nodes, pools }: SimulationResult): readonly string[] {
  const named = [...new Set(nodes.flatMap(({ pool }) => (pool === null ? [] : [pool])))];
  const unknown = named.filter((name) => !pools.some(({ pool }) => pool === name));
  return [
    ...unknown.map((name) => `nodes came from pool ${name}, which is not recorded`),
    ...pools.flatMap((pool) =>
      checkPool(
        nodes.filter((node) => node.pool === pool.pool),
        pool,
      ),
    ),
  ];
}

function checkPool(nodes: readonly NodeUse[], pool: PoolUse): readonly string[] {
  const counted = mostAtOnce(
    nodes.map(({ launchedAtSeconds, releasedAtSeconds }) => ({
      fromSeconds: launchedAtSeconds,
      toSeconds: releasedAtSeconds ?? Number.POSITIVE_INFINITY,
      amount: 1,
    })),
  );
  const { peakNodes } = pool;
  const most = Math.max(pool.maxNodes, ...pool.changes.map(({ maxNodes }) => maxNodes));
  return [
    ...(peakNodes <= most ? [] : [`pool ${pool.pool} gave ${peakNodes} nodes and has ${most}`]),
    ...(peakNodes >= counted.amount
      ? []
      : [`pool ${pool.pool} is said to have given ${peakNodes} nodes, ${counted.amount} were held at once`]),
    ...checkLaunches(nodes, pool),
  ];
}

/** Of a pool that shrinks nothing is taken back, but nothing is given either: what counts is the moment of each launch. */
function checkLaunches(nodes: readonly NodeUse[], pool: PoolUse): readonly string[] {
  const launches = nodes.map(({ launchedAtSeconds }) => launchedAtSeconds).sort((a, b) => a - b);
  const releases = nodes.flatMap(({ releasedAtSeconds }) => releasedAtSeconds ?? []).sort((a, b) => a - b);
  let released = 0;
  return launches.flatMap((atSeconds, index) => {
    while ((releases[released] ?? Number.POSITIVE_INFINITY) <= atSeconds) released++;
    // All that were launched at this moment are held.
    if (launches[index + 1] === atSeconds) return [];
    const held = index + 1 - released;
    const has = pool.changes.findLast((change) => change.atSeconds <= atSeconds)?.maxNodes ?? pool.maxNodes;
    return held <= has ? [] : [`pool ${pool.pool} gave ${held} nodes at ${atSeconds} s and has ${has}`];
  });
}

/** A name may be one that every object has, such as "constructor". */
function amountOf(amounts: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(amounts, name) ? (amounts[name] ?? 0) : 0;
}
