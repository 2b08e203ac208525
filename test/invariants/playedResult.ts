import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import type { LatencySummary } from "../../src/simulation/result/LatencySummary.ts";
import type { PlayedCommand } from "../../src/simulation/result/PlayedCommand.ts";
import type { PlayedPlan } from "../../src/simulation/result/PlayedPlan.ts";
import type { ReplicaLife } from "../../src/simulation/result/ReplicaLife.ts";
import type { RequestCounts } from "../../src/simulation/result/RequestLedger.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import type { SplitChange } from "../../src/simulation/result/SplitChange.ts";
import type { SimulationOutcome } from "../../src/simulation/result/Summary.ts";
import type { TargetRecord } from "../../src/simulation/result/TargetRecord.ts";
import type { VersionRole } from "../../src/simulation/result/VersionRole.ts";
import { splitBeforeRollout } from "../../src/strategies/anyscale/plan/splitBeforeRollout.ts";
import type { PlannedDeployment } from "../../src/strategies/capacity/PlannedDeployment.ts";
import type { RolloutSplit } from "../../src/strategies/capacity/RolloutSplit.ts";
import { quietResult } from "../quietResult.ts";
import { buildServiceStatus } from "../report/buildServiceStatus.ts";
import { obeySplits } from "./obeySplits.ts";

/** What happens in a result that is made by hand, without the simulator. */
export interface Story {
  readonly deployments: readonly PlannedDeployment[];
  readonly plans: readonly PlayedPlan[];
  readonly commands: readonly PlayedCommand[];
  readonly outcome: SimulationOutcome;
  readonly horizonSeconds: number;
  /** A second configuration of the first version, by an in-place update. */
  readonly inPlace?: { readonly atSeconds: number; readonly deployments: readonly PlannedDeployment[] };
}

const stepSeconds = 60;
const startSeconds = 20;
const drainSeconds = 10;

type Life = { -readonly [Key in keyof ReplicaLife]: ReplicaLife[Key] };

/**
 * A result that obeys every law, played by a clock that only knows "a step a minute, a start-up of 20 s, a drain of 10 s".
 * Independent of the simulator, so that the checks are shown right before and beside it.
 */
export function playedResult(story: Story): SimulationResult {
  const splits: SplitChange[] = [
    { atSeconds: 0, cause: "start", planIndex: null, split: splitBeforeRollout, startedVersion: "v1" },
  ];
  const targets: TargetRecord[] = [];
  const lives: Life[] = [];
  const nodeOf: Record<string, number> = { v1: 0, v2: 1 };
  let primaryVersion = "v1";

  const order = (
    at: { readonly atSeconds: number; readonly role: VersionRole; readonly version: string },
    capacityPercent: number,
    bounds: Readonly<Record<string, { readonly minReplicas: number; readonly maxReplicas: number }>>,
  ) => {
    for (const [deployment, { minReplicas, maxReplicas }] of Object.entries(bounds)) {
      const record = {
        ...at,
        deployment,
        capacityPercent,
        targetReplicas: minReplicas,
        minReplicas,
        maxReplicas,
      };
      const last = targets
        .filter((each) => each.version === at.version && each.deployment === deployment)
        .at(-1);
      if (JSON.stringify({ ...last, atSeconds: 0 }) !== JSON.stringify({ ...record, atSeconds: 0 })) {
        targets.push(record);
      }
      const own = lives.filter(
        (life) =>
          life.version === at.version && life.deployment === deployment && life.drainingAtSeconds === null,
      );
      for (const life of own.slice(minReplicas)) {
        life.drainingAtSeconds = at.atSeconds;
        life.goneAtSeconds = at.atSeconds + drainSeconds;
      }
      for (let count = own.length; count < minReplicas; count += 1) {
        lives.push({
          replica: lives.length,
          version: at.version,
          deployment,
          cpus: 1,
          gpus: 0.5,
          resources: {},
          maxReplicasPerNode: null,
          requestedAtSeconds: at.atSeconds,
          node: nodeOf[at.version] ?? null,
          placedAtSeconds: at.atSeconds,
          runningAtSeconds: at.atSeconds === 0 ? 0 : at.atSeconds + startSeconds,
          migrations: [],
          drainingAtSeconds: null,
          goneAtSeconds: null,
          servedRequests: 0,
        });
      }
    }
  };

  const full = Object.fromEntries(story.deployments.map((each) => [each.name, fullOf(each)]));
  order({ atSeconds: 0, role: "primary", version: "v1" }, 100, full);
  story.plans.forEach(({ atSeconds: planSeconds, canaryVersion, cause, plan }, planIndex) => {
    const untilSeconds = story.plans[planIndex + 1]?.atSeconds ?? story.horizonSeconds;
    plan.steps.forEach((step, stepIndex) => {
      const atOnce = step.kind === "roll-back-at-once";
      const atSeconds = atOnce ? planSeconds : planSeconds + stepIndex * stepSeconds;
      if (atSeconds >= untilSeconds) return;
      const { canary, primary } = step;
      const split: RolloutSplit = { canary: share(canary), primary: share(primary) };
      splits.push({ atSeconds, cause: step.kind, planIndex, split });
      order({ atSeconds, role: "canary", version: canaryVersion }, canary.capacityPercent, canary.replicas);
      order(
        { atSeconds, role: "primary", version: primaryVersion },
        primary.capacityPercent,
        primary.replicas,
      );
      const finishSeconds = atSeconds + stepSeconds;
      if (stepIndex === plan.steps.length - 1 && plan.outcome !== "paused" && finishSeconds < untilSeconds) {
        splits.push({ atSeconds: finishSeconds, cause: "finish", planIndex, split: splitBeforeRollout });
        primaryVersion = plan.outcome === "completed" ? canaryVersion : primaryVersion;
        if (cause !== "automatic-rollback" && plan.outcome === "completed") {
          order({ atSeconds: finishSeconds, role: "primary", version: primaryVersion }, 100, full);
        }
      }
    });
  });

  const surges = story.plans
    .filter(({ cause }) => cause !== "automatic-rollback")
    .map(({ plan }) => plan.maxSurgePercent);
  const hasCanary = story.plans.length > 0;
  const atOnce = story.plans.find(({ cause }) => cause === "automatic-rollback");
  const counts = countsOf(100, 97);
  const versionIds = hasCanary ? ["v1", "v2"] : ["v1"];
  const parts = hasCanary ? { v1: countsOf(60, 58), v2: countsOf(40, 39) } : { v1: counts };
  const total = hasCanary ? { ...counts, inSystem: 3 } : counts;
  return {
    ...quietResult,
    scenario: {
      name: "by-hand",
      description: "",
      seed: "1",
      horizonSeconds: story.horizonSeconds,
      replacements: "after-drain",
    },
    summary: {
      ...quietResult.summary,
      outcome: story.outcome,
      durationMinutes: 5,
      requests: 100,
      succeededRequests: 97,
      clientRequests: 100,
      clientSucceededRequests: 97,
      meanClientLatencySeconds: 1,
      p50ClientLatencySeconds: 1,
      p90ClientLatencySeconds: 2,
      p99ClientLatencySeconds: 3,
      maxClientLatencySeconds: 4,
      meanLatencySeconds: 1,
      p50LatencySeconds: 1,
      p90LatencySeconds: 2,
      p99LatencySeconds: 3,
      maxLatencySeconds: 4,
      peakQueuedRequests: 1,
      peakGpus: 8,
      peakNodeGpus: 16,
      peakNodes: 2,
      peakReplicas: lives.length,
      peakSurgePercent: 25,
      gpuHours: 1,
      nodeHours: 1,
      costDollars: 1,
      trafficBeyondCapacitySeconds: atOnce === undefined ? 0 : startSeconds,
      replicasStarted: lives.length,
      nodesStarted: 2,
    },
    plans: story.plans,
    steps: [],
    splits,
    service: buildServiceStatus("chat"),
    serviceStates: [{ atSeconds: 0, state: "RUNNING", reason: "" }],
    versions: versionIds.map((id) => ({
      id,
      changes: [{ atSeconds: 0, state: "RUNNING" as const, reason: "" }],
      shares: [],
      applications: [],
      configurations: [
        { atSeconds: id === "v1" ? 0 : (story.plans[0]?.atSeconds ?? 0), deployments: story.deployments },
        ...(id === "v1" && story.inPlace !== undefined ? [story.inPlace] : []),
      ],
    })),
    trafficInEffect: obeySplits(splits, story.plans),
    commands: story.commands,
    tokenLatency: { total: { firstToken: latency, tokenGap: latency }, byVersion: {} },
    latency: {
      total: latency,
      byVersion: Object.fromEntries(versionIds.map((id) => [id, latency])),
    },
    requests: {
      total,
      byVersion: parts,
      smallestWaitSeconds: 0,
      smallestServiceSeconds: 0.5,
      countedInSystem: total.inSystem,
      mirrored: quietResult.requests.mirrored,
      routerLooks: 1000,
    },
    deployments: Object.entries(parts).map(([version, ledger]) => ({
      ...ledger,
      version,
      deployment: "chat",
      called: 0,
      mirrored: 0,
      countedInSystem: ledger.inSystem,
      peakQueuedRequests: 0,
      latency,
      meanBatchSize: null,
      modelLoads: 0,
    })),
    calls: { calls: 0, smallestBeforeSeconds: null, smallestAfterSeconds: null },
    timeline: timelineOf(splits, story.horizonSeconds, parts),
    events: [{ atSeconds: 0, kind: "service-started", message: "" }],
    held: story.deployments.map((deployment) => ({
      deployment: deployment.name,
      fullReplicas: fullOf(deployment, story.inPlace?.deployments).maxReplicas,
      maxSurgePercent: Math.max(0, ...surges),
      peakReplicas: mostHeld(lives, deployment.name, atOnce?.atSeconds ?? Number.POSITIVE_INFINITY),
      peakAtSeconds: 0,
      peakStoppingReplicas: 0,
    })),
    nodes: versionIds.map((version) => ({
      node: nodeOf[version] ?? 0,
      version,
      workerGroup: "gpu",
      pool: "g5",
      market: "on-demand",
      zone: null,
      requestedAtSeconds: 0,
      launchedAtSeconds: 0,
      readyAtSeconds: 0,
      releasedAtSeconds: null,
      cpus: 100,
      gpus: 50,
      resources: {},
      peakCpusUsed: 80,
      peakGpusUsed: 40,
      peakResourcesUsed: {},
    })),
    nodeWaits: [],
    pools: [{ pool: "g5", maxNodes: 2, changes: [], peakNodes: versionIds.length }],
    replicas: lives,
    targets: targets.sort((a, b) => a.atSeconds - b.atSeconds),
    idleWhileWaiting: [],
  };
}

function share({ capacityPercent, trafficPercent }: RolloutSplit["canary"]): RolloutSplit["canary"] {
  return { capacityPercent, trafficPercent };
}

function fullOf(
  { name, ...deployment }: PlannedDeployment,
  changed: readonly PlannedDeployment[] = [],
): { readonly minReplicas: number; readonly maxReplicas: number } {
  const later = changed.find((each) => each.name === name);
  const own =
    "autoscaling" in deployment
      ? deployment.autoscaling
      : { minReplicas: deployment.numReplicas, maxReplicas: deployment.numReplicas };
  return {
    minReplicas: own.minReplicas,
    maxReplicas: Math.max(own.maxReplicas, later === undefined ? 0 : fullOf(later).maxReplicas),
  };
}

const latency: LatencySummary = {
  meanSeconds: 1,
  p50Seconds: 1,
  p90Seconds: 2,
  p99Seconds: 3,
  maxSeconds: 4,
};

function countsOf(arrived: number, succeeded: number): RequestCounts {
  const none = {
    "queue-full": 0,
    timeout: 0,
    "replica-died": 0,
    shutdown: 0,
    unavailable: 0,
    "application-error": 0,
    "client-timeout": 0,
    "child-failed": 0,
    "caller-gone": 0,
    "proxy-died": 0,
  };
  if (failureReasons.length !== Object.keys(none).length) {
    throw new Error("Assertion: a reason of failure is missing here.");
  }
  return { arrived, succeeded, failed: none, inSystem: arrived - succeeded };
}

function mostHeld(lives: readonly Life[], name: string, untilSeconds: number): number {
  const own = lives.filter(({ deployment }) => deployment === name);
  const moments = own.map(({ requestedAtSeconds }) => requestedAtSeconds).filter((at) => at < untilSeconds);
  const heldAt = (at: number) =>
    own.filter(
      ({ requestedAtSeconds, goneAtSeconds }) => requestedAtSeconds <= at && (goneAtSeconds ?? at + 1) > at,
    ).length;
  return Math.max(0, ...moments.map(heldAt));
}

function timelineOf(
  splits: readonly SplitChange[],
  horizonSeconds: number,
  ledgers: Readonly<Record<string, RequestCounts>>,
): SimulationResult["timeline"] {
  const intervalSeconds = horizonSeconds / 10;
  const atSeconds = Array.from({ length: 10 }, (_, row) => row * intervalSeconds);
  const splitAt = (at: number) =>
    splits.filter((change) => change.atSeconds <= at).at(-1)?.split ?? splitBeforeRollout;
  const zeros = atSeconds.map(() => 0);
  const blank = atSeconds.map(() => null);
  const version = (role: VersionRole, arrivedRequests: number) => ({
    capacityPercent: atSeconds.map((at) => splitAt(at + intervalSeconds)[role].capacityPercent),
    trafficPercent: atSeconds.map((at) => splitAt(at + intervalSeconds)[role].trafficPercent),
    requestedReplicas: zeros,
    startingReplicas: zeros,
    runningReplicas: zeros,
    drainingReplicas: zeros,
    nodes: zeros,
    queuedRequests: zeros,
    ongoingRequests: zeros,
    arrivedRequests: atSeconds.map(() => arrivedRequests),
    succeededRequests: zeros,
    failedRequests: zeros,
    p50Seconds: blank,
    p90Seconds: blank,
    p99Seconds: blank,
    p50FirstTokenSeconds: blank,
    p99FirstTokenSeconds: blank,
    p50TokenGapSeconds: blank,
    p99TokenGapSeconds: blank,
  });
  return {
    intervalSeconds,
    atSeconds,
    canary: version("canary", 4),
    primary: version("primary", 6),
    versions: Object.entries(ledgers).map(([id, { arrived }]) => ({
      ...version(id === "v1" ? "primary" : "canary", arrived / 10),
      version: id,
      firstRow: 0,
      mirrorPercent: zeros,
      mirroredRequests: [...zeros],
      failedMirroredRequests: zeros,
    })),
    gpusHeld: zeros,
    nodeGpus: zeros,
    gpuBound: zeros,
    replicaBound: zeros,
  };
}
