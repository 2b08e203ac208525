import type { Mutation } from "../../../invariants/Mutation.ts";
import { begunAgain, keptPrimary, terminated, updatedTwice } from "../../../invariants/rareStories.ts";
import {
  completed,
  pausedAtHalf,
  rolledBackAtOnce,
  untouched,
  updatedInPlace,
} from "../../../invariants/stories.ts";

/** Ways to break the law of how a rollout ends. */
export const outcomeMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "ends-well": [
    {
      notices: "an outcome that is no end",
      base: completed,
      says: ['"lost" is no end of a rollout'],
      change: ({ summary }) => {
        Object.assign(summary, { outcome: "lost" });
      },
    },
    {
      notices: "a plan that stops short of its end",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): the plan is completed but ends at canary 100/75, primary 25/25 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        plans[0]!.plan.steps.pop();
      },
    },
    {
      notices: "a plan that claims another end than it was made for",
      base: completed,
      says: ["plan 0 (deploy at 60 s): the plan ends rolled-back instead of completed"],
      change: ({ plans, summary }) => {
        plans[0]!.plan.outcome = "rolled-back";
        summary.outcome = "rolled-back";
      },
    },
    {
      notices: "a step that changes nothing",
      base: completed,
      says: [
        "plan 0 (deploy at 60 s): step 3 (shift) changes nothing: canary 25/25, primary 75/75 (capacity/traffic)",
      ],
      change: ({ plans }) => {
        const { steps } = plans[0]!.plan;
        steps.splice(3, 0, structuredClone(steps[2]!));
        steps.forEach((step, index) => {
          step.index = index;
        });
      },
    },
    {
      notices: "a completed rollout whose last step was never played",
      base: completed,
      says: ["plan 0 never came to its last step, canary 100/100, primary 0/0 (capacity/traffic)"],
      change: ({ splits }) => {
        splits.splice(-2, 1);
      },
      alsoBreaks: ["bounds-follow", "one-each"],
    },
    {
      notices: "a completed rollout without a finish",
      base: completed,
      says: ["the outcome is completed, but no finish is recorded"],
      change: ({ splits }) => {
        splits.at(-1)!.cause = "shift";
      },
      alsoBreaks: ["traffic-within-capacity", "forward-only"],
    },
    {
      notices: "a completed rollout that leaves traffic elsewhere",
      base: completed,
      says: [
        "the outcome is completed, but the last split is canary 50/50, primary 50/50 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({
          atSeconds: 3000,
          cause: "finish",
          planIndex: 0,
          split: {
            canary: { capacityPercent: 50, trafficPercent: 50 },
            primary: { capacityPercent: 50, trafficPercent: 50 },
          },
        });
      },
    },
    {
      notices: "a rollout beyond its timeout",
      base: completed,
      says: [
        "the rollout of 60 s was neither finished nor rolled back by itself at 540 s, beyond its timeout at 360 s",
      ],
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 300;
      },
    },
    {
      notices: "a rollout in progress beyond its timeout",
      base: completed,
      says: [
        "the rollout of 60 s was neither finished nor rolled back by itself at 3600 s, beyond its timeout at 660 s",
      ],
      change: ({ plans, splits, summary }) => {
        plans[0]!.timeoutSeconds = 600;
        splits.pop();
        summary.outcome = "in-progress";
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "an automatic rollout without a timeout",
      base: completed,
      says: ["the automatic rollout of 60 s has no timeout"],
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = null;
      },
    },
    {
      notices: "a termination that nobody ordered",
      base: completed,
      says: ["the service is terminated, but nobody gave that command"],
      change: ({ summary }) => {
        summary.outcome = "terminated";
      },
    },
    {
      notices: "a terminated service that claims to have completed",
      base: completed,
      says: ["the service was told to terminate, yet its outcome is completed"],
      change: ({ commands }) => {
        commands.push({ atSeconds: 3000, kind: "terminate", accepted: true, message: "" });
      },
    },
    {
      notices: "a rollout that claims that nothing was done",
      base: completed,
      says: ["the outcome is none, but deploy was the last update"],
      change: ({ summary }) => {
        summary.outcome = "none";
      },
    },
    {
      notices: "a completion without any plan",
      base: untouched,
      says: ["the outcome is completed, but none was the last update"],
      change: ({ summary }) => {
        summary.outcome = "completed";
      },
    },
    {
      notices: "progress that nobody ordered",
      base: untouched,
      says: ["the outcome is in progress, but no rollout ever began"],
      change: ({ summary }) => {
        summary.outcome = "in-progress";
      },
    },
    {
      notices: "an in-place update that nobody ordered",
      base: untouched,
      says: ["the outcome is an update in place, but none was the last update"],
      change: ({ summary }) => {
        summary.outcome = "updated-in-place";
      },
    },
    {
      notices: "a completed rollout that claims to be paused",
      base: completed,
      says: [
        "the outcome is paused, but the last plan ends completed",
        "the outcome is paused, but a finish is recorded at 600 s",
      ],
      change: ({ summary }) => {
        summary.outcome = "paused";
      },
    },
    {
      notices: "a completed rollout that claims to be in progress",
      base: completed,
      says: ["the outcome is in progress, but the rollout ended at 600 s"],
      change: ({ summary }) => {
        summary.outcome = "in-progress";
      },
    },
    {
      notices: "a paused rollout that claims to be completed",
      base: pausedAtHalf,
      says: [
        "the outcome is completed, but the last plan ends paused",
        "the outcome is completed, but no finish is recorded",
        "the outcome is completed, but the last split is canary 50/50, primary 50/50 (capacity/traffic)",
      ],
      change: ({ summary }) => {
        summary.outcome = "completed";
      },
    },
    {
      notices: "a paused rollout with a finish",
      base: pausedAtHalf,
      says: ["the outcome is paused, but a finish is recorded at 1000 s"],
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits.at(-1)!), atSeconds: 1000, cause: "finish" });
      },
    },
    {
      notices: "a completed rollout that claims to be an in-place update",
      base: completed,
      says: ["the outcome is an update in place, but deploy was the last update"],
      change: ({ summary }) => {
        summary.outcome = "updated-in-place";
      },
    },
    {
      notices: "a completed rollout that claims to be an in-place update that failed",
      base: completed,
      says: ["the outcome is an update in place, but deploy was the last update"],
      change: ({ summary }) => {
        summary.outcome = "update-failed";
      },
    },
    {
      notices: "an in-place update that claims to be a completed rollout",
      base: updatedTwice,
      says: ["the outcome is completed, but update-in-place was the last update"],
      change: ({ summary }) => {
        summary.outcome = "completed";
      },
    },
    {
      notices: "an in-place update that claims that nothing was done",
      base: updatedInPlace,
      says: ["the outcome is none, but update-in-place was the last update"],
      change: ({ summary }) => {
        summary.outcome = "none";
      },
    },
    {
      notices: "a terminated service that claims to be in progress",
      base: terminated,
      says: ["the service was told to terminate, yet its outcome is in-progress"],
      change: ({ summary }) => {
        summary.outcome = "in-progress";
      },
    },
    {
      notices: "a finish that leaves capacity to the canary",
      base: completed,
      says: [
        "the outcome is completed, but the last split is canary 1/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.at(-1)!.split.canary.capacityPercent = 1;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a rollout that is replaced by the next one",
      base: begunAgain,
      says: ["the rollout of 60 s had not ended when the next one began at 3590 s"],
      change: ({ splits }) => {
        splits.pop();
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a rollout that finishes after the next one began",
      base: begunAgain,
      says: ["the rollout of 60 s had not ended when the next one began at 3590 s"],
      change: ({ splits }) => {
        splits.at(-1)!.atSeconds = 3591;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a rollout that reached its end a second late",
      base: completed,
      says: [
        "the rollout of 60 s was neither finished nor rolled back by itself at 540 s, beyond its timeout at 539 s",
      ],
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 479;
      },
    },
    {
      notices: "a rollout that rolled back by itself a second late",
      base: rolledBackAtOnce,
      says: [
        "the rollout of 60 s was neither finished nor rolled back by itself at 330 s, beyond its timeout at 329 s",
      ],
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 269;
      },
    },
    {
      notices: "a rollout that came to its pause a second late",
      base: keptPrimary,
      says: [
        "the rollout of 60 s was neither finished nor rolled back by itself at 540 s, beyond its timeout at 539 s",
      ],
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 479;
      },
    },
    {
      notices: "a pause that was never reached",
      base: pausedAtHalf,
      says: ["plan 0 never came to its last step, canary 50/50, primary 50/50 (capacity/traffic)"],
      change: ({ splits }) => {
        splits.pop();
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a pause at another canary traffic",
      base: pausedAtHalf,
      says: ["plan 0 never came to its last step, canary 50/50, primary 50/50 (capacity/traffic)"],
      change: ({ splits }) => {
        splits.at(-1)!.split.canary.capacityPercent = 51;
      },
    },
    {
      notices: "a completed rollout of which no plan is recorded",
      base: completed,
      says: [
        "the outcome is completed, but the last plan ends undefined",
        "the outcome is completed, but no finish is recorded",
        "the outcome is that of a rollout, but no plan is recorded",
      ],
      change: (result) => {
        result.plans = [];
      },
      alsoBreaks: ["surge-bound"],
    },
    {
      notices: "a completed rollout of which no split is recorded",
      base: completed,
      says: [
        "the outcome is completed, but no finish is recorded",
        "the outcome is completed, but the last split is nothing",
        "plan 0 never came to its last step, canary 100/100, primary 0/0 (capacity/traffic)",
      ],
      change: (result) => {
        result.splits = [];
      },
      alsoBreaks: ["traffic-whole", "traffic-within-capacity", "bounds-follow"],
    },
  ],
};
