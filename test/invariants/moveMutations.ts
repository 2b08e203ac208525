import type { Mutation } from "./Mutation.ts";
import { completed, untouched } from "./stories.ts";

const compaction = {
  version: "v1",
  node: 0,
  startedAtSeconds: 0,
  endedAtSeconds: null,
  outcome: null,
  stableSeconds: 10,
} as const;

/** Ways to break the law of how replicas move and nodes are compacted. */
export const moveMutations: Readonly<Record<string, readonly Mutation[]>> = {
  "move-after-replacement": [
    {
      notices: "a moved replica that stops before another one runs",
      base: untouched,
      says: ["replica 0 was replaced at 20 s, when 7 others of chat ran of 8 wanted"],
      change: (result) => {
        const life = result.replicas[0]!;
        life.migrations.push({
          fromSeconds: 10,
          deadlineSeconds: null,
          toSeconds: null,
          replacedAtSeconds: 20,
        });
        life.drainingAtSeconds = 20;
        life.goneAtSeconds = 20;
      },
    },
    {
      notices: "a moved replica that outlives the node that was to go",
      base: untouched,
      says: ["replica 0 was there until 31 s, its node was to go at 30 s"],
      change: (result) => {
        const life = result.replicas[0]!;
        life.migrations.push({
          fromSeconds: 10,
          deadlineSeconds: 30,
          toSeconds: null,
          replacedAtSeconds: null,
        });
        life.drainingAtSeconds = 20;
        life.goneAtSeconds = 31;
      },
    },
    {
      notices: "a replacement at which nothing stops",
      base: untouched,
      says: [
        "replica 0 was replaced at 20 s and did not stop then",
        "replica 0 was replaced at 20 s, when 7 others of chat ran of 8 wanted",
      ],
      change: (result) => {
        const life = result.replicas[0]!;
        result.replicas.push({ ...structuredClone(life), replica: 999, deployment: "spare" });
        life.migrations.push({
          fromSeconds: 10,
          deadlineSeconds: null,
          toSeconds: null,
          replacedAtSeconds: 20,
        });
      },
    },
    {
      notices: "a move of a replica that does not run yet",
      base: untouched,
      says: ["replica 0 was moved at 0.5 s and did not run"],
      change: (result) => {
        const life = result.replicas[0]!;
        life.runningAtSeconds = 1;
        life.migrations.push({
          fromSeconds: 0.5,
          deadlineSeconds: null,
          toSeconds: 2,
          replacedAtSeconds: null,
        });
      },
    },
    {
      notices: "a replacement after the move was given up",
      base: untouched,
      says: [
        "replica 0 was replaced after its move was given up",
        "replica 0 was replaced at 20 s, when 7 others of chat ran of 8 wanted",
      ],
      change: (result) => {
        const life = result.replicas[0]!;
        life.migrations.push({
          fromSeconds: 10,
          deadlineSeconds: null,
          toSeconds: 15,
          replacedAtSeconds: 20,
        });
        life.drainingAtSeconds = 20;
        life.goneAtSeconds = 20;
      },
    },
    {
      notices: "a compaction soon after something changed",
      base: untouched,
      says: ["node 0, compacted from 5 s: replicas of v1 changed at 0 s, less than 10 s before"],
      change: (result) => {
        result.compactions.push({ ...compaction, startedAtSeconds: 5 });
      },
    },
    {
      notices: "a compaction amid a rollout",
      base: completed,
      says: [
        "node 0, compacted from 2 s: replica 14 was placed on it",
        "node 0, compacted from 2 s: the service was ROLLING_OUT",
      ],
      change: (result) => {
        result.serviceStates.push({ atSeconds: 1, state: "ROLLING_OUT", reason: "" });
        result.compactions.push({ ...compaction, startedAtSeconds: 2, stableSeconds: 0 });
      },
    },
    {
      notices: "a replica placed on the node that is compacted",
      base: untouched,
      says: ["node 0, compacted from 20 s: replica 999 was placed on it"],
      change: (result) => {
        result.compactions.push({ ...compaction, startedAtSeconds: 20 });
        const life = result.replicas[0]!;
        const late = { requestedAtSeconds: 30, placedAtSeconds: 30, runningAtSeconds: 30 };
        result.replicas.push({ ...structuredClone(life), ...late, replica: 999, deployment: "spare" });
      },
    },
    {
      notices: "a compacted node that stays",
      base: untouched,
      says: ["node 0, compacted from 20 s: it is said to be gone at 50 s and was not released by then"],
      change: (result) => {
        result.compactions.push({
          ...compaction,
          startedAtSeconds: 20,
          endedAtSeconds: 50,
          outcome: "compacted",
        });
      },
    },
    {
      notices: "a replica that was replaced before it was moved",
      base: untouched,
      says: [
        "replica 0 was moved at 21 s and done with at 20 s",
        "replica 0 was replaced at 20 s, when 7 others of chat ran of 8 wanted",
      ],
      change: (result) => {
        const life = result.replicas[0]!;
        life.migrations.push({
          fromSeconds: 21,
          deadlineSeconds: null,
          toSeconds: null,
          replacedAtSeconds: 20,
        });
        life.drainingAtSeconds = 20;
        life.goneAtSeconds = 20;
      },
    },
    {
      notices: "a move that was given up before it began",
      base: untouched,
      says: ["replica 0 was moved at 21 s and done with at 20 s"],
      change: (result) => {
        result.replicas[0]!.migrations.push({
          fromSeconds: 21,
          deadlineSeconds: null,
          toSeconds: 20,
          replacedAtSeconds: null,
        });
      },
      alsoBreaks: ["surge-bound"],
    },
    {
      notices: "a move of a replica that never ran",
      base: untouched,
      says: ["replica 0 was moved at 5 s and did not run"],
      change: (result) => {
        const life = result.replicas[0]!;
        life.runningAtSeconds = null;
        life.migrations.push({
          fromSeconds: 5,
          deadlineSeconds: null,
          toSeconds: 6,
          replacedAtSeconds: null,
        });
      },
    },
    {
      notices: "two replicas that are each the other's replacement",
      base: untouched,
      says: [
        "replica 0 was replaced at 20 s, when 6 others of chat ran of 8 wanted",
        "replica 1 was replaced at 20 s, when 6 others of chat ran of 8 wanted",
      ],
      change: (result) => {
        for (const life of result.replicas.slice(0, 2)) {
          life.migrations.push({
            fromSeconds: 10,
            deadlineSeconds: null,
            toSeconds: null,
            replacedAtSeconds: 20,
          });
          life.drainingAtSeconds = 20;
          life.goneAtSeconds = 20;
        }
      },
    },
    {
      notices: "a compaction amid a rollback",
      base: completed,
      says: [
        "node 0, compacted from 2 s: replica 14 was placed on it",
        "node 0, compacted from 2 s: the service was ROLLING_OUT, ROLLING_BACK",
      ],
      change: (result) => {
        result.serviceStates.push({ atSeconds: 1, state: "ROLLING_OUT", reason: "" });
        result.serviceStates.push({ atSeconds: 2, state: "ROLLING_BACK", reason: "" });
        result.compactions.push({ ...compaction, startedAtSeconds: 2, stableSeconds: 0 });
      },
    },
    {
      notices: "a compacted node that nobody knows",
      base: untouched,
      says: ["node 9, compacted from 20 s: it is said to be gone at 50 s and was not released by then"],
      change: (result) => {
        const end = { endedAtSeconds: 50, outcome: "compacted" } as const;
        result.compactions.push({ ...compaction, ...end, node: 9, startedAtSeconds: 20 });
      },
    },
  ],
};
