import type { Mutation } from "../../../invariants/Mutation.ts";
import { sentBack, sentOn } from "../../../invariants/rareStories.ts";
import {
  completed,
  pausedAtHalf,
  rolledBackAtOnce,
  rolledBackGradually,
} from "../../../invariants/stories.ts";

/** Ways to break the laws of what an operator may rely on. */
export const manualMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "manual-holds": [
    {
      notices: "a plan that passes the split asked for",
      base: pausedAtHalf,
      says: [
        "plan 0 (deploy at 60 s): step 4: canary traffic 50 % passes the split asked for",
        "plan 0 (deploy at 60 s): it stops at 50 % instead of the 40 % asked for",
      ],
      change: ({ plans }) => {
        plans[0]!.canaryPercent = 40;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a pause that nobody asked for",
      base: pausedAtHalf,
      says: ["plan 0 (deploy at 60 s): it pauses on its way though no canary percent was set"],
      change: ({ plans }) => {
        plans[0]!.canaryPercent = null;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a rollout that rolls back by itself under manual control",
      base: rolledBackAtOnce,
      says: ["plan 0 (deploy at 60 s): it rolled back by itself at 330 s under manual control"],
      change: ({ plans }) => {
        plans[0]!.control = "manual";
      },
    },
    {
      notices: "a canary percent under automatic control",
      base: pausedAtHalf,
      says: ["plan 0 (deploy at 60 s): a canary percent was set, but control is automatic"],
      change: ({ plans }) => {
        plans[0]!.control = "automatic";
        plans[0]!.timeoutSeconds = 7200;
      },
    },
    {
      notices: "a pause that ends without a command",
      base: pausedAtHalf,
      says: [
        "plan 0 (deploy at 60 s): the split left its pause at 3000 s for canary 50/49, primary 51/51 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({
          atSeconds: 3000,
          cause: "shift",
          planIndex: null,
          split: {
            canary: { capacityPercent: 50, trafficPercent: 49 },
            primary: { capacityPercent: 51, trafficPercent: 51 },
          },
        });
      },
      alsoBreaks: ["traffic-within-capacity", "surge-bound", "forward-only"],
    },
    {
      notices: "a manual rollback that nobody ordered",
      base: rolledBackGradually,
      says: ["plan 1 (manual-rollback at 900 s): no accepted rollback command orders it"],
      change: ({ commands }) => {
        commands.pop();
      },
    },
    {
      notices: "a command that nobody gave",
      base: sentOn,
      says: ["plan 1 (command at 900 s): no accepted set-canary-percent or deploy command orders it"],
      change: ({ commands }) => {
        commands.pop();
      },
    },
    {
      notices: "a command given a second later",
      base: sentOn,
      says: ["plan 1 (command at 900 s): no accepted set-canary-percent or deploy command orders it"],
      change: ({ commands }) => {
        commands[1]!.atSeconds += 1;
      },
    },
    {
      notices: "a command that was refused",
      base: sentBack,
      says: ["plan 1 (command at 900 s): no accepted set-canary-percent or deploy command orders it"],
      change: ({ commands }) => {
        commands[1]!.accepted = false;
      },
    },
    {
      notices: "a command of another kind",
      base: sentBack,
      says: ["plan 1 (command at 900 s): no accepted set-canary-percent or deploy command orders it"],
      change: ({ commands }) => {
        commands[1]!.kind = "rollback";
      },
    },
    {
      notices: "a deploy that was refused",
      base: completed,
      says: ["plan 0 (deploy at 60 s): no accepted deploy command orders it"],
      change: ({ commands }) => {
        commands[0]!.accepted = false;
      },
      alsoBreaks: ["ends-well", "in-place-stays"],
    },
    {
      notices: "a plan that goes back before it goes on",
      base: sentOn,
      says: [
        "plan 1 (command at 900 s): step 1: canary traffic 49 % passes the split asked for",
        "plan 1 (command at 900 s): it stops at 75 % instead of the 76 % asked for",
      ],
      change: ({ plans }) => {
        plans[1]!.canaryPercent = 76;
        plans[1]!.plan.steps[1]!.canary.trafficPercent = 49;
        plans[1]!.plan.steps[1]!.primary.trafficPercent = 51;
      },
      alsoBreaks: ["traffic-within-capacity", "forward-only", "ends-well"],
    },
    {
      notices: "a pause that its own plan ends",
      base: pausedAtHalf,
      says: [
        "plan 0 (deploy at 60 s): the split left its pause at 2000 s for canary 50/50, primary 51/50 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits.at(-1)!), atSeconds: 2000 });
        splits.at(-1)!.split.primary.capacityPercent = 51;
      },
    },
  ],
};
