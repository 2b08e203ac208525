import { describe, expect, it } from "vitest";
import { z } from "zod";
import { StartUpBudget } from "../../../src/serve/controller/StartUpBudget.ts";
import { readVectors } from "./readVectors.ts";

const count = z.number();
const deploy = z.tuple([z.literal("deploy"), z.boolean(), z.boolean(), count]);
const loop = z.tuple([z.literal("loop"), count, count, count, count, count, z.boolean(), z.boolean()]);
const { stories } = readVectors("startUps", {
  stories: z.array(z.tuple([count, z.array(z.union([deploy, loop]))])),
});

describe("replicas that fail to start", () => {
  it("are counted, and given up, at every control loop as Ray Serve does", () => {
    const seen = { loops: 0, givenUp: 0, failingOnly: 0 };
    for (const [index, [maxConstructorRetries, story]] of stories.entries()) {
      const budget = new StartUpBudget();
      let targetReplicas = 0;
      for (const [step, event] of story.entries()) {
        if (event[0] === "deploy") {
          const [, isSameCode, hasOldReplicas] = event;
          targetReplicas = event[3];
          budget.begin({ isSameCode, hasOldReplicas });
          continue;
        }
        const [, failed, unhealthy, newRunning, all, ...answers] = event;
        const limits = { targetReplicas, maxConstructorRetries };
        for (let i = 0; i < unhealthy; i++) budget.noteUnhealthy(limits);
        for (let i = 0; i < failed; i++) budget.noteFailure(limits);
        if (newRunning > 0) budget.noteRunning();
        if (newRunning === all && all === targetReplicas) budget.noteWhole();
        const [isFailing, hasGivenUp] = [budget.isFailing(limits), budget.hasGivenUp(limits)];
        expect([budget.failures, isFailing, hasGivenUp], `story ${index}, step ${step}`).toEqual(answers);
        seen.loops++;
        if (hasGivenUp) seen.givenUp++;
        else if (isFailing) seen.failingOnly++;
      }
    }
    expect(seen.loops).toBeGreaterThan(5_000);
    expect(seen.givenUp).toBeGreaterThan(500);
    expect(seen.failingOnly).toBeGreaterThan(100);
  });
});
