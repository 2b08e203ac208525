import type { Mutation } from "../../../invariants/Mutation.ts";
import { rolledBackUnmoved, sentBack, sentOn } from "../../../invariants/rareStories.ts";
import { completed, rolledBackAtOnce, rolledBackGradually } from "../../../invariants/stories.ts";

/** Ways to break the laws of which way a rollout goes. */
export const courseMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "forward-only": [
    {
      notices: "a planned rollout that takes traffic back",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 5 (scale-up): canary traffic goes from 50 to 20 % in a rollout"],
      change: ({ plans }) => {
        const step = plans[0]!.plan.steps[5]!;
        step.canary.trafficPercent = 20;
        step.primary.trafficPercent = 80;
        step.primary.capacityPercent = 80;
        step.canary.capacityPercent = 45;
        step.canary.replicas = {
          chat: { minReplicas: 4, maxReplicas: 4 },
          embed: { minReplicas: 2, maxReplicas: 5 },
          lazy: { minReplicas: 1, maxReplicas: 2 },
        };
        step.primary.replicas = {
          chat: { minReplicas: 7, maxReplicas: 7 },
          embed: { minReplicas: 2, maxReplicas: 8 },
          lazy: { minReplicas: 1, maxReplicas: 3 },
        };
      },
      alsoBreaks: ["traffic-within-capacity", "surge-bound"],
    },
    {
      notices: "a rollout that took traffic back",
      base: completed,
      says: ["at 240 s canary traffic went from 25 to 20 % in a rollout"],
      change: ({ splits }) => {
        splits[4]!.split.canary.trafficPercent -= 5;
        splits[4]!.split.primary.trafficPercent += 5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a rollback that moves traffic to the canary",
      base: rolledBackGradually,
      says: ["at 1080 s canary traffic went from 25 to 26 % in a rollback"],
      change: ({ splits }) => {
        const change = splits.findLast(({ cause }) => cause === "scale-up")!;
        change.split.canary.trafficPercent += 1;
        change.split.primary.trafficPercent -= 1;
        change.cause = "shift";
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a plan that was followed without a trace",
      base: completed,
      says: ["plan 0 (deploy) was followed, but no split of it is recorded"],
      change: (result) => {
        const version = {
          capacityPercent: 0,
          trafficPercent: 0,
          replicas: { requested: 0, starting: 0, running: 0, draining: 0 },
          requests: 0,
          errors: 0,
          p50Seconds: null,
          p99Seconds: null,
        };
        result.steps.push({
          planIndex: 0,
          stepIndex: 1,
          kind: "scale-up",
          startSeconds: 60,
          endSeconds: 120,
          canary: version,
          primary: version,
          versions: [],
          gpusHeld: 0,
          peakQueuedRequests: 0,
          requests: 0,
          errors: 0,
          p50Seconds: null,
          p99Seconds: null,
        });
        result.splits = result.splits.slice(0, 1);
        result.summary.outcome = "in-progress";
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a command that goes forward and then back",
      base: sentOn,
      says: ["at 960 s canary traffic went from 50 to 45 % against its command"],
      change: ({ splits }) => {
        const own = splits.filter(({ planIndex }) => planIndex === 1);
        const change = own.find(({ cause }) => cause === "scale-up")!;
        change.split.canary.trafficPercent -= 5;
        change.split.primary.trafficPercent += 5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a command that goes back and then forward",
      base: sentBack,
      says: ["at 960 s canary traffic went from 50 to 55 % against its command"],
      change: ({ splits }) => {
        const own = splits.filter(({ planIndex }) => planIndex === 1);
        own[1]!.split.canary.trafficPercent += 5;
        own[1]!.split.primary.trafficPercent -= 5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "an automatic rollback that moves traffic to the canary",
      base: rolledBackAtOnce,
      says: ["at 330 s canary traffic went from 50 to 51 % in a rollback"],
      change: ({ splits }) => {
        splits.find(({ cause }) => cause === "roll-back-at-once")!.split = {
          canary: { capacityPercent: 51, trafficPercent: 51 },
          primary: { capacityPercent: 49, trafficPercent: 49 },
        };
      },
      alsoBreaks: ["one-each", "bounds-follow", "rollback-at-once"],
    },
    {
      notices: "traffic that is taken back by a split of no plan",
      base: completed,
      says: ["at 330 s (shift): the split belongs to no plan"],
      change: ({ splits }) => {
        splits.splice(6, 0, {
          atSeconds: 330,
          cause: "shift",
          planIndex: null,
          split: {
            canary: { capacityPercent: 50, trafficPercent: 30 },
            primary: { capacityPercent: 75, trafficPercent: 70 },
          },
        });
      },
      alsoBreaks: ["traffic-within-capacity", "surge-bound"],
    },
    {
      notices: "traffic that is sent on by a plan that was replaced",
      base: rolledBackAtOnce,
      says: [
        "at 340 s canary traffic went from 50 to 0 % in a rollout",
        "at 340 s (shift): the split belongs to plan 0, which plan 1 replaced",
      ],
      change: ({ splits }) => {
        splits.splice(-1, 0, {
          atSeconds: 340,
          cause: "shift",
          planIndex: 0,
          split: {
            canary: { capacityPercent: 75, trafficPercent: 0 },
            primary: { capacityPercent: 100, trafficPercent: 100 },
          },
        });
      },
      alsoBreaks: ["surge-bound"],
    },
  ],
  "rollback-at-once": [
    {
      notices: "a planned automatic rollback in steps",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic-rollback at 330 s): an automatic rollback is one step at once, not start, trim, roll-back-at-once",
      ],
      change: ({ plans }) => {
        const { steps } = plans[1]!.plan;
        steps.splice(1, 0, { ...structuredClone(steps[1]!), kind: "trim" });
        steps[2]!.index = 2;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "traffic and capacity at different instants",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic rollback at 330 s): it took 2 splits",
        "plan 1 (automatic rollback at 330 s): its split is canary 50/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        const index = splits.findIndex(({ cause }) => cause === "roll-back-at-once");
        const change = splits[index]!;
        splits.splice(index, 0, structuredClone(change));
        splits[index]!.split.canary.capacityPercent = 50;
      },
    },
    {
      notices: "a split some time after the rollback began",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic rollback at 330 s): its split came at 331 s",
        "plan 1 (automatic rollback at 330 s): v2 chat stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 embed stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 lazy stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v1 chat stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v1 embed stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v1 lazy stays at a capacity of 50 % in that instant",
      ],
      change: ({ splits, targets }) => {
        splits.find(({ cause }) => cause === "roll-back-at-once")!.atSeconds += 1;
        for (const record of targets.filter(({ atSeconds }) => atSeconds === 330)) {
          record.atSeconds += 1;
        }
      },
    },
    {
      notices: "an automatic rollback without a split",
      base: rolledBackAtOnce,
      says: ["plan 1 (automatic rollback at 330 s): no split of it is recorded"],
      change: (result) => {
        result.splits = result.splits.filter(({ cause }) => cause !== "roll-back-at-once");
      },
      alsoBreaks: ["bounds-follow", "one-each"],
    },
    {
      notices: "canary replicas that are told later",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic rollback at 330 s): v2 chat stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 embed stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 lazy stays at a capacity of 50 % in that instant",
      ],
      change: ({ targets }) => {
        for (const record of targets.filter(
          ({ atSeconds, role }) => atSeconds === 330 && role === "canary",
        )) {
          record.atSeconds += 5;
        }
        targets.sort((a, b) => a.atSeconds - b.atSeconds);
      },
    },
    {
      notices: "primary replicas that are told later",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic rollback at 330 s): v1 chat stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v1 embed stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v1 lazy stays at a capacity of 50 % in that instant",
      ],
      change: ({ targets }) => {
        for (const record of targets.filter(
          ({ atSeconds, role }) => atSeconds === 330 && role === "primary",
        )) {
          record.atSeconds += 5;
        }
        targets.sort((a, b) => a.atSeconds - b.atSeconds);
      },
    },
    {
      notices: "a manual rollback all at once",
      base: rolledBackGradually,
      says: ["at 1140 s a split rolls back at once in a plan of cause manual-rollback"],
      change: ({ splits }) => {
        splits.findLast(({ cause }) => cause === "shift")!.cause = "roll-back-at-once";
      },
    },
    {
      notices: "an automatic rollback that keeps the canary",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic rollback at 330 s): its split is canary 50/0, primary 100/100 (capacity/traffic)",
        "plan 1 (automatic rollback at 330 s): v2 chat stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 embed stays at a capacity of 50 % in that instant",
        "plan 1 (automatic rollback at 330 s): v2 lazy stays at a capacity of 50 % in that instant",
      ],
      change: ({ splits, targets }) => {
        splits.find(({ cause }) => cause === "roll-back-at-once")!.split.canary.capacityPercent = 50;
        targets.splice(
          0,
          targets.length,
          ...targets.filter(({ atSeconds, role }) => atSeconds !== 330 || role !== "canary"),
        );
      },
      alsoBreaks: ["bounds-follow", "one-each"],
    },
    {
      notices: "a split at once of a plan that nobody knows",
      base: completed,
      says: ["at 540 s a split rolls back at once in a plan of cause unknown"],
      change: ({ splits }) => {
        splits[9]!.cause = "roll-back-at-once";
        splits[9]!.planIndex = null;
      },
      alsoBreaks: ["forward-only", "ends-well"],
    },
    {
      notices: "an automatic rollback in two splits",
      base: rolledBackAtOnce,
      says: ["plan 1 (automatic rollback at 330 s): it took 2 splits"],
      change: ({ splits }) => {
        splits.splice(-1, 0, { ...structuredClone(splits.at(-2)!), atSeconds: 340 });
      },
    },
    {
      notices: "an automatic rollback to all but one percent",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic-rollback at 330 s): it rolls back to canary 0/0, primary 99/100 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        plans[1]!.plan.steps[1]!.primary.capacityPercent = 99;
      },
      alsoBreaks: ["traffic-within-capacity", "one-each", "ends-well"],
    },
    {
      notices: "a planned automatic rollback that stays where it is",
      base: rolledBackAtOnce,
      says: ["plan 1 (automatic-rollback at 330 s): an automatic rollback is one step at once, not start"],
      change: ({ plans }) => {
        plans[1]!.plan.steps.pop();
      },
      alsoBreaks: ["surge-bound", "ends-well"],
    },
    {
      notices: "a planned automatic rollback that is no rollback",
      base: rolledBackAtOnce,
      says: [
        "plan 1 (automatic-rollback at 330 s): an automatic rollback is one step at once, not start, shift",
      ],
      change: ({ plans }) => {
        plans[1]!.plan.steps[1]!.kind = "shift";
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a deployment of the primary that is told later",
      base: rolledBackAtOnce,
      says: ["plan 1 (automatic rollback at 330 s): v1 embed stays at a capacity of 50 % in that instant"],
      change: ({ targets }) => {
        const own = targets.find(
          ({ atSeconds, role, deployment }) =>
            atSeconds === 330 && role === "primary" && deployment === "embed",
        )!;
        own.atSeconds += 5;
        targets.sort((a, b) => a.atSeconds - b.atSeconds);
      },
    },
    {
      notices: "a rollback without a split of a rollout that had moved capacity",
      base: rolledBackUnmoved,
      says: ["plan 1 (automatic rollback at 100 s): no split of it is recorded"],
      change: ({ splits }) => {
        splits.splice(-2, 1);
        splits.at(-2)!.split.canary.capacityPercent = 1;
      },
    },
  ],
};
