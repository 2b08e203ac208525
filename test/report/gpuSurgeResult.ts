import type { PlayedPlan } from "../../src/simulation/result/PlayedPlan.ts";
import type {
  PlayedStep,
  PlayedStepKind,
  PlayedVersion,
  ReplicaStateCounts,
} from "../../src/simulation/result/PlayedStep.ts";
import type { RequestCounts } from "../../src/simulation/result/RequestLedger.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { SplitChange } from "../../src/simulation/result/SplitChange.ts";
import type { Summary } from "../../src/simulation/result/Summary.ts";
import type { VersionTimeline } from "../../src/simulation/result/Timeline.ts";
import { quietResult } from "../quietResult.ts";
import { buildServiceStatus } from "./buildServiceStatus.ts";

const intervalSeconds = 5;
const horizonSeconds = 3600;
const rowCount = horizonSeconds / intervalSeconds;
const deployAtSeconds = 600;
/** Boot of a node, start-up of a replica, wait before capacity is taken away, drain. */
const bootSeconds = 150;
const startSeconds = 90;
const holdSeconds = 30;
const drainSeconds = 45;
const rollbackSeconds = 245;

/** A repeatable stand-in for noise, from 0 to 1. */
function wobble(index: number, salt: number): number {
  const product = (index * 7919 + salt * 104_729) % 1009;
  return product / 1008;
}

const shares = [
  [0, 0, 100, 100],
  [25, 0, 100, 100],
  [25, 25, 75, 75],
  [50, 25, 75, 75],
  [50, 50, 50, 50],
  [75, 50, 50, 50],
  [75, 75, 25, 25],
  [100, 75, 25, 25],
  [100, 100, 0, 0],
] as const;

const replicasOf = (percent: number) => Math.ceil((8 * percent) / 100);

export type Ending = "completed" | "rolled-back";

interface Column {
  readonly requested: number[];
  readonly starting: number[];
  readonly running: number[];
  readonly draining: number[];
}

const split = (share: readonly [number, number, number, number]) => ({
  canary: { capacityPercent: share[0], trafficPercent: share[1] },
  primary: { capacityPercent: share[2], trafficPercent: share[3] },
});

/** The plan's steps with the second at which each begins. */
function playedSplits(ending: Ending): SplitChange[] {
  const changes: SplitChange[] = [
    { atSeconds: 0, cause: "start", planIndex: null, split: split([0, 0, 100, 100]) },
    { atSeconds: deployAtSeconds, cause: "start", planIndex: 0, split: split(shares[0]) },
  ];
  let at = deployAtSeconds;
  for (let index = 1; index < shares.length; index++) {
    const isScaleUp = index % 2 === 1;
    changes.push({
      atSeconds: at,
      cause: isScaleUp ? "scale-up" : "shift",
      planIndex: 0,
      split: split(shares[index]!),
    });
    at += isScaleUp ? bootSeconds + startSeconds : holdSeconds + drainSeconds;
    if (ending === "rolled-back" && index === 6) {
      const back = split(shares[0]);
      changes.push({ atSeconds: at, cause: "start", planIndex: 1, split: split(shares[6]) });
      changes.push({ atSeconds: at, cause: "roll-back-at-once", planIndex: 1, split: back });
      changes.push({ atSeconds: at + rollbackSeconds, cause: "finish", planIndex: 1, split: back });
      return changes;
    }
  }
  changes.push({ atSeconds: at, cause: "finish", planIndex: 0, split: split([0, 0, 100, 100]) });
  return changes;
}

/** Replicas of both versions by state at the end of each row. */
function replicaColumns(changes: readonly SplitChange[]): { canary: Column; primary: Column } {
  const empty = (): Column => ({ requested: [], starting: [], running: [], draining: [] });
  const columns = { canary: empty(), primary: empty() };
  const finishAt = changes.at(-1)!.atSeconds;
  for (let row = 0; row < rowCount; row++) {
    const now = (row + 1) * intervalSeconds;
    const current = changes.findLast((change) => change.atSeconds <= now)!;
    const age = now - current.atSeconds;
    const canary = {
      requested: 0,
      starting: 0,
      running: replicasOf(current.split.canary.capacityPercent),
      draining: 0,
    };
    const primary = {
      requested: 0,
      starting: 0,
      running: replicasOf(current.split.primary.capacityPercent),
      draining: 0,
    };
    if (current.cause === "scale-up" && age < bootSeconds + startSeconds) {
      canary.running -= 2;
      canary[age < bootSeconds ? "requested" : "starting"] = 2;
    }
    if (current.cause === "shift" && age < holdSeconds + drainSeconds) {
      if (age < holdSeconds) primary.running += 2;
      else primary.draining = 2;
    }
    if (current.cause === "roll-back-at-once" && age < rollbackSeconds) {
      if (age < drainSeconds) canary.draining = 6;
      primary.running = 2;
      primary[age < bootSeconds ? "requested" : "starting"] = 6;
    }
    if (now >= finishAt) {
      primary.running = 8;
      canary.running = 0;
    }
    for (const state of ["requested", "starting", "running", "draining"] as const) {
      columns.canary[state].push(canary[state]);
      columns.primary[state].push(primary[state]);
    }
  }
  return columns;
}

function versionTimeline(
  role: "canary" | "primary",
  changes: readonly SplitChange[],
  column: Column,
  salt: number,
): VersionTimeline {
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const shareAt = rows.map(
    (row) => changes.findLast((change) => change.atSeconds <= (row + 1) * intervalSeconds)!.split[role],
  );
  const rate = rows.map((row) => 2.2 + Math.sin(row / 90) * 0.7 + wobble(row, salt) * 0.8);
  const arrived = rows.map((row) =>
    Math.round((rate[row]! * intervalSeconds * shareAt[row]!.trafficPercent) / 100),
  );
  const load = rows.map((row) => arrived[row]! / Math.max(1, column.running[row]! * 1.9));
  const failed = rows.map((row) => {
    const isUnlucky = column.draining[row]! > 0 && wobble(row, salt + 3) > 0.93;
    const lost = load[row]! > 2 ? Math.floor(arrived[row]! * 0.5) : 0;
    return Math.min(arrived[row]!, lost + (isUnlucky ? 1 : 0));
  });
  const latency = (base: number, spread: number, offset: number) =>
    rows.map((row) =>
      arrived[row] === 0 ? null : base * (1 + load[row]! ** 2 * 0.4) + spread * wobble(row, salt + offset),
    );
  return {
    capacityPercent: shareAt.map((share) => share.capacityPercent),
    trafficPercent: shareAt.map((share) => share.trafficPercent),
    requestedReplicas: column.requested,
    startingReplicas: column.starting,
    runningReplicas: column.running,
    drainingReplicas: column.draining,
    nodes: rows.map((row) =>
      Math.ceil((column.starting[row]! + column.running[row]! + column.draining[row]!) / 2),
    ),
    queuedRequests: rows.map((row) => (load[row]! > 1 ? Math.floor((load[row]! - 1) * 14) : 0)),
    ongoingRequests: rows.map((row) => Math.round(arrived[row]! * 0.7)),
    arrivedRequests: arrived,
    succeededRequests: rows.map((row) => Math.max(0, arrived[row]! - failed[row]!)),
    failedRequests: failed,
    p50Seconds: latency(2.1, 0.8, 5),
    p90Seconds: latency(4.6, 2.1, 7),
    p99Seconds: latency(7.4, 4.8, 11),
    p50FirstTokenSeconds: rows.map(() => null),
    p99FirstTokenSeconds: rows.map(() => null),
    p50TokenGapSeconds: rows.map(() => null),
    p99TokenGapSeconds: rows.map(() => null),
  };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function counts(version: VersionTimeline): RequestCounts {
  const failed = sum(version.failedRequests);
  return {
    arrived: sum(version.succeededRequests) + failed + 3,
    succeeded: sum(version.succeededRequests),
    failed: {
      "queue-full": 0,
      timeout: 0,
      "replica-died": 0,
      shutdown: failed,
      unavailable: 0,
      "application-error": 0,
      "client-timeout": 0,
      "child-failed": 0,
      "caller-gone": 0,
      "proxy-died": 0,
    },
    inSystem: 3,
  };
}

const bounds = (percent: number) => ({
  llm: { minReplicas: replicasOf(percent), maxReplicas: replicasOf(percent) },
});

function plans(changes: readonly SplitChange[], ending: Ending): PlayedPlan[] {
  const common = {
    timeoutSeconds: 7200,
    primaryVersion: "v1",
    canaryVersion: "v2",
    canaryPercent: null,
  } as const;
  const peak = {
    capacityPercent: 125,
    deployments: { llm: { replicas: 10, stepIndex: 1, surgePercent: 25 } },
    gpuCount: 10,
  };
  const step = (index: number, share: (typeof shares)[number]) => ({
    canary: { ...split(share).canary, replicas: bounds(share[0]) },
    primary: { ...split(share).primary, replicas: bounds(share[2]) },
    index,
  });
  const deploy: PlayedPlan = {
    ...common,
    atSeconds: deployAtSeconds,
    cause: "deploy",
    reason: "deploy v2 with max_surge_percent 25",
    control: "automatic",
    plan: {
      maxSurgePercent: 25,
      rounding: "up",
      steps: shares.map((share, index) => ({
        ...step(index, share),
        kind: index === 0 ? "start" : index % 2 === 1 ? "scale-up" : "shift",
      })),
      peak,
      outcome: "completed",
      notes: [],
    },
  };
  if (ending === "completed") return [deploy];
  const rollback: PlayedPlan = {
    ...common,
    atSeconds: changes.at(-2)!.atSeconds,
    cause: "automatic-rollback",
    reason: "the canary was unhealthy for 60 s",
    control: "automatic",
    plan: {
      maxSurgePercent: 25,
      rounding: "up",
      steps: [
        { ...step(0, shares[6]), kind: "start" },
        { ...step(1, shares[0]), kind: "roll-back-at-once" },
      ],
      peak: {
        ...peak,
        capacityPercent: 175,
        deployments: { llm: { replicas: 14, stepIndex: 1, surgePercent: 75 } },
      },
      outcome: "rolled-back",
      notes: ["All traffic goes to 2 of 8 replicas at once; requests may fail until the others run."],
    },
  };
  return [deploy, rollback];
}

function playedKind({ cause, planIndex }: SplitChange): PlayedStepKind {
  if (cause === "finish" || cause === "terminate") return "after";
  return planIndex === null ? "before" : cause;
}

/** Eight one-GPU replicas replaced with a surge of 25 % within an hour of traffic, or rolled back at 75 %. */
export function gpuSurgeResult(
  { ending }: { readonly ending: Ending } = { ending: "completed" },
): SimulationResult {
  const changes = playedSplits(ending);
  const finishAt = changes.at(-1)!.atSeconds;
  const columns = replicaColumns(changes);
  const canary = versionTimeline("canary", changes, columns.canary, 17);
  const primary = versionTimeline("primary", changes, columns.primary, 29);
  const rows = Array.from({ length: rowCount }, (_, row) => row);
  const held = (column: Column, row: number) =>
    column.starting[row]! + column.running[row]! + column.draining[row]!;
  const gpusHeld = rows.map((row) => held(columns.canary, row) + held(columns.primary, row));
  const bounds = rows.map((row) => {
    const at = (row + 1) * intervalSeconds;
    return at >= deployAtSeconds && at < finishAt ? 10 : 8;
  });
  const played = (
    version: VersionTimeline,
    share: { capacityPercent: number; trafficPercent: number },
    from: number,
    to: number,
  ): PlayedVersion => {
    const last = Math.max(from, to - 1);
    const replicas: ReplicaStateCounts = {
      requested: version.requestedReplicas[last]!,
      starting: version.startingReplicas[last]!,
      running: version.runningReplicas[last]!,
      draining: version.drainingReplicas[last]!,
    };
    const requests = sum(version.arrivedRequests.slice(from, to));
    return {
      ...share,
      replicas,
      requests,
      errors: sum(version.failedRequests.slice(from, to)),
      p50Seconds: requests === 0 ? null : version.p50Seconds[last]!,
      p99Seconds: requests === 0 ? null : version.p99Seconds[last]!,
    };
  };
  const steps: PlayedStep[] = changes.map((change, index) => {
    const endSeconds = changes[index + 1]?.atSeconds ?? horizonSeconds;
    const from = change.atSeconds / intervalSeconds;
    const to = endSeconds / intervalSeconds;
    const canaryStep = played(canary, change.split.canary, from, to);
    const primaryStep = played(primary, change.split.primary, from, to);
    return {
      planIndex: change.cause === "finish" ? null : change.planIndex,
      stepIndex: change.cause === "finish" ? null : change.planIndex === null ? null : index - 1,
      kind: playedKind(change),
      startSeconds: change.atSeconds,
      endSeconds,
      canary: canaryStep,
      primary: primaryStep,
      versions: [],
      gpusHeld: Math.max(8, ...gpusHeld.slice(from, to)),
      peakQueuedRequests: Math.max(0, ...primary.queuedRequests.slice(from, to)),
      requests: canaryStep.requests + primaryStep.requests,
      errors: canaryStep.errors + primaryStep.errors,
      p50Seconds: primaryStep.p50Seconds ?? canaryStep.p50Seconds,
      p99Seconds: primaryStep.p99Seconds ?? canaryStep.p99Seconds,
    };
  });

  const byVersion = { v1: counts(primary), v2: counts(canary) };
  const failed = byVersion.v1.failed.shutdown + byVersion.v2.failed.shutdown;
  const succeeded = byVersion.v1.succeeded + byVersion.v2.succeeded;
  const latency = {
    meanSeconds: 2.91,
    p50Seconds: 2.64,
    p90Seconds: 5.93,
    p99Seconds: 10.412,
    maxSeconds: 17.25,
  };
  const noLatency = {
    meanSeconds: null,
    p50Seconds: null,
    p90Seconds: null,
    p99Seconds: null,
    maxSeconds: null,
  };
  const summary: Summary = {
    ...quietResult.summary,
    outcome: ending,
    durationMinutes: (finishAt - deployAtSeconds) / 60,
    requests: succeeded + failed + 6,
    succeededRequests: succeeded,
    failedRequests: failed,
    errorPercent: (100 * failed) / (succeeded + failed),
    shutdownRequests: failed,
    clientRequests: succeeded + failed + 6,
    clientSucceededRequests: succeeded,
    clientFailedRequests: failed,
    clientErrorPercent: (100 * failed) / (succeeded + failed),
    meanClientLatencySeconds: latency.meanSeconds,
    p50ClientLatencySeconds: latency.p50Seconds,
    p90ClientLatencySeconds: latency.p90Seconds,
    p99ClientLatencySeconds: latency.p99Seconds,
    maxClientLatencySeconds: latency.maxSeconds,
    meanLatencySeconds: latency.meanSeconds,
    p50LatencySeconds: latency.p50Seconds,
    p90LatencySeconds: latency.p90Seconds,
    p99LatencySeconds: latency.p99Seconds,
    maxLatencySeconds: latency.maxSeconds,
    peakQueuedRequests: Math.max(...primary.queuedRequests),
    peakGpus: 10,
    peakNodeGpus: 12,
    peakNodes: 8,
    peakReplicas: 10,
    peakSurgePercent: 25,
    gpuHours: 8.4321987,
    nodeHours: 6.2,
    costDollars: 21.449999,
    trafficBeyondCapacitySeconds: ending === "completed" ? 0 : rollbackSeconds,
    rollbacks: ending === "completed" ? 0 : 1,
    replicasStarted: 8,
    nodesStarted: 4,
  };
  return {
    ...quietResult,
    scenario: {
      name: "gpu-25-surge",
      description:
        "Eight one-GPU replicas of a chat model are replaced with a surge of 25 %: at no time more than ten GPUs.",
      seed: "1",
      horizonSeconds,
      replacements: "after-drain",
    },
    summary,
    plans: plans(changes, ending),
    steps,
    splits: changes,
    trafficInEffect: [],
    service: buildServiceStatus("chat"),
    serviceStates: [
      { atSeconds: 0, state: "RUNNING", reason: "start" },
      { atSeconds: deployAtSeconds, state: "ROLLING_OUT", reason: "deploy v2" },
      { atSeconds: finishAt, state: "RUNNING", reason: `rollout ${ending}` },
    ],
    versions: [
      {
        id: "v1",
        shares: [],
        applications: [],
        configurations: [{ atSeconds: 0, deployments: [{ name: "llm", numReplicas: 8, gpusPerReplica: 1 }] }],
        changes: [
          { atSeconds: 0, state: "RUNNING", reason: "start" },
          { atSeconds: finishAt, state: "TERMINATED", reason: "replaced by v2" },
        ],
      },
      {
        id: "v2",
        shares: [],
        applications: [],
        configurations: [
          { atSeconds: deployAtSeconds, deployments: [{ name: "llm", numReplicas: 8, gpusPerReplica: 1 }] },
        ],
        changes: [
          { atSeconds: deployAtSeconds, state: "STARTING", reason: "deploy v2" },
          { atSeconds: 840, state: "RUNNING", reason: "all applications are healthy" },
        ],
      },
    ],
    commands: [
      {
        atSeconds: deployAtSeconds,
        kind: "deploy",
        accepted: true,
        message: "deploys v2 with max_surge_percent 25",
      },
    ],
    tokenLatency: {
      total: { firstToken: noLatency, tokenGap: noLatency },
      byVersion: {
        v1: { firstToken: noLatency, tokenGap: noLatency },
        v2: { firstToken: noLatency, tokenGap: noLatency },
      },
    },
    latency: { total: latency, byVersion: { v1: latency, v2: { ...latency, p99Seconds: 9.87 } } },
    requests: {
      total: {
        arrived: byVersion.v1.arrived + byVersion.v2.arrived,
        succeeded,
        failed: { ...byVersion.v1.failed, shutdown: failed },
        inSystem: 6,
      },
      byVersion,
      smallestWaitSeconds: 0,
      smallestServiceSeconds: 0.31,
      countedInSystem: 6,
      mirrored: quietResult.requests.mirrored,
      routerLooks: 7200,
    },
    deployments: [],
    calls: { calls: 0, smallestBeforeSeconds: null, smallestAfterSeconds: null },
    timeline: {
      intervalSeconds,
      atSeconds: rows.map((row) => row * intervalSeconds),
      canary,
      primary,
      versions: [],
      gpusHeld,
      nodeGpus: rows.map((row) => 2 * Math.ceil(gpusHeld[row]! / 2)),
      ...{ gpuBound: bounds, replicaBound: bounds },
    },
    events: changes.slice(1).map((change) => ({
      atSeconds: change.atSeconds,
      kind: change.cause === "finish" ? "rollout-finished" : "split",
      message: `canary ${change.split.canary.capacityPercent}/${change.split.canary.trafficPercent} %, primary ${change.split.primary.capacityPercent}/${change.split.primary.trafficPercent} %`,
      version: "v2",
    })),
    held: [
      {
        deployment: "llm",
        fullReplicas: 8,
        maxSurgePercent: 25,
        peakReplicas: 10,
        peakAtSeconds: 750,
        peakStoppingReplicas: 0,
      },
    ],
    nodes: [
      {
        node: 1,
        version: "v1",
        workerGroup: "gpu",
        pool: "gpu",
        market: "on-demand",
        zone: null,
        requestedAtSeconds: 0,
        launchedAtSeconds: 0,
        readyAtSeconds: 0,
        releasedAtSeconds: finishAt,
        cpus: 16,
        gpus: 2,
        resources: {},
        peakCpusUsed: 8,
        peakGpusUsed: 2,
        peakResourcesUsed: {},
      },
    ],
    nodeWaits: [],
    pools: [{ pool: "gpu", maxNodes: 6, changes: [], peakNodes: 6 }],
    replicas: [],
    targets: [],
    idleWhileWaiting: [],
  };
}
