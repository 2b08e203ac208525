import type { Mutation } from "./Mutation.ts";
import { completed, rolledBackAtOnce, untouched } from "./stories.ts";

/** Ways to break the laws of how traffic is shared. */
export const trafficMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "traffic-whole": [
    {
      notices: "a split whose traffic makes 99",
      base: completed,
      change: ({ splits }) => {
        splits[4]!.split.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a share that is not a whole percentage",
      base: completed,
      change: ({ splits }) => {
        splits[4]!.split.primary.trafficPercent -= 0.5;
        splits[4]!.split.canary.trafficPercent += 0.5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a plan whose traffic makes 99",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a row of the timeline whose traffic makes 110",
      base: completed,
      change: ({ timeline }) => {
        timeline.canary.trafficPercent[3]! += 10;
      },
    },
    {
      notices: "a timeline without shares",
      base: untouched,
      change: ({ timeline }) => {
        timeline.canary.trafficPercent = [];
      },
    },
    {
      notices: "a result without splits",
      base: untouched,
      change: (result) => {
        result.splits = [];
      },
      alsoBreaks: ["traffic-within-capacity", "bounds-follow", "ends-well"],
    },
    {
      notices: "a plan without steps",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps = [];
      },
      alsoBreaks: ["surge-bound", "ends-well"],
    },
  ],
  "traffic-within-capacity": [
    {
      notices: "a planned share beyond its capacity",
      base: completed,
      change: ({ plans }) => {
        plans[0]!.plan.steps[3]!.canary.trafficPercent += 1;
        plans[0]!.plan.steps[3]!.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a split that gives a share beyond its capacity",
      base: completed,
      change: ({ splits }) => {
        splits[4]!.split.canary.capacityPercent -= 1;
      },
      alsoBreaks: ["bounds-follow"],
    },
    {
      notices: "traffic that moves before the capacity for it is there",
      base: completed,
      change: ({ splits, targets }) => {
        splits.splice(2, 1);
        targets.splice(0, targets.length, ...targets.filter(({ atSeconds }) => atSeconds !== 120));
      },
    },
    {
      notices: "traffic that moves while too few replicas run",
      base: completed,
      change: ({ replicas }) => {
        const own = replicas.find(({ version, deployment }) => version === "v2" && deployment === "chat");
        own!.runningAtSeconds = 1000;
      },
    },
    {
      notices: "seconds beyond capacity without an automatic rollback",
      base: completed,
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 1;
      },
    },
    {
      notices: "an automatic rollback that keeps silent about its seconds beyond capacity",
      base: rolledBackAtOnce,
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 0;
      },
    },
    {
      notices: "more seconds beyond capacity than follow the rollback",
      base: rolledBackAtOnce,
      change: ({ summary }) => {
        summary.trafficBeyondCapacitySeconds = 3600;
      },
    },
  ],
  "traffic-obeyed": [
    {
      notices: "a split that came into effect late though nothing lagged",
      base: completed,
      change: ({ trafficInEffect }) => {
        trafficInEffect[2]!.atSeconds += 1;
      },
    },
    {
      notices: "a split that came into effect before it was commanded",
      base: completed,
      change: ({ trafficInEffect }) => {
        trafficInEffect[2]!.atSeconds -= 1;
        trafficInEffect[2]!.commandedAtSeconds -= 1;
      },
    },
    {
      notices: "another split than the one commanded",
      base: completed,
      change: ({ trafficInEffect }) => {
        trafficInEffect[1]!.shares[0]!.percent -= 1;
        trafficInEffect[1]!.shares[1]!.percent += 1;
      },
    },
    {
      notices: "a split that never came into effect",
      base: rolledBackAtOnce,
      change: ({ trafficInEffect }) => {
        trafficInEffect.pop();
      },
    },
    {
      notices: "a split that nobody asked for",
      base: untouched,
      change: ({ trafficInEffect }) => {
        trafficInEffect.push({
          atSeconds: 5,
          commandedAtSeconds: 5,
          shares: [{ version: "v1", percent: 50 }],
        });
      },
    },
    {
      notices: "a lag that the load balancer did not keep to",
      base: completed,
      change: ({ loadBalancerLags }) => {
        loadBalancerLags.push({
          fromSeconds: 0,
          toSeconds: null,
          delaySeconds: 1,
          firstChange: 1,
          endChange: null,
        });
      },
    },
    {
      notices: "time behind without a lag",
      base: completed,
      change: ({ summary }) => {
        summary.trafficBehindSeconds = 3;
      },
    },
  ],
};
