import type { PlayedPlan } from "../../src/simulation/result/PlayedPlan.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { planRollback } from "../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import type { RolloutSplit } from "../../src/strategies/capacity/RolloutSplit.ts";
import { quietResult } from "../quietResult.ts";
import { playedResult } from "./playedResult.ts";
import { automatic, completed, deployed, deployments, halfway, paused, untouched } from "./stories.ts";

/** Legal courses that few services take; each obeys every law, some of them only just. */

const horizonSeconds = 3600;
const beyondSurge: RolloutSplit = {
  canary: { capacityPercent: 25, trafficPercent: 0 },
  primary: { capacityPercent: 100, trafficPercent: 100 },
};

function commanded(atSeconds: number, canaryPercent: number, from: RolloutSplit, surgePercent: number) {
  const plan = planRollout({ from, canaryPercent, maxSurgePercent: surgePercent, deployments });
  return { ...paused, atSeconds, cause: "command", canaryPercent, plan } satisfies PlayedPlan;
}

function playedByHand(plans: readonly PlayedPlan[]): SimulationResult {
  const orders = plans
    .slice(1)
    .map(({ atSeconds }) => ({ ...deployed, atSeconds, kind: "set-canary-percent" as const }));
  const commands = [deployed, ...orders];
  return playedResult({ deployments, plans, commands, outcome: "paused", horizonSeconds });
}

/** Manual control: paused at 50 %, sent on to 75 % at 900 s. */
export const sentOn = playedByHand([paused, commanded(900, 75, halfway, 25)]);

/** Manual control: paused at 50 %, sent back to 25 % at 900 s. */
export const sentBack = playedByHand([paused, commanded(900, 25, halfway, 25)]);

/** Manual control: at 130 s a command with a smaller surge than what runs, so that its plan first trims. */
export const trimmed = playedByHand([paused, commanded(130, 50, beyondSurge, 5)]);

/** A rollout whose primary stays when the canary has all traffic: it pauses there. */
export const keptPrimary = playedResult({
  deployments,
  plans: [
    { ...automatic, plan: planRollout({ maxSurgePercent: 25, deployments, autoCompleteRollout: false }) },
  ],
  commands: [deployed],
  outcome: "paused",
  horizonSeconds,
});

/** Replicas rounded half up, as Ray does, with a surge at which that makes fewer than rounding up. */
export const halfUp = playedResult({
  deployments,
  plans: [{ ...automatic, plan: planRollout({ maxSurgePercent: 30, rounding: "half-up", deployments }) }],
  commands: [deployed],
  outcome: "completed",
  horizonSeconds,
});

const unmoved = playedResult({
  deployments,
  plans: [
    automatic,
    {
      ...automatic,
      atSeconds: 100,
      cause: "automatic-rollback",
      plan: planRollback({ from: untouched.splits[0]!.split, deployments }),
    },
  ],
  commands: [deployed],
  outcome: "rolled-back",
  horizonSeconds,
});

/** A rollout that fails before anything has moved: nothing is ever beyond its capacity. */
export const rolledBackUnmoved: SimulationResult = {
  ...unmoved,
  summary: { ...unmoved.summary, trafficBeyondCapacitySeconds: 0 },
};

const untilTerminated = playedResult({
  deployments,
  plans: [automatic],
  commands: [deployed, { ...deployed, atSeconds: 400, kind: "terminate" }],
  outcome: "terminated",
  horizonSeconds: 400,
});

/** A service that is told to terminate in the middle of a rollout, in the last second. */
export const terminated: SimulationResult = {
  ...untilTerminated,
  splits: [
    ...untilTerminated.splits,
    { ...untilTerminated.splits.at(-1)!, atSeconds: 400, cause: "terminate" },
  ],
};

/** A completed rollout and, ten seconds before the end, a second one that has moved nothing yet. */
export const begunAgain: SimulationResult = {
  ...completed,
  summary: { ...completed.summary, outcome: "in-progress" },
  plans: [...completed.plans, { ...automatic, atSeconds: 3590, primaryVersion: "v2", canaryVersion: "v3" }],
  commands: [deployed, { ...deployed, atSeconds: 3590 }],
  versions: [
    ...completed.versions,
    {
      id: "v3",
      changes: [{ atSeconds: 3590, state: "RUNNING", reason: "" }],
      shares: [],
      applications: [],
      configurations: [{ atSeconds: 3590, deployments }],
    },
  ],
};

const larger = deployments.map((each) =>
  each.name === "lazy" ? { name: "lazy", autoscaling: { minReplicas: 0, maxReplicas: 5 } } : each,
);

/** An in-place update at 60 s, and a rollout that begins at 500 s. */
export const updatedThenDeployed = playedResult({
  deployments,
  plans: [
    {
      ...automatic,
      atSeconds: 500,
      plan: planRollout({ maxSurgePercent: 25, deployments: larger, canaryDeployments: deployments }),
    },
  ],
  commands: [
    { ...deployed, kind: "update-in-place" },
    { ...deployed, atSeconds: 500 },
  ],
  outcome: "completed",
  horizonSeconds,
  inPlace: { atSeconds: 60, deployments: larger },
});

/** A completed rollout, and two in-place updates of the new version: one in the instant of the finish, one later. */
export const updatedTwice: SimulationResult = {
  ...completed,
  summary: { ...completed.summary, outcome: "updated-in-place" },
  commands: [
    deployed,
    { ...deployed, atSeconds: 600, kind: "update-in-place" },
    { ...deployed, atSeconds: 900, kind: "update-in-place" },
  ],
  versions: completed.versions.map((version) =>
    version.id === "v1"
      ? version
      : {
          ...version,
          configurations: [
            ...version.configurations,
            { atSeconds: 600, deployments: larger },
            { atSeconds: 900, deployments },
          ],
        },
  ),
};

const nothing = { arrived: 0, succeeded: 0, inSystem: 0, failed: untouched.requests.total.failed };
const noTimes = {
  meanSeconds: null,
  p50Seconds: null,
  p90Seconds: null,
  p99Seconds: null,
  maxSeconds: null,
};
const noArrivals = untouched.timeline.atSeconds.map(() => 0);

/** A service that nobody ever asks for anything. */
export const unasked: SimulationResult = {
  ...untouched,
  summary: {
    ...untouched.summary,
    requests: 0,
    succeededRequests: 0,
    clientRequests: 0,
    clientSucceededRequests: 0,
    peakQueuedRequests: 0,
  },
  requests: {
    total: nothing,
    byVersion: { v1: nothing },
    smallestWaitSeconds: null,
    smallestServiceSeconds: null,
    countedInSystem: 0,
    mirrored: quietResult.requests.mirrored,
    routerLooks: 0,
  },
  latency: { total: noTimes, byVersion: { v1: noTimes } },
  deployments: [],
  timeline: {
    ...untouched.timeline,
    canary: { ...untouched.timeline.canary, arrivedRequests: noArrivals },
    primary: { ...untouched.timeline.primary, arrivedRequests: noArrivals },
    versions: untouched.timeline.versions.map((rows) => ({ ...rows, arrivedRequests: noArrivals })),
  },
};
