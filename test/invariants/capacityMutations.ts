import type { Mutation } from "./Mutation.ts";
import { completed, untouched } from "./stories.ts";

/** Ways to break the laws of how capacity becomes replicas. */
export const capacityMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "surge-bound": [
    {
      notices: "a planned step beyond 100 + surge",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.maxSurgePercent = 24;
      },
    },
    {
      notices: "a split beyond 100 + surge",
      base: completed,
      change: ({ splits }) => {
        splits[4]!.split.primary.capacityPercent = 100;
      },
    },
    {
      notices: "a surge that is no percentage",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.maxSurgePercent = 101;
      },
    },
    {
      notices: "a plan that understates its peak",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.peak.deployments.chat!.replicas -= 1;
      },
    },
    {
      notices: "a plan that overstates its peak",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.peak.deployments.chat!.replicas += 1;
      },
    },
    {
      notices: "a plan whose peak misses a deployment",
      base: completed,
      change: ({ plans }) => {
        delete plans[0]!.plan.peak.deployments.chat;
      },
    },
    {
      notices: "more replicas held than n(1 + surge/100) + 2 allows",
      base: completed,
      change: ({ held }) => {
        held[0]!.peakReplicas = 12;
      },
    },
    {
      notices: "more replicas held than are reported",
      base: completed,
      change: ({ held }) => {
        held[0]!.peakReplicas -= 1;
      },
    },
    {
      notices: "a full number larger than any config says",
      base: completed,
      change: ({ held }) => {
        held[0]!.fullReplicas += 1;
      },
    },
    {
      notices: "a deployment of which nothing is recorded",
      base: completed,
      change: ({ held }) => {
        held.pop();
      },
    },
    {
      notices: "a split of a plan that is not recorded",
      base: completed,
      change: ({ splits }) => {
        splits.at(-1)!.planIndex = 7;
      },
      alsoBreaks: ["ends-well"],
    },
  ],
  "one-each": [
    {
      notices: "a planned canary with capacity and no replica",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.embed = { minReplicas: 0, maxReplicas: 3 };
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "replicas planned at capacity 0",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[0]!.canary.replicas.chat = { minReplicas: 1, maxReplicas: 1 };
      },
      alsoBreaks: ["round-up"],
    },
    {
      notices: "a deployment that a step leaves out",
      base: completed,
      change: ({ plans }) => {
        delete plans[0]!.plan.steps[2]!.primary.replicas.chat;
      },
      alsoBreaks: ["surge-bound", "round-up"],
    },
    {
      notices: "a primary that goes before everything has migrated",
      base: completed,
      change: ({ plans }) => {
        const { steps } = plans[0]!.plan;
        const none = { minReplicas: 0, maxReplicas: 0 };
        steps[4]!.primary.capacityPercent = 0;
        steps[4]!.primary.replicas = { chat: none, embed: none, lazy: none };
      },
      alsoBreaks: ["traffic-within-capacity", "bounds-follow"],
    },
    {
      notices: "a target of no replicas in a version with capacity",
      base: completed,
      change: ({ targets }) => {
        const own = targets.find(
          ({ deployment, capacityPercent }) => deployment === "embed" && capacityPercent === 25,
        );
        own!.targetReplicas = 0;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a canary deployment that nothing is recorded of",
      base: completed,
      change: (result) => {
        result.targets = result.targets.filter(
          ({ version, deployment }) => version !== "v2" || deployment !== "embed",
        );
      },
    },
  ],
  "round-up": [
    {
      notices: "a planned number that is rounded down",
      base: completed,
      change: ({ plans }) => {
        const { replicas } = plans[0]!.plan.steps[1]!.canary;
        replicas.chat = { minReplicas: 1, maxReplicas: 1 };
      },
    },
    {
      notices: "a static deployment with room between its bounds",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.chat!.minReplicas -= 1;
      },
    },
    {
      notices: "a static target of one replica too few",
      base: completed,
      change: ({ targets }) => {
        const own = targets.find(({ deployment, atSeconds }) => deployment === "chat" && atSeconds > 60);
        own!.targetReplicas -= 1;
        own!.minReplicas -= 1;
        own!.maxReplicas -= 1;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a static deployment without any target",
      base: untouched,
      change: (result) => {
        result.targets = result.targets.filter(({ deployment }) => deployment !== "chat");
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a target of a version that was told nothing",
      base: untouched,
      change: ({ versions }) => {
        versions[0]!.configurations = [];
      },
      alsoBreaks: ["one-each", "bounds-follow"],
    },
  ],
  "bounds-follow": [
    {
      notices: "a planned canary below its adjusted initial replicas",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[5]!.canary.replicas.embed!.minReplicas -= 1;
      },
    },
    {
      notices: "a planned maximum that does not follow the capacity",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[5]!.primary.replicas.embed!.maxReplicas -= 1;
      },
    },
    {
      notices: "a target above its maximum",
      base: completed,
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        own!.targetReplicas = own!.maxReplicas + 1;
      },
    },
    {
      notices: "bounds that do not follow the capacity",
      base: completed,
      change: ({ targets }) => {
        const own = targets.find(({ deployment, atSeconds }) => deployment === "embed" && atSeconds > 120);
        own!.maxReplicas += 1;
      },
    },
    {
      notices: "a target that follows another capacity than the split's",
      base: completed,
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        own!.capacityPercent = 99;
      },
    },
    {
      notices: "an autoscaled deployment without any target",
      base: untouched,
      change: (result) => {
        result.targets = result.targets.filter(({ deployment }) => deployment !== "embed");
      },
    },
  ],
};
