import type { Mutation } from "./Mutation.ts";
import { completed, rolledBackAtOnce, rolledBackGradually, untouched } from "./stories.ts";

/** Ways to break the laws of the course of a rollout. */
export const courseMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "forward-only": [
    {
      notices: "a planned rollout that takes traffic back",
      base: completed,
      change: ({ plans }) => {
        const step = plans[0]!.plan.steps[5]!;
        step.canary.trafficPercent = 20;
        step.primary.trafficPercent = 80;
        step.primary.capacityPercent = 80;
        step.canary.capacityPercent = 45;
        step.canary.replicas = {
          chat: { minReplicas: 4, maxReplicas: 4 },
          embed: { minReplicas: 2, maxReplicas: 5 },
          lazy: { minReplicas: 0, maxReplicas: 2 },
        };
        step.primary.replicas = {
          chat: { minReplicas: 7, maxReplicas: 7 },
          embed: { minReplicas: 2, maxReplicas: 8 },
          lazy: { minReplicas: 0, maxReplicas: 3 },
        };
      },
      alsoBreaks: ["traffic-within-capacity", "surge-bound"],
    },
    {
      notices: "a rollout that took traffic back",
      base: completed,
      change: ({ splits }) => {
        splits[4]!.split.canary.trafficPercent -= 5;
        splits[4]!.split.primary.trafficPercent += 5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a rollback that moves traffic to the canary",
      base: rolledBackGradually,
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
  ],
  "ends-well": [
    {
      notices: "an outcome that is no end",
      base: completed,
      change: ({ summary }) => {
        Object.assign(summary, { outcome: "lost" });
      },
    },
    {
      notices: "a plan that stops short of its end",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps.pop();
      },
    },
    {
      notices: "a plan that claims another end than it was made for",
      base: completed,
      change: ({ plans, summary }) => {
        plans[0]!.plan.outcome = "rolled-back";
        summary.outcome = "rolled-back";
      },
    },
    {
      notices: "a step that changes nothing",
      base: completed,
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
      change: ({ splits }) => {
        splits.splice(-2, 1);
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "a completed rollout without a finish",
      base: completed,
      change: ({ splits }) => {
        splits.at(-1)!.cause = "shift";
      },
      alsoBreaks: ["traffic-within-capacity", "forward-only"],
    },
    {
      notices: "a completed rollout that leaves traffic elsewhere",
      base: completed,
      change: ({ splits }) => {
        splits.push({
          atSeconds: 3000,
          cause: "start",
          planIndex: null,
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
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = 300;
      },
    },
    {
      notices: "a rollout in progress beyond its timeout",
      base: completed,
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
      change: ({ plans }) => {
        plans[0]!.timeoutSeconds = null;
      },
    },
    {
      notices: "a termination that nobody ordered",
      base: completed,
      change: ({ summary }) => {
        summary.outcome = "terminated";
      },
    },
    {
      notices: "a terminated service that claims to have completed",
      base: completed,
      change: ({ commands }) => {
        commands.push({ atSeconds: 3000, kind: "terminate", accepted: true, message: "" });
      },
    },
    {
      notices: "a rollout that claims that nothing was done",
      base: completed,
      change: ({ summary }) => {
        summary.outcome = "none";
      },
    },
    {
      notices: "a completion without any plan",
      base: untouched,
      change: ({ summary }) => {
        summary.outcome = "completed";
      },
    },
    {
      notices: "progress that nobody ordered",
      base: untouched,
      change: ({ summary }) => {
        summary.outcome = "in-progress";
      },
    },
    {
      notices: "an in-place update that nobody ordered",
      base: untouched,
      change: ({ summary }) => {
        summary.outcome = "updated-in-place";
      },
    },
  ],
  "rollback-at-once": [
    {
      notices: "a planned automatic rollback in steps",
      base: rolledBackAtOnce,
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
      change: (result) => {
        result.splits = result.splits.filter(({ cause }) => cause !== "roll-back-at-once");
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "canary replicas that are told later",
      base: rolledBackAtOnce,
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
      change: ({ splits }) => {
        splits.findLast(({ cause }) => cause === "shift")!.cause = "roll-back-at-once";
      },
    },
    {
      notices: "an automatic rollback that keeps the canary",
      base: rolledBackAtOnce,
      change: ({ splits, targets }) => {
        splits.find(({ cause }) => cause === "roll-back-at-once")!.split.canary.capacityPercent = 50;
        targets.splice(
          0,
          targets.length,
          ...targets.filter(({ atSeconds, role }) => atSeconds !== 330 || role !== "canary"),
        );
      },
    },
  ],
};
