import type { Mutation } from "../../../invariants/Mutation.ts";
import { completed, rolledBackAtOnce, rolledBackGradually } from "../../../invariants/stories.ts";

/** Ways to break the laws of how traffic is shared. */
export const trafficMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "traffic-within-capacity": [
    {
      notices: "a planned share beyond its capacity",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 3 (scale-up): canary traffic rises to 26 % while its capacity is 25 % until that moment",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[3]!.canary.trafficPercent += 1;
        plans[0]!.plan.steps[3]!.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a split that gives a share beyond its capacity",
      base: completed,
      says: ["at 300 s (shift): canary traffic rises to 50 % while its capacity is 49 % until that moment"],
      change: ({ splits }) => {
        splits[4]!.split.canary.capacityPercent -= 1;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "traffic that moves before the capacity for it is there",
      base: completed,
      says: ["at 180 s (shift): canary traffic rises to 25 % while its capacity is 0 % until that moment"],
      change: ({ splits, targets }) => {
        splits.splice(2, 1);
        targets.splice(0, targets.length, ...targets.filter(({ atSeconds }) => atSeconds !== 120));
      },
    },
    {
      notices: "traffic that moves while too few replicas run",
      base: completed,
      says: [
        "at 180 s canary traffic rises to 25 % though of v2 only 1 replicas of chat run and 2 are needed",
        "at 300 s canary traffic rises to 50 % though of v2 only 3 replicas of chat run and 4 are needed",
        "at 420 s canary traffic rises to 75 % though of v2 only 5 replicas of chat run and 6 are needed",
        "at 540 s canary traffic rises to 100 % though of v2 only 7 replicas of chat run and 8 are needed",
      ],
      change: ({ replicas }) => {
        const own = replicas.find(({ version, deployment }) => version === "v2" && deployment === "chat");
        own!.runningAtSeconds = 1000;
      },
    },
    {
      notices: "seconds beyond capacity without an automatic rollback",
      base: completed,
      says: ["1 s beyond capacity are reported without an automatic rollback"],
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 1;
      },
    },
    {
      notices: "an automatic rollback that keeps silent about its seconds beyond capacity",
      base: rolledBackAtOnce,
      says: [
        "an automatic rollback at 330 s sent all traffic to a primary that lacked replicas, but 0 s are reported",
      ],
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 0;
      },
    },
    {
      notices: "more seconds beyond capacity than follow the rollback",
      base: rolledBackAtOnce,
      says: ["3600 s beyond capacity are reported, though only 3270 s follow the automatic rollback"],
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 3600;
      },
    },
    {
      notices: "a planned capacity below the share of the same step",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 2 (shift): canary traffic exceeds its capacity: canary 24/25, primary 75/75 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[2]!.canary.capacityPercent -= 1;
      },
    },
    {
      notices: "a capacity below the share of the same split",
      base: completed,
      says: [
        "at 180 s (shift): canary traffic exceeds its capacity: canary 24/25, primary 75/75 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits[3]!.split.canary.capacityPercent -= 1;
      },
    },
    {
      notices: "traffic that rises under another name than a shift while too few replicas run",
      base: completed,
      says: [
        "at 180 s canary traffic rises to 25 % though of v2 only 0 replicas of chat run and 2 are needed",
      ],
      change: ({ replicas, splits }) => {
        splits[3]!.cause = "trim";
        for (const life of replicas.filter(
          ({ version, deployment }) => version === "v2" && deployment === "chat",
        )) {
          if (life.requestedAtSeconds === 120) life.runningAtSeconds = 181;
        }
      },
    },
    {
      notices: "a gradual rollback that claims to come at once and outruns its capacity",
      base: rolledBackGradually,
      says: [
        "at 1140 s (roll-back-at-once): primary traffic rises to 100 % while its capacity is 75 % until that moment",
      ],
      change: ({ splits }) => {
        const index = splits.findLastIndex(({ cause }) => cause === "shift");
        splits[index]!.cause = "roll-back-at-once";
        splits[index - 1]!.split = structuredClone(splits[index - 2]!.split);
      },
      alsoBreaks: ["bounds-follow", "rollback-at-once"],
    },
    {
      notices: "an automatic rollback that claims to be a shift",
      base: rolledBackAtOnce,
      says: [
        "at 330 s (shift): primary traffic rises to 100 % while its capacity is 50 % until that moment",
        "at 330 s primary traffic rises to 100 % though of v1 only 4 replicas of chat run and 8 are needed",
        "at 330 s primary traffic rises to 100 % though of v1 only 1 replicas of embed run and 2 are needed",
      ],
      change: ({ splits }) => {
        splits.find(({ cause }) => cause === "roll-back-at-once")!.cause = "shift";
      },
      alsoBreaks: ["rollback-at-once"],
    },
    {
      notices: "a version that was told nothing",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): nothing says what version v2 was told to run",
        "at 180 s canary traffic rises to 25 % though of v2 nothing says what runs",
        "at 300 s canary traffic rises to 50 % though of v2 nothing says what runs",
        "at 420 s canary traffic rises to 75 % though of v2 nothing says what runs",
        "at 540 s canary traffic rises to 100 % though of v2 nothing says what runs",
      ],
      change: ({ versions }) => {
        versions[1]!.configurations = [];
      },
      alsoBreaks: [
        "traffic-whole",
        "surge-bound",
        "one-each",
        "round-up",
        "bounds-follow",
        "forward-only",
        "ends-well",
        "rollback-at-once",
        "manual-holds",
        "in-place-stays",
      ],
    },
    {
      notices: "a primary that was told nothing",
      base: completed,
      says: ["plan 0 (deploy at 60 s): nothing says what version v0 was told to run"],
      change: ({ plans }) => {
        plans[0]!.primaryVersion = "v0";
      },
      alsoBreaks: [
        "traffic-whole",
        "surge-bound",
        "one-each",
        "round-up",
        "bounds-follow",
        "forward-only",
        "ends-well",
        "rollback-at-once",
        "manual-holds",
      ],
    },
    {
      notices: "fewer than no seconds beyond capacity",
      base: rolledBackAtOnce,
      says: ["-1 s beyond capacity are reported, though only 3270 s follow the automatic rollback"],
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = -1;
      },
    },
    {
      notices: "seconds beyond capacity that are no number",
      base: rolledBackAtOnce,
      says: ["NaN s beyond capacity are reported, though only 3270 s follow the automatic rollback"],
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = Number.NaN;
      },
    },
  ],
};
