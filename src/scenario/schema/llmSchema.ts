import { z } from "zod";
import type { LlmProfile } from "../../serve/replica/LlmProfile.ts";
import { llmProfiles } from "../../serve/replica/llmProfiles.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const mostTokens = 1_000_000_000;

/** A language model with continuous batching: a public profile, one's own figures, or the one changed by the other. */
export const llmSchema = section({
  profile: z
    .enum(Object.keys(llmProfiles))
    .optional()
    .describe("A public model on its GPUs, from which what is not given here comes."),
  step: durationSchema.optional().describe("Time of a step without any token."),
  perSequence: durationSchema
    .optional()
    .describe("Time that each sequence which generates a token adds to a step."),
  perInputToken: durationSchema
    .optional()
    .describe("Time that each token of a prompt adds to the step that reads it."),
  maxSequences: wholeNumberSchema({ least: 1, most: 1_000_000 })
    .optional()
    .describe("Most sequences in the batch (vLLM: max_num_seqs). Without a profile 256."),
  maxStepTokens: wholeNumberSchema({ least: 2, most: mostTokens })
    .optional()
    .describe("Most tokens in a step (vLLM: max_num_batched_tokens). Without a profile 2048."),
  kvTokens: wholeNumberSchema({ least: 2, most: mostTokens })
    .optional()
    .describe("Tokens for which there is KV memory."),
})
  .transform((written, context): LlmProfile => {
    const known = written.profile === undefined ? undefined : llmProfiles[written.profile];
    const needed = <Value>(value: Value | undefined, key: string): Value => {
      if (value !== undefined) return value;
      context.addIssue({ code: "custom", path: [key], message: "is missing; expected it, or a profile" });
      return z.NEVER;
    };
    const profile = {
      stepSeconds: needed(written.step ?? known?.stepSeconds, "step"),
      perSequenceSeconds: needed(written.perSequence ?? known?.perSequenceSeconds, "perSequence"),
      perInputTokenSeconds: needed(written.perInputToken ?? known?.perInputTokenSeconds, "perInputToken"),
      maxSequences: written.maxSequences ?? known?.maxSequences ?? 256,
      maxStepTokens: written.maxStepTokens ?? known?.maxStepTokens ?? 2048,
      kvTokens: needed(written.kvTokens ?? known?.kvTokens, "kvTokens"),
    };
    if (profile.maxStepTokens <= profile.maxSequences) {
      context.addIssue({
        code: "custom",
        message: `maxStepTokens ${profile.maxStepTokens} must be more than maxSequences ${profile.maxSequences}, so that a full batch leaves room for prompts`,
      });
    }
    if (profile.stepSeconds === 0 && profile.perSequenceSeconds === 0) {
      context.addIssue({
        code: "custom",
        message: "step and perSequence are both 0: tokens would take no time",
      });
    }
    return profile;
  })
  .meta({
    id: "LlmProfile",
    description: "What a model on its GPUs needs for a step of continuous batching.",
  });
