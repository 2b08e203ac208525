import type { Mutation } from "../../../invariants/Mutation.ts";
import { terminated, trimmed } from "../../../invariants/rareStories.ts";
import { completed, rolledBackAtOnce, untouched } from "../../../invariants/stories.ts";

/** Ways to break the law of how much runs at once. */
export const surgeMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "surge-bound": [
    {
      notices: "a planned step beyond 100 + surge",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 1 (scale-up): canary 25/0, primary 100/100 (capacity/traffic) exceeds 100 + 24 %",
        "plan 0 (deploy at 60 s): step 3 (scale-up): canary 50/25, primary 75/75 (capacity/traffic) exceeds 100 + 24 %",
        "plan 0 (deploy at 60 s): step 5 (scale-up): canary 75/50, primary 50/50 (capacity/traffic) exceeds 100 + 24 %",
        "plan 0 (deploy at 60 s): step 7 (scale-up): canary 100/75, primary 25/25 (capacity/traffic) exceeds 100 + 24 %",
        "at 120 s (scale-up): canary 25/0, primary 100/100 (capacity/traffic) exceeds 100 + 24 %",
        "at 240 s (scale-up): canary 50/25, primary 75/75 (capacity/traffic) exceeds 100 + 24 %",
        "at 360 s (scale-up): canary 75/50, primary 50/50 (capacity/traffic) exceeds 100 + 24 %",
        "at 480 s (scale-up): canary 100/75, primary 25/25 (capacity/traffic) exceeds 100 + 24 %",
        "chat is said to surge by 25 %, plans and configs allow 24 %",
        "embed is said to surge by 25 %, plans and configs allow 24 %",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.maxSurgePercent = 24;
      },
    },
    {
      notices: "a split beyond 100 + surge",
      base: completed,
      says: ["at 240 s (scale-up): canary 50/25, primary 100/75 (capacity/traffic) exceeds 100 + 25 %"],
      change: ({ splits }) => {
        splits[4]!.split.primary.capacityPercent = 100;
      },
    },
    {
      notices: "a surge that is no percentage",
      base: completed,
      says: ["plan 0 (deploy at 60 s): a surge of 101 % is not a whole percentage from 1 to 100"],
      change: ({ plans }) => {
        plans[0]!.plan.maxSurgePercent = 101;
      },
    },
    {
      notices: "a plan that understates its peak",
      base: completed,
      says: ["plan 0 (deploy at 60 s): the plan's peak of chat is 9 replicas, its steps hold 10 to 10"],
      change: ({ plans }) => {
        plans[0]!.plan.peak.deployments.chat!.replicas -= 1;
      },
    },
    {
      notices: "a plan that overstates its peak",
      base: completed,
      says: ["plan 0 (deploy at 60 s): the plan's peak of chat is 11 replicas, its steps hold 10 to 10"],
      change: ({ plans }) => {
        plans[0]!.plan.peak.deployments.chat!.replicas += 1;
      },
    },
    {
      notices: "a plan whose peak misses a deployment",
      base: completed,
      says: ["plan 0 (deploy at 60 s): the plan's peak does not name the deployment chat"],
      change: ({ plans }) => {
        delete plans[0]!.plan.peak.deployments.chat;
      },
    },
    {
      notices: "more replicas held than n(1 + surge/100) + 2 allows",
      base: completed,
      says: ["12 replicas of chat held at 0 s reach the bound of 8 × (1 + 25/100) + 2 = 12"],
      change: ({ held }) => {
        held[0]!.peakReplicas = 12;
      },
    },
    {
      notices: "more replicas held than are reported",
      base: completed,
      says: ["10 replicas of chat were held at 120 s, but 9 are reported"],
      change: ({ held }) => {
        held[0]!.peakReplicas -= 1;
      },
    },
    {
      notices: "a full number larger than any config says",
      base: completed,
      says: ["chat is said to have 9 replicas, its config says 8"],
      change: ({ held }) => {
        held[0]!.fullReplicas += 1;
      },
    },
    {
      notices: "replicas that are counted apart and not told",
      base: completed,
      says: [
        "2 replicas of chat stopped at once, but 0 are reported",
        "2 replicas of embed stopped at once, but 0 are reported",
        "2 replicas of lazy stopped at once, but 0 are reported",
      ],
      change: ({ scenario }) => {
        scenario.replacements = "at-once";
      },
    },
    {
      notices: "too many replicas beside those that stop, where replacements come at once",
      base: completed,
      says: ["12 replicas of chat held at 0 s reach the bound of 8 × (1 + 25/100) + 2 = 12"],
      change: ({ scenario, held }) => {
        scenario.replacements = "at-once";
        for (const each of held) each.peakStoppingReplicas = 10;
        held[0]!.peakReplicas = 12;
      },
    },
    {
      notices: "a deployment of which nothing is recorded",
      base: completed,
      says: ["nothing is recorded of the most replicas of lazy held"],
      change: ({ held }) => {
        held.pop();
      },
    },
    {
      notices: "a split of a plan that is not recorded",
      base: completed,
      says: ["at 600 s (finish): the split belongs to plan 7, which is not recorded"],
      change: ({ splits }) => {
        splits.at(-1)!.planIndex = 7;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a held surge larger than the plans allow",
      base: completed,
      says: ["chat is said to surge by 26 %, plans and configs allow 25 %"],
      change: ({ held }) => {
        held[0]!.maxSurgePercent = 26;
      },
    },
    {
      notices: "a held surge where no plan allows any",
      base: untouched,
      says: ["chat is said to surge by 1 %, plans and configs allow 0 %"],
      change: ({ held }) => {
        held[0]!.maxSurgePercent = 1;
      },
    },
    {
      notices: "a termination that adds capacity",
      base: terminated,
      says: ["at 400 s (terminate): canary 75/50, primary 101/50 (capacity/traffic) exceeds 100 + 25 %"],
      change: ({ splits }) => {
        splits.at(-1)!.split.primary.capacityPercent += 51;
      },
    },
    {
      notices: "a smaller surge that nobody trimmed to",
      base: trimmed,
      says: ["at 190 s (trim): canary 6/0, primary 100/100 (capacity/traffic) exceeds 100 + 5 %"],
      change: ({ splits }) => {
        const index = splits.findIndex(({ cause }) => cause === "trim");
        splits[index]!.split.canary.capacityPercent = 6;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a held surge that only the plan of an automatic rollback allows",
      base: rolledBackAtOnce,
      says: ["chat is said to surge by 100 %, plans and configs allow 25 %"],
      change: ({ held }) => {
        held[0]!.maxSurgePercent = 100;
      },
    },
    {
      notices: "a split beyond a smaller surge that changes nothing",
      base: trimmed,
      says: ["at 130 s (trim): canary 25/0, primary 100/100 (capacity/traffic) exceeds 100 + 5 %"],
      change: ({ splits }) => {
        splits.find(({ planIndex }) => planIndex === 1)!.cause = "trim";
      },
    },
  ],
};
