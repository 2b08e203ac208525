import { draftOf } from "./draftOf.ts";
import type { Mutation } from "./Mutation.ts";
import {
  completed,
  pausedAtHalf,
  rolledBackAtOnce,
  rolledBackGradually,
  untouched,
  updatedInPlace,
} from "./stories.ts";

/** Ways to break the laws of what an operator may rely on. */
export const controlMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "manual-holds": [
    {
      notices: "a plan that passes the split asked for",
      base: pausedAtHalf,
      change: ({ plans }) => {
        plans[0]!.canaryPercent = 40;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a pause that nobody asked for",
      base: pausedAtHalf,
      change: ({ plans }) => {
        plans[0]!.canaryPercent = null;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a rollout that rolls back by itself under manual control",
      base: rolledBackAtOnce,
      change: ({ plans }) => {
        plans[0]!.control = "manual";
      },
    },
    {
      notices: "a canary percent under automatic control",
      base: pausedAtHalf,
      change: ({ plans }) => {
        plans[0]!.control = "automatic";
        plans[0]!.timeoutSeconds = 7200;
      },
    },
    {
      notices: "a pause that ends without a command",
      base: pausedAtHalf,
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
      alsoBreaks: ["traffic-within-capacity", "surge-bound"],
    },
    {
      notices: "a manual rollback that nobody ordered",
      base: rolledBackGradually,
      change: ({ commands }) => {
        commands.pop();
      },
    },
  ],
  "in-place-stays": [
    {
      notices: "an in-place update that moves traffic",
      base: updatedInPlace,
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits[0]!), atSeconds: 70, cause: "shift" });
      },
    },
    {
      notices: "an in-place update that starts a cluster",
      base: updatedInPlace,
      change: ({ nodes }) => {
        nodes.push({ ...structuredClone(nodes[0]!), node: 7, version: "v2", pool: null });
      },
    },
    {
      notices: "a second version that nobody deployed",
      base: updatedInPlace,
      change: ({ versions }) => {
        versions.push({
          ...structuredClone(versions[0]!),
          id: "v2",
          configurations: versions[0]!.configurations.slice(1),
        });
      },
    },
    {
      notices: "an in-place update that is followed by a plan",
      base: updatedInPlace,
      change: ({ plans }) => {
        plans.push({ ...draftOf(completed.plans[0]!), atSeconds: 100, canaryVersion: "v1" });
      },
      alsoBreaks: ["bounds-follow", "manual-holds"],
    },
    {
      notices: "a refused update that changes something",
      base: updatedInPlace,
      change: ({ commands }) => {
        commands[0]!.accepted = false;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "an accepted update that changes nothing",
      base: updatedInPlace,
      change: ({ commands }) => {
        commands[1]!.accepted = true;
      },
    },
    {
      notices: "an update that is accepted during a rollout",
      base: completed,
      change: ({ commands, versions }) => {
        commands.push({ atSeconds: 290, kind: "update-in-place", accepted: true, message: "" });
        commands.push({ atSeconds: 290, kind: "set-canary-percent", accepted: true, message: "" });
        versions[0]!.configurations.push({ ...versions[0]!.configurations[0]!, atSeconds: 290 });
      },
    },
    {
      notices: "a result without versions",
      base: untouched,
      change: (result) => {
        result.versions = [];
      },
      alsoBreaks: ["one-each", "round-up", "bounds-follow", "requests-conserved"],
    },
  ],
};
