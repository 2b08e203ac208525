import type { PlayedCommand } from "../../src/simulation/result/PlayedCommand.ts";
import type { PlayedPlan } from "../../src/simulation/result/PlayedPlan.ts";
import { planRollback } from "../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import type { PlannedDeployment } from "../../src/strategies/capacity/PlannedDeployment.ts";
import type { RolloutSplit } from "../../src/strategies/capacity/RolloutSplit.ts";
import { playedResult } from "./playedResult.ts";

export const deployments: readonly PlannedDeployment[] = [
  { name: "chat", numReplicas: 8 },
  { name: "embed", autoscaling: { minReplicas: 2, maxReplicas: 10, initialReplicas: 4 } },
  { name: "lazy", autoscaling: { minReplicas: 0, maxReplicas: 3 } },
];

const versions = { primaryVersion: "v1", canaryVersion: "v2", reason: "" };
export const deployed: PlayedCommand = { atSeconds: 60, kind: "deploy", accepted: true, message: "" };
export const automatic: PlayedPlan = {
  ...versions,
  atSeconds: 60,
  cause: "deploy",
  control: "automatic",
  timeoutSeconds: 7200,
  canaryPercent: null,
  plan: planRollout({ maxSurgePercent: 25, deployments }),
};
export const halfway: RolloutSplit = {
  canary: { capacityPercent: 50, trafficPercent: 50 },
  primary: { capacityPercent: 50, trafficPercent: 50 },
};
export const paused: PlayedPlan = {
  ...automatic,
  control: "manual",
  timeoutSeconds: null,
  canaryPercent: 50,
  plan: planRollout({ maxSurgePercent: 25, canaryPercent: 50, deployments }),
};

/** A surge-constrained rollout that completes by itself. */
export const completed = playedResult({
  deployments,
  plans: [automatic],
  commands: [deployed],
  outcome: "completed",
  horizonSeconds: 3600,
});

/** A rollout that fails with half the traffic moved, and rolls back by itself at 330 s. */
export const rolledBackAtOnce = playedResult({
  deployments,
  plans: [
    automatic,
    {
      ...automatic,
      atSeconds: 330,
      cause: "automatic-rollback",
      plan: planRollback({ from: halfway, deployments }),
    },
  ],
  commands: [deployed],
  outcome: "rolled-back",
  horizonSeconds: 3600,
});

/** Manual control: a rollout that stops at 50 %. */
export const pausedAtHalf = playedResult({
  deployments,
  plans: [paused],
  commands: [deployed],
  outcome: "paused",
  horizonSeconds: 3600,
});

/** Manual control: stopped at 50 %, then rolled back gradually by an operator at 900 s. */
export const rolledBackGradually = playedResult({
  deployments,
  plans: [
    paused,
    {
      ...paused,
      atSeconds: 900,
      cause: "manual-rollback",
      canaryPercent: null,
      plan: planRollback({ from: halfway, maxSurgePercent: 25, deployments }),
    },
  ],
  commands: [deployed, { ...deployed, atSeconds: 900, kind: "rollback" }],
  outcome: "rolled-back",
  horizonSeconds: 3600,
});

/** An in-place update at 60 s that lets a deployment grow further, and one that was refused at 90 s. */
export const updatedInPlace = playedResult({
  deployments,
  plans: [],
  commands: [
    { ...deployed, kind: "update-in-place" },
    { ...deployed, atSeconds: 90, kind: "update-in-place", accepted: false },
  ],
  outcome: "updated-in-place",
  horizonSeconds: 3600,
  inPlace: {
    atSeconds: 60,
    deployments: deployments.map((each) =>
      each.name === "lazy" ? { name: "lazy", autoscaling: { minReplicas: 0, maxReplicas: 5 } } : each,
    ),
  },
});

/** A service that nobody touches. */
export const untouched = playedResult({
  deployments,
  plans: [],
  commands: [],
  outcome: "none",
  horizonSeconds: 3600,
});

/** The same service with clients who try again: a hundred attempts of seventy requests. */
export const withClients: typeof untouched = {
  ...untouched,
  summary: {
    ...untouched.summary,
    clientRequests: 70,
    clientSucceededRequests: 68,
    clientFailedRequests: 1,
    clientErrorPercent: 100 / 69,
    retries: 30,
  },
  clients: [
    {
      stream: "users",
      requests: 70,
      succeeded: 68,
      failed: 1,
      open: 1,
      countedOpen: 1,
      attempts: 100,
      retries: 30,
      retriesDenied: 0,
      latency: untouched.latency.total,
    },
  ],
};

const noFailures = untouched.requests.total.failed;

/** The same service, whose chat calls embed twice for each request; three requests await their second call. */
export const withCalls: typeof untouched = {
  ...untouched,
  deployments: [
    {
      version: "v1",
      deployment: "chat",
      arrived: 100,
      called: 0,
      mirrored: 0,
      succeeded: 97,
      failed: noFailures,
      inSystem: 3,
      countedInSystem: 3,
      peakQueuedRequests: 0,
      latency: untouched.latency.total,
      meanBatchSize: null,
      modelLoads: 0,
    },
    {
      version: "v1",
      deployment: "embed",
      arrived: 200,
      called: 200,
      mirrored: 0,
      succeeded: 197,
      failed: noFailures,
      inSystem: 3,
      countedInSystem: 3,
      peakQueuedRequests: 0,
      latency: untouched.latency.total,
      meanBatchSize: null,
      modelLoads: 0,
    },
  ],
  calls: { calls: 200, smallestBeforeSeconds: 0.01, smallestAfterSeconds: 0 },
};
