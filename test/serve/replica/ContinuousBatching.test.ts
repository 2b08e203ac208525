import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DelayedWork } from "../../../src/serve/replica/DelayedWork.ts";
import type { LlmProfile } from "../../../src/serve/replica/LlmProfile.ts";
import { llmProfiles } from "../../../src/serve/replica/llmProfiles.ts";
import { ModelCache } from "../../../src/serve/replica/ModelCache.ts";
import { playBatching } from "./playBatching.ts";
import {
  type LlmCommand,
  type LlmFate,
  type LlmScript,
  referenceBatching,
  stepSeconds,
} from "./referenceBatching.ts";

/** Irrational, so that no command falls on the very end of a step but by being at the same moment as another command. */
const profileArbitrary: fc.Arbitrary<LlmProfile> = fc
  .record({
    step: fc.integer({ min: 1, max: 30 }),
    perSequence: fc.integer({ min: 0, max: 5 }),
    perInput: fc.integer({ min: 0, max: 5 }),
    maxSequences: fc.integer({ min: 1, max: 6 }),
    moreTokens: fc.integer({ min: 1, max: 40 }),
    kvTokens: fc.integer({ min: 2, max: 200 }),
    weights: fc.integer({ min: 0, max: 20 }),
    experts: fc.integer({ min: 0, max: 20 }),
    expertShare: fc.constantFrom(0, 0.03, 0.25, 1),
    perToken: fc.integer({ min: 0, max: 20 }),
    perContext: fc.integer({ min: 0, max: 9 }),
    perPair: fc.integer({ min: 0, max: 9 }),
    request: fc.constantFrom(0, 0, 1, 9, 60),
    promptStep: fc.integer({ min: 0, max: 9 }),
    schedulesAhead: fc.boolean(),
  })
  .map(({ step, perSequence, perInput, maxSequences, moreTokens, kvTokens, ...more }) => ({
    stepSeconds: step * 0.001 * Math.SQRT2,
    perSequenceSeconds: perSequence * 0.001 * Math.E,
    perInputTokenSeconds: perInput * 0.0001 * Math.PI,
    weightSeconds: more.weights * 0.001 * Math.LN2,
    expertSeconds: more.experts * 0.001 * Math.LN10,
    expertShare: more.expertShare,
    perTokenSeconds: more.perToken * 0.0001 * Math.SQRT1_2,
    perContextTokenSeconds: more.perContext * 0.00001 * Math.LOG10E,
    perTokenPairSeconds: more.perPair * 0.00001 * Math.LOG2E,
    requestSeconds: more.request * 0.001 * Math.sqrt(3),
    promptStepSeconds: more.promptStep * 0.001 * Math.sqrt(5),
    schedulesAhead: more.schedulesAhead,
    maxSequences,
    maxStepTokens: maxSequences + moreTokens,
    kvTokens,
  }));

const tokens = (most: number) => fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: most }));

const arriveArbitrary: fc.Arbitrary<LlmCommand> = fc.record({
  kind: fc.constant("arrive" as const),
  inputTokens: tokens(90),
  outputTokens: tokens(60),
});

const commandArbitrary: fc.Arbitrary<LlmCommand> = fc.oneof(
  { weight: 6, arbitrary: arriveArbitrary },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("abandon" as const), which: fc.nat({ max: 100 }) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("speed" as const),
      speed: fc.constantFrom(0, 0.3, 0.7, 1, 2.3),
    }),
  },
);

const scriptArbitrary: fc.Arbitrary<LlmScript> = fc.record({
  profile: profileArbitrary,
  commands: fc.array(
    fc.record({
      afterSeconds: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 1, max: 400 }).map((units) => units * 0.0013579),
      ),
      command: commandArbitrary,
    }),
    { maxLength: 60 },
  ),
});

/** Arrivals without anything that disturbs them. */
function calm(script: LlmScript): LlmScript {
  return { ...script, commands: script.commands.filter(({ command }) => command.kind === "arrive") };
}

const own: LlmProfile = {
  stepSeconds: 0.01,
  perSequenceSeconds: 0.001,
  perInputTokenSeconds: 0.0001,
  maxSequences: 8,
  maxStepTokens: 100,
  kvTokens: 100_000,
};

describe("ContinuousBatching", () => {
  it.each<[string, NonNullable<Parameters<typeof playBatching>[1]>]>([
    [
      "a cache of models",
      (requests, work) =>
        new ModelCache(requests, work, { maxModelsPerReplica: 1, loadSeconds: 1, onLoad: () => {} }),
    ],
    ["a delay of nothing", (requests, work) => new DelayedWork(requests, work)],
  ])("does the same behind %s", (_, behind) => {
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        expect(playBatching(script, behind)).toEqual(playBatching(script));
      }),
      { numRuns: 300 },
    );
  });

  it("gives every request its first and its last token when a simulation token by token does", () => {
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        const { fates } = playBatching(script);
        const expected = referenceBatching(script);
        expect(fates).toHaveLength(expected.length);
        for (const [id, fate] of fates.entries()) {
          const wanted = expected[id];
          expect(fate.isRefused).toBe(wanted?.isRefused);
          expectNear(fate.finishSeconds, wanted?.finishSeconds ?? null);
          // Of one that never finishes the first token is not told unless it left while it generated.
          if (fate.firstTokenSeconds !== null)
            expectNear(fate.firstTokenSeconds, wanted?.firstTokenSeconds ?? null);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("lets in who came at a step's beginning even where the one before it leaves in the middle of the next", () => {
    const script: LlmScript = {
      profile: {
        ...own,
        promptStepSeconds: 0.002,
        schedulesAhead: true,
        maxSequences: 2,
        maxStepTokens: 3,
        kvTokens: 9,
      },
      commands: [
        { afterSeconds: 0.001, command: { kind: "arrive", inputTokens: 6, outputTokens: 1 } },
        { afterSeconds: 0, command: { kind: "arrive", inputTokens: 1, outputTokens: 1 } },
        { afterSeconds: 0.015, command: { kind: "abandon", which: 0 } },
        { afterSeconds: 0, command: { kind: "arrive", inputTokens: 1, outputTokens: 1 } },
      ],
    };
    const finish = (fates: readonly LlmFate[]) => fates.map(({ finishSeconds }) => finishSeconds);
    expect(finish(playBatching(script).fates)).toEqual(
      finish(referenceBatching(script)).map((at) => (at === null ? null : expect.closeTo(at, 9))),
    );
  });

  it("never holds more sequences or KV memory than it has, and gives all of it back", () => {
    let full = 0;
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        const played = playBatching(calm(script));
        expect(played.peakSequences).toBeLessThanOrEqual(script.profile.maxSequences);
        expect(played.peakKvTokens).toBeLessThanOrEqual(script.profile.kvTokens);
        expect(played.heldAtEnd).toBe(0);
        if (played.peakSequences === script.profile.maxSequences) full++;
      }),
    );
    expect(full).toBeGreaterThan(10);
  });

  it("answers whatever may come to an end, and refuses only what can never fit", () => {
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        const { profile, commands } = calm(script);
        for (const [id, fate] of playBatching({ profile, commands }).fates.entries()) {
          const command = commands[id]?.command;
          if (command?.kind !== "arrive") throw new Error("only arrivals");
          expect(fate.finishSeconds).not.toBeNull();
          expect(fate.isRefused).toBe(command.inputTokens + command.outputTokens > profile.kvTokens);
        }
      }),
    );
  });

  it("serves one request alone in the time of the formula, to the first token and to the last", () => {
    for (const profile of [own, ...Object.values(llmProfiles)]) {
      for (const inputTokens of [1, 99, 100, 101, 2048, 5000]) {
        for (const outputTokens of [1, 2, 777]) {
          const [fate] = playBatching({
            profile,
            commands: [{ afterSeconds: 1, command: { kind: "arrive", inputTokens, outputTokens } }],
          }).fates;
          let readSeconds = profile.requestSeconds ?? 0;
          for (let before = 0; before < inputTokens; before += profile.maxStepTokens) {
            const read = Math.min(profile.maxStepTokens, inputTokens - before);
            const pairs = read * before + (read * (read + 1)) / 2;
            readSeconds += stepSeconds(profile, { generating: 0, read, context: 0, pairs });
          }
          let gapsSeconds = 0;
          for (let token = 1; token < outputTokens; token++) {
            gapsSeconds += stepSeconds(profile, {
              generating: 1,
              read: 0,
              context: inputTokens + token,
              pairs: 0,
            });
          }
          expectNear(fate?.firstTokenSeconds ?? null, 1 + readSeconds);
          expectNear(fate?.finishSeconds ?? null, 1 + readSeconds + gapsSeconds);
        }
      }
    }
  });

  it("saturates at a full batch a step: max / (a + b × max) tokens a second", () => {
    const { stepSeconds: fixedSeconds, perSequenceSeconds, maxSequences } = own;
    for (const waves of [1, 5]) {
      const outputTokens = 4000;
      const { fates } = playBatching({
        profile: own,
        commands: Array.from({ length: waves * maxSequences }, () => ({
          afterSeconds: 0,
          command: { kind: "arrive", inputTokens: 1, outputTokens } as const,
        })),
      });
      const seconds = Math.max(...fates.map(({ finishSeconds }) => finishSeconds ?? Number.NaN));
      // The first token comes with the prompt.
      const rate = (fates.length * (outputTokens - 1)) / seconds;
      const most = maxSequences / (fixedSeconds + perSequenceSeconds * maxSequences);
      expect(rate).toBeLessThan(most * (1 + 1e-9));
      expect(rate).toBeGreaterThan(most * 0.999);
    }
  });

  it("makes the time between tokens grow with the batch, as the profile says", () => {
    const gaps = [1, 2, 4, 8].map((count) => {
      const { fates } = playBatching({
        profile: own,
        commands: Array.from({ length: count }, () => ({
          afterSeconds: 0,
          command: { kind: "arrive", inputTokens: 1, outputTokens: 1001 } as const,
        })),
      });
      const last = fates.at(-1);
      return ((last?.finishSeconds ?? 0) - (last?.firstTokenSeconds ?? 0)) / 1000;
    });
    for (const [index, count] of [1, 2, 4, 8].entries()) {
      expect(gaps[index]).toBeCloseTo(own.stepSeconds + own.perSequenceSeconds * count, 4);
    }
  });

  it("looks a few times a request, however many tokens it has", () => {
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        const { profile, commands } = calm(script);
        const longer = commands.map(({ afterSeconds, command }) => ({
          afterSeconds,
          command:
            command.kind === "arrive" ? { ...command, outputTokens: command.outputTokens * 1000 } : command,
        }));
        const played = playBatching({ profile: { ...profile, kvTokens: 1e9 }, commands: longer });
        expect(played.looks).toBeLessThanOrEqual(5 * longer.length);
      }),
    );
  });

  it("refuses a profile whose full batch leaves no token for prompts", () => {
    for (const wrong of [{ maxStepTokens: 8 }, { maxSequences: 0 }, { kvTokens: 1 }]) {
      expect(() => playBatching({ profile: { ...own, ...wrong }, commands: [] })).toThrow(RangeError);
    }
  });
});

function expectNear(found: number | null, wanted: number | null): void {
  if (found === null || wanted === null) {
    expect(found).toBe(wanted);
    return;
  }
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, wanted));
}
