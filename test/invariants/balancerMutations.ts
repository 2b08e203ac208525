import type { Mutation } from "./Mutation.ts";
import { completed, rolledBackAtOnce, untouched } from "./stories.ts";

/** Ways to break the law of what the load balancer does. */
export const balancerMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "traffic-obeyed": [
    {
      notices: "a split that came into effect late though nothing lagged",
      base: completed,
      says: [
        "expected v1 50 %, v2 50 % at 300 s (commanded at 300 s), found v1 50 %, v2 50 % at 301 s (commanded at 300 s)",
      ],
      change: ({ trafficInEffect }) => {
        trafficInEffect[2]!.atSeconds += 1;
      },
    },
    {
      notices: "a split that came into effect before it was commanded",
      base: completed,
      says: [
        "expected v1 50 %, v2 50 % at 300 s (commanded at 300 s), found v1 50 %, v2 50 % at 299 s (commanded at 299 s)",
      ],
      change: ({ trafficInEffect }) => {
        trafficInEffect[2]!.atSeconds -= 1;
        trafficInEffect[2]!.commandedAtSeconds -= 1;
      },
    },
    {
      notices: "another split than the one commanded",
      base: completed,
      says: [
        "expected v1 75 %, v2 25 % at 180 s (commanded at 180 s), found v1 74 %, v2 26 % at 180 s (commanded at 180 s)",
      ],
      change: ({ trafficInEffect }) => {
        trafficInEffect[1]!.shares[0]!.percent -= 1;
        trafficInEffect[1]!.shares[1]!.percent += 1;
      },
    },
    {
      notices: "a split that never came into effect",
      base: rolledBackAtOnce,
      says: ["expected v1 100 % at 330 s (commanded at 330 s), found nothing"],
      change: ({ trafficInEffect }) => {
        trafficInEffect.pop();
      },
    },
    {
      notices: "a split that nobody asked for",
      base: untouched,
      says: ["nobody asked for v1 50 % at 5 s (commanded at 5 s)"],
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
      says: [
        "expected v1 75 %, v2 25 % at 181 s (commanded at 180 s), found v1 75 %, v2 25 % at 180 s (commanded at 180 s)",
        "expected v1 50 %, v2 50 % at 301 s (commanded at 300 s), found v1 50 %, v2 50 % at 300 s (commanded at 300 s)",
        "expected v1 25 %, v2 75 % at 421 s (commanded at 420 s), found v1 25 %, v2 75 % at 420 s (commanded at 420 s)",
        "expected v2 100 % at 541 s (commanded at 540 s), found v2 100 % at 540 s (commanded at 540 s)",
      ],
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
      says: ["the traffic was behind for 3 s though the load balancer never lagged"],
      change: ({ summary }) => {
        summary.trafficBehindSeconds = 3;
      },
    },
    {
      notices: "fewer than no seconds behind",
      base: completed,
      says: ["the traffic was behind for -1 s"],
      change: ({ summary }) => {
        summary.trafficBehindSeconds = -1;
      },
    },
    {
      notices: "seconds behind that are no number",
      base: completed,
      says: ["the traffic was behind for NaN s"],
      change: ({ summary }) => {
        summary.trafficBehindSeconds = Number.NaN;
      },
    },
    {
      notices: "a split that came into effect before the one of which it is the same",
      base: untouched,
      says: ["expected v1 100 % at 0 s (commanded at 0 s), found nothing"],
      change: ({ trafficInEffect }) => {
        trafficInEffect.splice(0);
      },
    },
    {
      notices: "a lag that delays what was commanded before it began",
      base: completed,
      says: [
        "expected v1 75 %, v2 25 % at 180 s (commanded at 180 s), found v1 75 %, v2 25 % at 181 s (commanded at 180 s)",
      ],
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push({
          fromSeconds: 200,
          toSeconds: null,
          delaySeconds: 1,
          firstChange: 1,
          endChange: null,
        });
        for (const change of trafficInEffect.slice(1)) change.atSeconds += 1;
      },
    },
    {
      notices: "a lag that delays what was commanded after it ended",
      base: completed,
      says: ["expected v2 100 % at 540 s (commanded at 540 s), found v2 100 % at 541 s (commanded at 540 s)"],
      change: ({ loadBalancerLags, trafficInEffect }) => {
        loadBalancerLags.push({
          fromSeconds: 0,
          toSeconds: 500,
          delaySeconds: 1,
          firstChange: 1,
          endChange: null,
        });
        for (const change of trafficInEffect.slice(1)) change.atSeconds += 1;
      },
    },
  ],
};
