import type { Mutation } from "./Mutation.ts";
import { terminated } from "./rareStories.ts";
import { completed, untouched } from "./stories.ts";

/** Ways to break the laws of how traffic is shared. */
export const trafficMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "traffic-whole": [
    {
      notices: "a split whose traffic makes 99",
      base: completed,
      says: ["at 240 s (scale-up): canary 50/25, primary 75/74 (capacity/traffic)"],
      change: ({ splits }) => {
        splits[4]!.split.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a share that is not a whole percentage",
      base: completed,
      says: ["at 240 s (scale-up): canary 50/25.5, primary 75/74.5 (capacity/traffic)"],
      change: ({ splits }) => {
        splits[4]!.split.primary.trafficPercent -= 0.5;
        splits[4]!.split.canary.trafficPercent += 0.5;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a plan whose traffic makes 99",
      base: completed,
      says: ["plan 0 (deploy at 60 s): step 1: canary 25/0, primary 100/99 (capacity/traffic)"],
      change: ({ plans }) => {
        plans[0]!.plan.steps[1]!.primary.trafficPercent -= 1;
      },
    },
    {
      notices: "a row of the timeline whose traffic makes 110",
      base: completed,
      says: ["timeline row 3 (at 1080 s): canary 10 + primary 100"],
      change: ({ timeline }) => {
        timeline.canary.trafficPercent[3]! += 10;
      },
    },
    {
      notices: "a row of the timeline without the canary's share",
      base: untouched,
      says: ["timeline row 9 (at 3240 s) has no traffic shares"],
      change: ({ timeline }) => {
        timeline.canary.trafficPercent.pop();
      },
    },
    {
      notices: "a result without splits",
      base: untouched,
      says: ["no split is recorded for the start of the simulation"],
      change: (result) => {
        result.splits = [];
      },
      alsoBreaks: ["traffic-within-capacity", "bounds-follow"],
    },
    {
      notices: "a plan without steps",
      base: completed,
      says: ["plan 0 (deploy at 60 s): the plan has no steps, not even the start"],
      change: ({ plans }) => {
        plans[0]!.plan.steps = [];
      },
      alsoBreaks: ["surge-bound", "ends-well"],
    },
    {
      notices: "a share below none",
      base: untouched,
      says: ["at 0 s (start): canary 0/-5, primary 100/105 (capacity/traffic)"],
      change: ({ splits }) => {
        splits[0]!.split.canary.trafficPercent = -5;
        splits[0]!.split.primary.trafficPercent = 105;
      },
      alsoBreaks: ["traffic-within-capacity"],
    },
    {
      notices: "a row of the timeline with a share below none",
      base: untouched,
      says: ["timeline row 3 (at 1080 s): canary -10 + primary 110"],
      change: ({ timeline }) => {
        timeline.canary.trafficPercent[3] = -10;
        timeline.primary.trafficPercent[3] = 110;
      },
    },
    {
      notices: "a row of the timeline without the primary's share",
      base: untouched,
      says: ["timeline row 9 (at 3240 s) has no traffic shares"],
      change: ({ timeline }) => {
        timeline.primary.trafficPercent.pop();
      },
    },
    {
      notices: "a row of the timeline without traffic that ends before the service terminates",
      base: terminated,
      says: ["timeline row 9 (at 360 s): canary 0 + primary 0"],
      change: ({ timeline }) => {
        timeline.intervalSeconds -= 1;
        timeline.primary.trafficPercent[9] = 0;
        timeline.canary.trafficPercent[9] = 0;
      },
    },
    {
      notices: "a first split that comes late",
      base: untouched,
      says: ["no split is recorded for the start of the simulation"],
      change: ({ splits }) => {
        splits[0]!.atSeconds = 1;
      },
      alsoBreaks: ["bounds-follow"],
    },
  ],
};
