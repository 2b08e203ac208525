import type { Mutation } from "../../../invariants/Mutation.ts";
import { halfUp } from "../../../invariants/rareStories.ts";
import { completed, untouched, updatedInPlace } from "../../../invariants/stories.ts";

/** Ways to break the laws of how capacity becomes replicas. */
export const capacityMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "one-each": [
    {
      notices: "a planned canary with capacity and no replica",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 1 (scale-up): canary embed has 0 to 3 replicas"],
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.embed = { minReplicas: 0, maxReplicas: 3 };
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "replicas planned at capacity 0",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 0 (start): canary chat has 1 to 1 replicas at capacity 0"],
      change: ({ plans }) => {
        plans[0]!.plan.steps[0]!.canary.replicas.chat = { minReplicas: 1, maxReplicas: 1 };
      },
      alsoBreaks: ["round-up"],
    },
    {
      notices: "a deployment that a step leaves out",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 2 (shift): primary chat has no bounds"],
      change: ({ plans }) => {
        delete plans[0]!.plan.steps[2]!.primary.replicas.chat;
      },
      alsoBreaks: ["surge-bound", "round-up"],
    },
    {
      notices: "a primary that goes before everything has migrated",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 4 (shift): primary has no capacity though the other version does not carry all: canary 50/50, primary 0/50 (capacity/traffic)",
      ],
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
      says: ["at 120 s canary v2 wants 0 replicas of embed at 25 % capacity"],
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
      says: ["plan 0: canary v2 has capacity but no target for embed"],
      change: (result) => {
        result.targets = result.targets.filter(
          ({ version, deployment }) => version !== "v2" || deployment !== "embed",
        );
      },
    },
    {
      notices: "a canary that may have a replica at capacity 0",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 0 (start): canary chat has 0 to 1 replicas at capacity 0"],
      change: ({ plans }) => {
        plans[0]!.plan.steps[0]!.canary.replicas.chat!.maxReplicas = 1;
      },
      alsoBreaks: ["round-up"],
    },
    {
      notices: "a version without capacity of whose deployment a plan says nothing",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 0 (start): canary chat has no bounds at capacity 0"],
      change: ({ plans }) => {
        delete plans[0]!.plan.steps[0]!.canary.replicas.chat;
      },
      alsoBreaks: ["surge-bound", "round-up"],
    },
    {
      notices: "a planned maximum of none for a deployment that may run",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 1 (scale-up): canary lazy has 0 to 0 replicas"],
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.lazy = { minReplicas: 0, maxReplicas: 0 };
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a primary without capacity while the canary lacks a percent of traffic",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 8 (shift): primary has no capacity though the other version does not carry all: canary 100/99, primary 0/0 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps.at(-1)!.canary.trafficPercent = 99;
      },
      alsoBreaks: ["traffic-whole", "ends-well"],
    },
    {
      notices: "a primary without capacity while the canary lacks a percent of capacity",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 8 (shift): primary has no capacity though the other version does not carry all: canary 99/100, primary 0/0 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps.at(-1)!.canary.capacityPercent = 99;
      },
      alsoBreaks: ["traffic-within-capacity", "ends-well"],
    },
    {
      notices: "a primary deployment that nothing is recorded of",
      base: completed,
      says: ["plan 0: primary v1 has capacity but no target for embed"],
      change: (result) => {
        result.targets = result.targets.filter(
          ({ version, deployment }) => version !== "v1" || deployment !== "embed",
        );
      },
    },
    {
      notices: "a target of none of a deployment that nobody knows",
      base: untouched,
      says: ["at 0 s primary v1 wants 0 replicas of ghost at 100 % capacity"],
      change: ({ targets }) => {
        targets.push({ ...structuredClone(targets[2]!), deployment: "ghost" });
      },
      alsoBreaks: ["round-up", "bounds-follow"],
    },
  ],
  "round-up": [
    {
      notices: "a planned number that is rounded down",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 1 (scale-up): canary chat has 1 to 1 replicas at 25 % instead of 2",
      ],
      change: ({ plans }) => {
        const { replicas } = plans[0]!.plan.steps[1]!.canary;
        replicas.chat = { minReplicas: 1, maxReplicas: 1 };
      },
    },
    {
      notices: "a static deployment with room between its bounds",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 1 (scale-up): canary chat has 1 to 2 replicas at 25 % instead of 2",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.chat!.minReplicas -= 1;
      },
    },
    {
      notices: "a static target of one replica too few",
      base: completed,
      says: ["at 120 s v2 wants 1 replicas of chat at 25 % instead of 2"],
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
      says: ["no target is recorded for the static deployment chat"],
      change: (result) => {
        result.targets = result.targets.filter(({ deployment }) => deployment !== "chat");
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a target of a version that was told nothing",
      base: untouched,
      says: ["nothing says what the first version was told to run"],
      change: ({ versions }) => {
        versions[0]!.configurations = [];
      },
      alsoBreaks: ["one-each", "bounds-follow"],
    },
    {
      notices: "a planned maximum above the number",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 1 (scale-up): canary chat has 2 to 3 replicas at 25 % instead of 2",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.canary.replicas.chat!.maxReplicas += 1;
      },
      alsoBreaks: ["surge-bound"],
    },
    {
      notices: "a step that says nothing of a static deployment",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 3 (scale-up): canary chat has no bounds at 50 % instead of 4"],
      change: ({ plans }) => {
        delete plans[0]!.plan.steps[3]!.canary.replicas.chat;
      },
      alsoBreaks: ["surge-bound", "one-each"],
    },
    {
      notices: "a target of a deployment that nobody knows",
      base: untouched,
      says: ["at 0 s nothing says what v1 was told to run of ghost"],
      change: ({ targets }) => {
        targets.push({ ...structuredClone(targets[0]!), deployment: "ghost" });
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a number that neither of two configs of one instant makes",
      base: updatedInPlace,
      says: ["at 60 s v1 wants 9 replicas of chat at 100 % instead of 8 or 10"],
      change: ({ versions, targets }) => {
        versions[0]!.configurations[1]!.deployments[0] = { name: "chat", numReplicas: 10 };
        targets.push({
          ...structuredClone(targets[0]!),
          atSeconds: 60,
          targetReplicas: 9,
          minReplicas: 9,
          maxReplicas: 9,
        });
      },
      alsoBreaks: ["bounds-follow"],
    },
  ],
  "bounds-follow": [
    {
      notices: "a floor of the canary that is lifted while the primary still drains",
      base: completed,
      says: ["at 540 s canary v2, embed: bounds 2 to 10 at 100 % instead of 4 to 10 or 4 to 10"],
      change: ({ targets }) => {
        const last = targets.findLast(({ role, deployment }) => role === "canary" && deployment === "embed")!;
        const later = targets.findIndex(({ atSeconds }) => atSeconds > 540);
        targets.splice(later, 0, { ...last, atSeconds: 540, minReplicas: 2 });
      },
    },
    {
      notices: "a planned canary below its adjusted initial replicas",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 5 (scale-up): canary embed has 2 to 8 replicas at 75 % instead of 3 to 8",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[5]!.canary.replicas.embed!.minReplicas -= 1;
      },
    },
    {
      notices: "a planned maximum that does not follow the capacity",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 5 (scale-up): primary embed has 1 to 4 replicas at 50 % instead of 1 to 5",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps[5]!.primary.replicas.embed!.maxReplicas -= 1;
      },
    },
    {
      notices: "a target above its maximum",
      base: completed,
      says: ["at 0 s primary v1, embed: target 11 is outside 2 to 10"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        own!.targetReplicas = own!.maxReplicas + 1;
      },
    },
    {
      notices: "bounds that do not follow the capacity",
      base: completed,
      says: ["at 180 s primary v1, embed: bounds 2 to 9 at 75 % instead of 2 to 8"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment, atSeconds }) => deployment === "embed" && atSeconds > 120);
        own!.maxReplicas += 1;
      },
    },
    {
      notices: "a target that follows another capacity than the split's",
      base: completed,
      says: ["at 0 s primary v1, embed: its target follows a capacity of 99 %, the split says 100 %"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        own!.capacityPercent = 99;
      },
    },
    {
      notices: "an autoscaled deployment without any target",
      base: untouched,
      says: ["no target is recorded for embed"],
      change: (result) => {
        result.targets = result.targets.filter(({ deployment }) => deployment !== "embed");
      },
    },
    {
      notices: "a step that says nothing of an autoscaled deployment",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 5 (scale-up): canary embed has no bounds at 75 % instead of 3 to 8",
      ],
      change: ({ plans }) => {
        delete plans[0]!.plan.steps[5]!.canary.replicas.embed;
      },
      alsoBreaks: ["surge-bound", "one-each"],
    },
    {
      notices: "a static number that is not rounded half up",
      base: halfUp,
      says: [
        "plan 0 (deploy at 60 s): step 1 (scale-up): canary chat has 3 to 3 replicas at 30 % instead of 2 to 2",
      ],
      change: ({ plans }) => {
        const { replicas } = plans[0]!.plan.steps[1]!.canary;
        replicas.chat = { minReplicas: 3, maxReplicas: 3 };
      },
    },
    {
      notices: "a minimum that does not follow the capacity",
      base: completed,
      says: ["at 180 s primary v1, embed: bounds 1 to 8 at 75 % instead of 2 to 8"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment, atSeconds }) => deployment === "embed" && atSeconds > 120);
        own!.minReplicas -= 1;
      },
    },
    {
      notices: "a target below its minimum",
      base: completed,
      says: ["at 0 s primary v1, embed: target 1 is outside 2 to 10"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        own!.targetReplicas = own!.minReplicas - 1;
      },
    },
    {
      notices: "the bounds of another deployment",
      base: untouched,
      says: ["at 0 s primary v1, embed: bounds 0 to 3 at 100 % instead of 2 to 10"],
      change: ({ targets }) => {
        const own = targets.find(({ deployment }) => deployment === "embed");
        Object.assign(own!, { targetReplicas: 0, minReplicas: 0, maxReplicas: 3 });
      },
      alsoBreaks: ["one-each"],
    },
    {
      notices: "a target of an autoscaled deployment that nobody knows",
      base: untouched,
      says: ["at 0 s primary v1, ghost: nothing says what it was told to run"],
      change: ({ targets }) => {
        targets.push({ ...structuredClone(targets[1]!), deployment: "ghost" });
      },
      alsoBreaks: ["round-up"],
    },
    {
      notices: "a capacity that neither of two splits of one instant gives",
      base: completed,
      says: ["at 120 s canary v2, embed: its target follows a capacity of 24 %, the split says 0 or 25 %"],
      change: ({ targets }) => {
        targets.find(
          ({ deployment, atSeconds }) => deployment === "embed" && atSeconds === 120,
        )!.capacityPercent = 24;
      },
    },
    {
      notices: "a target before any split",
      base: untouched,
      says: [
        "at 0 s primary v1, chat: its target follows a capacity of 100 %, the split says nothing %",
        "at 0 s primary v1, embed: its target follows a capacity of 100 %, the split says nothing %",
        "at 0 s primary v1, lazy: its target follows a capacity of 100 %, the split says nothing %",
      ],
      change: ({ splits }) => {
        splits[0]!.atSeconds = 1;
      },
      alsoBreaks: ["traffic-whole"],
    },
    {
      notices: "bounds that neither of two configs of one instant makes",
      base: updatedInPlace,
      says: ["at 60 s primary v1, lazy: bounds 0 to 4 at 100 % instead of 0 to 3 or 0 to 5"],
      change: ({ targets }) => {
        targets.push({ ...structuredClone(targets[2]!), atSeconds: 60, maxReplicas: 4 });
      },
    },
    {
      notices: "bounds rounded up where the plan rounds half up",
      base: halfUp,
      says: ["at 120 s canary v2, chat: bounds 3 to 3 at 30 % instead of 2 to 2"],
      change: ({ targets }) => {
        const own = targets.find(
          ({ deployment, capacityPercent }) => deployment === "chat" && capacityPercent === 30,
        );
        Object.assign(own!, { targetReplicas: 3, minReplicas: 3, maxReplicas: 3 });
      },
    },
  ],
};
