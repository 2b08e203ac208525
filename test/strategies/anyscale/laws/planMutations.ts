import type { PlanMutation } from "./PlanMutation.ts";
import {
  allByHand,
  atSurge,
  keepPrimary,
  otherDeployments,
  rollBack,
  rollBackAtOnce,
  rollBackUnmoved,
  rollout,
  sendBack,
  sendOn,
  stopAtHalf,
  trim,
} from "./plans.ts";

/** Ways to break laws in plans that no simulation follows. */
export const planMutations: readonly PlanMutation[] = [
  {
    notices: "a surge of none",
    base: rollout,
    says: {
      "surge-bound": [
        "a surge of 0 % is not a whole percentage from 1 to 100",
        "step 1 (scale-up): canary 25/0, primary 100/100 (capacity/traffic) exceeds 100 + 0 %",
        "step 3 (scale-up): canary 50/25, primary 75/75 (capacity/traffic) exceeds 100 + 0 %",
        "step 5 (scale-up): canary 75/50, primary 50/50 (capacity/traffic) exceeds 100 + 0 %",
        "step 7 (scale-up): canary 100/75, primary 25/25 (capacity/traffic) exceeds 100 + 0 %",
        "10 replicas of chat reach the bound of 8 × (1 + 0/100) + 2 = 10",
        "13 replicas of embed reach the bound of 10 × (1 + 0/100) + 2 = 12",
        "5 replicas of lazy reach the bound of 3 × (1 + 0/100) + 2 = 5",
      ],
    },
    change: ({ plan }) => {
      plan.maxSurgePercent = 0;
    },
  },
  {
    notices: "a surge that is not whole",
    base: rollout,
    says: { "surge-bound": ["a surge of 25.5 % is not a whole percentage from 1 to 100"] },
    change: ({ plan }) => {
      plan.maxSurgePercent = 25.5;
    },
  },
  {
    notices: "a peak that reaches the bound of a plan exactly at its surge",
    base: atSurge,
    says: {
      "surge-bound": ["18 replicas of chat reach the bound of 8 × (1 + 100/100) + 2 = 18"],
      "round-up": ["step 1 (shift): canary chat has 8 to 10 replicas at 100 % instead of 8"],
    },
    change: ({ plan }) => {
      plan.steps[1]!.canary.replicas.chat!.maxReplicas = 10;
      plan.peak.deployments.chat!.replicas = 18;
    },
  },
  {
    notices: "a peak one below that of a plan that trims",
    base: trim,
    says: { "surge-bound": ["the plan's peak of chat is 15 replicas, its steps hold 16 to 16"] },
    change: ({ plan }) => {
      plan.peak.deployments.chat!.replicas -= 1;
    },
  },
  {
    notices: "a peak that neither what gives way nor what comes explains",
    base: rollBackAtOnce,
    says: { "surge-bound": ["the plan's peak of chat is 13 replicas, its steps hold 8 to 12"] },
    change: ({ plan }) => {
      plan.peak.deployments.chat!.replicas = 13;
    },
  },
  {
    notices: "a peak that the larger of two versions does not allow",
    base: otherDeployments,
    says: {
      "surge-bound": ["12 replicas of chat reach the bound of 8 × (1 + 25/100) + 2 = 12"],
      "round-up": ["step 1 (scale-up): canary chat has 1 to 4 replicas at 25 % instead of 1"],
    },
    change: ({ plan }) => {
      plan.steps[1]!.canary.replicas.chat!.maxReplicas = 4;
      plan.peak.deployments.chat!.replicas = 12;
    },
  },
  {
    notices: "a peak of a deployment that only the canary has",
    base: otherDeployments,
    says: { "surge-bound": ["the plan's peak of rank is 3 replicas, its steps hold 2 to 2"] },
    change: ({ plan }) => {
      plan.peak.deployments.rank!.replicas += 1;
    },
  },
  {
    notices: "a plan for other deployments",
    base: rollout,
    says: {
      "surge-bound": ["the plan's peak does not name the deployment other"],
      "one-each": [
        "step 0 (start): canary other has no bounds at capacity 0",
        "step 0 (start): primary other has no bounds",
        "step 1 (scale-up): canary other has no bounds",
        "step 1 (scale-up): primary other has no bounds",
        "step 2 (shift): canary other has no bounds",
        "step 2 (shift): primary other has no bounds",
        "step 3 (scale-up): canary other has no bounds",
        "step 3 (scale-up): primary other has no bounds",
        "step 4 (shift): canary other has no bounds",
        "step 4 (shift): primary other has no bounds",
      ],
      "round-up": [
        "step 0 (start): canary other has no bounds at 0 % instead of 0",
        "step 0 (start): primary other has no bounds at 100 % instead of 1",
        "step 1 (scale-up): canary other has no bounds at 25 % instead of 1",
        "step 1 (scale-up): primary other has no bounds at 100 % instead of 1",
        "step 2 (shift): canary other has no bounds at 25 % instead of 1",
        "step 2 (shift): primary other has no bounds at 75 % instead of 1",
        "step 3 (scale-up): canary other has no bounds at 50 % instead of 1",
        "step 3 (scale-up): primary other has no bounds at 75 % instead of 1",
        "step 4 (shift): canary other has no bounds at 50 % instead of 1",
        "step 4 (shift): primary other has no bounds at 50 % instead of 1",
      ],
    },
    change: (draft) => {
      draft.options = { deployments: [{ name: "other", numReplicas: 1 }] };
    },
  },
  {
    notices: "a rollback at once that an operator ordered",
    base: rollBackAtOnce,
    says: {
      "traffic-within-capacity": [
        "step 1 (roll-back-at-once): primary traffic rises to 100 % while its capacity is 50 % until that moment",
      ],
      "rollback-at-once": ["step 1: rolls back at once without an automatic rollback"],
    },
    change: ({ options }) => {
      options.trigger = "manual-rollback";
    },
  },
  {
    notices: "an automatic rollback in many steps",
    base: rollBack,
    says: {
      "rollback-at-once": [
        "an automatic rollback is one step at once, not start, scale-up, shift, scale-up, shift",
      ],
    },
    change: ({ options }) => {
      options.trigger = "automatic-rollback";
    },
  },
  {
    notices: "an automatic rollback that shifts from where it should be to where it is",
    base: rollBackUnmoved,
    says: {
      "ends-well": ["step 1 (shift) changes nothing: canary 0/0, primary 100/100 (capacity/traffic)"],
      "rollback-at-once": ["an automatic rollback is one step at once, not start, shift"],
    },
    change: ({ plan }) => {
      plan.steps[1]!.kind = "shift";
    },
  },
  {
    notices: "a plan of no steps for an automatic rollback",
    base: rollBackAtOnce,
    says: {
      "traffic-whole": ["the plan has no steps, not even the start"],
      "surge-bound": [
        "the plan's peak of chat is 12 replicas, its steps hold -Infinity to -Infinity",
        "the plan's peak of embed is 15 replicas, its steps hold -Infinity to -Infinity",
        "the plan's peak of lazy is 5 replicas, its steps hold -Infinity to -Infinity",
      ],
      "ends-well": ["the plan has no steps, not even the start"],
      "rollback-at-once": ["an automatic rollback is one step at once, not nothing"],
    },
    change: ({ plan }) => {
      plan.steps = [];
    },
  },
  {
    notices: "an automatic rollback that only says that it is where it should be",
    base: rollBackAtOnce,
    says: {
      "surge-bound": [
        "the plan's peak of chat is 12 replicas, its steps hold 8 to 8",
        "the plan's peak of embed is 15 replicas, its steps hold 10 to 10",
        "the plan's peak of lazy is 5 replicas, its steps hold 4 to 4",
      ],
      "ends-well": [
        "the plan is rolled-back but ends at canary 50/50, primary 50/50 (capacity/traffic)",
        "step 0 (roll-back-at-once) changes nothing: canary 50/50, primary 50/50 (capacity/traffic)",
      ],
      "rollback-at-once": ["an automatic rollback is one step at once, not roll-back-at-once"],
    },
    change: ({ plan }) => {
      plan.steps.splice(1, 1);
      plan.steps[0]!.kind = "roll-back-at-once";
    },
  },
  {
    notices: "a rollback that claims to complete",
    base: rollBack,
    says: { "ends-well": ["the plan ends completed instead of rolled-back"] },
    change: ({ plan }) => {
      plan.outcome = "completed";
    },
  },
  {
    notices: "a rollback that claims to pause",
    base: rollBack,
    says: {
      "ends-well": ["the plan ends paused instead of rolled-back"],
      "manual-holds": ["it pauses on its way though no canary percent was set"],
    },
    change: ({ plan, options }) => {
      plan.outcome = "paused";
      options.autoCompleteRollout = false;
    },
  },
  {
    notices: "a rollback that leaves a percent of capacity to the canary",
    base: rollBack,
    says: {
      "one-each": [
        "step 4 (shift): canary chat has 0 to 0 replicas",
        "step 4 (shift): canary embed has 0 to 0 replicas",
        "step 4 (shift): canary lazy has 0 to 0 replicas",
        "step 4 (shift): primary lazy has 0 to 3 replicas",
      ],
      "round-up": ["step 4 (shift): canary chat has 0 to 0 replicas at 1 % instead of 1"],
      "bounds-follow": [
        "step 4 (shift): canary embed has 0 to 0 replicas at 1 % instead of 1 to 1",
        "step 4 (shift): canary lazy has 0 to 0 replicas at 1 % instead of 1 to 1",
        "step 4 (shift): primary lazy has 0 to 3 replicas at 100 % instead of 1 to 3",
      ],
      "ends-well": ["the plan is rolled-back but ends at canary 1/0, primary 100/100 (capacity/traffic)"],
    },
    change: ({ plan }) => {
      plan.steps.at(-1)!.canary.capacityPercent = 1;
    },
  },
  {
    notices: "a rollout that is said to be a rollback",
    base: rollout,
    says: {
      "forward-only": [
        "step 2 (shift): canary traffic goes from 0 to 25 % in a rollback",
        "step 4 (shift): canary traffic goes from 25 to 50 % in a rollback",
        "step 6 (shift): canary traffic goes from 50 to 75 % in a rollback",
        "step 8 (shift): canary traffic goes from 75 to 100 % in a rollback",
      ],
      "ends-well": ["the plan ends completed instead of rolled-back"],
    },
    change: ({ options }) => {
      options.trigger = "manual-rollback";
    },
  },
  {
    notices: "a command that stops at a split that nobody asked for",
    base: sendOn,
    says: {
      "ends-well": ["the plan is paused but ends at canary 75/75, primary 25/25 (capacity/traffic)"],
      "manual-holds": ["it stops at 75 % instead of the 76 % asked for"],
    },
    change: ({ options }) => {
      options.canaryPercent = 76;
    },
  },
  {
    notices: "a command back that first goes on",
    base: sendBack,
    says: {
      "traffic-within-capacity": [
        "step 1 (scale-up): canary traffic exceeds its capacity: canary 50/51, primary 75/49 (capacity/traffic)",
        "step 1 (scale-up): canary traffic rises to 51 % while its capacity is 50 % until that moment",
      ],
      "forward-only": ["step 1 (scale-up): canary traffic goes from 50 to 51 % against its command"],
      "manual-holds": ["step 1: canary traffic 51 % passes the split asked for"],
    },
    change: ({ plan }) => {
      plan.steps[1]!.canary.trafficPercent = 51;
      plan.steps[1]!.primary.trafficPercent = 49;
    },
  },
  {
    notices: "a command on that first goes back",
    base: sendOn,
    says: {
      "traffic-within-capacity": [
        "step 1 (scale-up): primary traffic exceeds its capacity: canary 75/49, primary 50/51 (capacity/traffic)",
        "step 1 (scale-up): primary traffic rises to 51 % while its capacity is 50 % until that moment",
      ],
      "forward-only": ["step 1 (scale-up): canary traffic goes from 50 to 49 % against its command"],
      "manual-holds": ["step 1: canary traffic 49 % passes the split asked for"],
    },
    change: ({ plan }) => {
      plan.steps[1]!.canary.trafficPercent = 49;
      plan.steps[1]!.primary.trafficPercent = 51;
    },
  },
  {
    notices: "a deploy that goes back",
    base: stopAtHalf,
    says: {
      "traffic-within-capacity": [
        "step 3 (scale-up): primary traffic exceeds its capacity: canary 50/24, primary 75/76 (capacity/traffic)",
        "step 3 (scale-up): primary traffic rises to 76 % while its capacity is 75 % until that moment",
      ],
      "forward-only": ["step 3 (scale-up): canary traffic goes from 25 to 24 % in a rollout"],
    },
    change: ({ plan }) => {
      plan.steps[3]!.canary.trafficPercent = 24;
      plan.steps[3]!.primary.trafficPercent = 76;
    },
  },
  {
    notices: "a rollout by hand that stops short of everything",
    base: allByHand,
    says: {
      "ends-well": ["the plan is completed but ends at canary 100/75, primary 25/25 (capacity/traffic)"],
      "manual-holds": ["it stops at 75 % instead of the 100 % asked for"],
    },
    change: ({ plan }) => {
      plan.steps.pop();
    },
  },
  {
    notices: "a pause where everything was asked for",
    base: allByHand,
    says: { "ends-well": ["the plan ends paused instead of completed"] },
    change: ({ plan }) => {
      plan.outcome = "paused";
    },
  },
  {
    notices: "a completion where a pause was asked for",
    base: stopAtHalf,
    says: { "ends-well": ["the plan ends completed instead of paused"] },
    change: ({ plan }) => {
      plan.outcome = "completed";
    },
  },
  {
    notices: "a pause that nobody asked for",
    base: stopAtHalf,
    says: {
      "ends-well": ["the plan ends paused instead of completed"],
      "manual-holds": ["it pauses on its way though no canary percent was set"],
    },
    change: ({ options }) => {
      delete options.canaryPercent;
    },
  },
  {
    notices: "a primary that stays though nobody asked for it",
    base: keepPrimary,
    says: { "ends-well": ["the plan ends paused instead of completed"] },
    change: ({ options }) => {
      delete options.autoCompleteRollout;
    },
  },
  {
    notices: "a primary that goes though it was to stay",
    base: keepPrimary,
    says: {
      "bounds-follow": ["step 8 (shift): canary lazy has 1 to 3 replicas at 100 % instead of 0 to 3"],
      "ends-well": ["the plan keeps its primary but ends at canary 100/100, primary 0/0 (capacity/traffic)"],
    },
    change: ({ plan }) => {
      plan.steps.at(-1)!.primary.capacityPercent = 0;
      for (const bounds of Object.values(plan.steps.at(-1)!.primary.replicas)) {
        Object.assign(bounds, { minReplicas: 0, maxReplicas: 0 });
      }
    },
  },
  {
    notices: "a primary that stays while the canary lacks traffic",
    base: keepPrimary,
    says: {
      "ends-well": ["the plan keeps its primary but ends at canary 100/75, primary 25/25 (capacity/traffic)"],
      "manual-holds": ["it pauses on its way though no canary percent was set"],
    },
    change: ({ plan }) => {
      plan.steps.pop();
    },
  },
  {
    notices: "a step that counts wrongly",
    base: rollout,
    says: { "ends-well": ["step 4 says that it is step 5"] },
    change: ({ plan }) => {
      plan.steps[4]!.index = 5;
    },
  },
  {
    notices: "a plan that does not begin with where it begins",
    base: rollout,
    says: { "ends-well": ["step 0 (shift) changes nothing: canary 0/0, primary 100/100 (capacity/traffic)"] },
    change: ({ plan }) => {
      plan.steps[0]!.kind = "shift";
    },
  },
];
