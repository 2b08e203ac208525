import { draftOf } from "./draftOf.ts";
import type { Mutation } from "./Mutation.ts";
import { updatedTwice } from "./rareStories.ts";
import { completed, untouched, updatedInPlace } from "./stories.ts";

/** Ways to break the laws of what an operator may rely on. */
export const inPlaceMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "in-place-stays": [
    {
      notices: "an in-place update that moves traffic",
      base: updatedInPlace,
      says: [
        "the in-place update at 60 s: the split changed at 70 s to canary 0/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits[0]!), atSeconds: 70, cause: "shift" });
      },
      alsoBreaks: ["forward-only"],
    },
    {
      notices: "an in-place update that starts a cluster",
      base: updatedInPlace,
      says: ["nodes ran for v2, which no record of versions names"],
      change: ({ nodes }) => {
        nodes.push({ ...structuredClone(nodes[0]!), node: 7, version: "v2", pool: null });
      },
    },
    {
      notices: "a second version that nobody deployed",
      base: updatedInPlace,
      says: ["version v2 appeared at 60 s without an accepted deploy"],
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
      says: ["the in-place update at 60 s: a deploy plan began at 100 s"],
      change: ({ plans }) => {
        plans.push({ ...draftOf(completed.plans[0]!), atSeconds: 100, canaryVersion: "v1" });
      },
      alsoBreaks: ["bounds-follow", "manual-holds"],
    },
    {
      notices: "a refused update that changes something",
      base: updatedInPlace,
      says: ["v1 changed its config at 60 s without an accepted in-place update"],
      change: ({ commands }) => {
        commands[0]!.accepted = false;
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "an accepted update that changes nothing",
      base: updatedInPlace,
      says: ["the in-place update at 90 s: no version changed its config"],
      change: ({ commands }) => {
        commands[1]!.accepted = true;
      },
    },
    {
      notices: "an update that is accepted during a rollout",
      base: completed,
      says: ["the in-place update at 290 s: it was accepted while a rollout was under way"],
      change: ({ commands, versions }) => {
        commands.push({ atSeconds: 290, kind: "update-in-place", accepted: true, message: "" });
        commands.push({ atSeconds: 290, kind: "set-canary-percent", accepted: true, message: "" });
        versions[0]!.configurations.push({ ...versions[0]!.configurations[0]!, atSeconds: 290 });
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a result without versions",
      base: untouched,
      says: ["no version is recorded", "nodes ran for v1, which no record of versions names"],
      change: (result) => {
        result.versions = [];
      },
      alsoBreaks: ["one-each", "round-up", "bounds-follow", "requests-conserved", "resources-fit"],
    },
    {
      notices: "an update that only a deploy of the same instant shows",
      base: completed,
      says: ["the in-place update at 60 s: no version changed its config"],
      change: ({ commands }) => {
        commands.unshift({ atSeconds: 60, kind: "update-in-place", accepted: true, message: "" });
      },
    },
    {
      notices: "an update while a canary has capacity and no traffic",
      base: completed,
      says: ["the in-place update at 150 s: it was accepted while a rollout was under way"],
      change: ({ commands, versions }) => {
        commands.push({ atSeconds: 150, kind: "update-in-place", accepted: true, message: "" });
        commands.push({ atSeconds: 150, kind: "set-canary-percent", accepted: true, message: "" });
        versions[0]!.configurations.push({ ...versions[0]!.configurations[0]!, atSeconds: 150 });
      },
      alsoBreaks: ["ends-well"],
    },
    {
      notices: "a split in the instant of an update",
      base: updatedInPlace,
      says: [
        "the in-place update at 60 s: the split changed at 60 s to canary 0/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits[0]!), atSeconds: 60, cause: "shift" });
      },
      alsoBreaks: ["forward-only"],
    },
    {
      notices: "a config that changed a second after its update",
      base: updatedInPlace,
      says: [
        "v1 changed its config at 61 s without an accepted in-place update",
        "the in-place update at 60 s: no version changed its config",
      ],
      change: ({ versions }) => {
        versions[0]!.configurations[1]!.atSeconds += 1;
      },
    },
    {
      notices: "a version without a configuration",
      base: completed,
      says: ["version v9 appeared at undefined s without an accepted deploy"],
      change: ({ versions }) => {
        versions.push({ ...structuredClone(versions[1]!), id: "v9", configurations: [] });
      },
    },
    {
      notices: "a version that a refused deploy brought",
      base: completed,
      says: ["version v2 appeared at 60 s without an accepted deploy"],
      change: ({ commands }) => {
        commands[0]!.accepted = false;
      },
      alsoBreaks: ["manual-holds", "ends-well"],
    },
    {
      notices: "a split of a finished rollout after two updates",
      base: updatedTwice,
      says: [
        "the in-place update at 600 s: the split changed at 1000 s to canary 0/0, primary 100/100 (capacity/traffic)",
        "the in-place update at 900 s: the split changed at 1000 s to canary 0/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({ ...splits.at(-1)!, atSeconds: 1000, cause: "shift" });
      },
      alsoBreaks: ["forward-only"],
    },
    {
      notices: "a finish after an update",
      base: updatedInPlace,
      says: [
        "the in-place update at 60 s: the split changed at 70 s to canary 0/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits }) => {
        splits.push({ ...structuredClone(splits[0]!), atSeconds: 70, cause: "finish" });
      },
      alsoBreaks: ["forward-only"],
    },
    {
      notices: "a split after an update and a deploy that was refused",
      base: updatedInPlace,
      says: [
        "the in-place update at 60 s: the split changed at 100 s to canary 0/0, primary 100/100 (capacity/traffic)",
      ],
      change: ({ splits, commands }) => {
        commands.push({ atSeconds: 95, kind: "deploy", accepted: false, message: "" });
        splits.push({ ...structuredClone(splits[0]!), atSeconds: 100, cause: "shift" });
      },
      alsoBreaks: ["forward-only"],
    },
  ],
};
