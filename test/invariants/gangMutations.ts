import { inGangs } from "./gangStories.ts";
import type { Mutation } from "./Mutation.ts";

/** Ways to break the law of gangs. */
export const gangMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "whole-gangs": [
    {
      notices: "a gang that is too small",
      base: inGangs,
      says: ["replica 1 of chat belongs to no gang", "gang 0 of chat has 1 replicas instead of 2"],
      change: ({ replicas }) => {
        delete replicas[1]!.gang;
      },
    },
    {
      notices: "a gang that is too large",
      base: inGangs,
      says: ["gang 0 of chat has 3 replicas instead of 2", "gang 2 of chat has 1 replicas instead of 2"],
      change: ({ replicas }) => {
        replicas[2]!.gang = 0;
      },
    },
    {
      notices: "a gang of two deployments",
      base: inGangs,
      says: ["gang 0 has replicas of several deployments"],
      change: ({ replicas }) => {
        const other = replicas.find(({ deployment }) => deployment !== "chat")!;
        other.gang = 0;
        const spare = replicas.findIndex(({ gang, replica }) => gang === 0 && replica === 1);
        replicas.splice(spare, 1);
      },
    },
    {
      notices: "a gang that is asked for in two parts",
      base: inGangs,
      says: ["replicas of gang 0 were requested at different moments"],
      change: ({ replicas }) => {
        replicas[1]!.requestedAtSeconds = -1;
      },
    },
    {
      notices: "a gang that is placed in two parts",
      base: inGangs,
      says: ["replicas of gang 0 were placed at different moments"],
      change: ({ replicas }) => {
        const life = replicas[1]!;
        life.placedAtSeconds = 1;
        life.runningAtSeconds = 1;
      },
    },
    {
      notices: "a member that runs although another one never did",
      base: inGangs,
      says: ["replica 1 began to run after another one of gang 0 had ended"],
      change: ({ replicas }) => {
        const [failed, other] = [replicas[0]!, replicas[1]!];
        failed.runningAtSeconds = null;
        failed.goneAtSeconds = 3;
        other.runningAtSeconds = 4;
      },
    },
    {
      notices: "a member that runs although another one drains",
      base: inGangs,
      says: ["replica 1 began to run after another one of gang 0 had ended"],
      change: ({ replicas }) => {
        replicas[0]!.drainingAtSeconds = 3;
        replicas[0]!.goneAtSeconds = 9;
        replicas[1]!.runningAtSeconds = 4;
      },
    },
    {
      notices: "a number between two gangs",
      base: inGangs,
      says: ["at 0 s v1 wants 7 replicas of chat, whose gangs have 2"],
      change: ({ targets }) => {
        const target = targets.find(({ deployment }) => deployment === "chat")!;
        target.targetReplicas = 7;
        target.minReplicas = 7;
        target.maxReplicas = 7;
      },
      alsoBreaks: ["round-up", "bounds-follow"],
    },
  ],
};
