import { z } from "zod";
import type { LlmProfile } from "../../serve/replica/LlmProfile.ts";
import { accelerators } from "../../serve/replica/llm/accelerators.ts";
import { deriveLlmProfile } from "../../serve/replica/llm/deriveLlmProfile.ts";
import type { LanguageModel } from "../../serve/replica/llm/LanguageModel.ts";
import { languageModels } from "../../serve/replica/llm/languageModels.ts";
import { weightFormats } from "../../serve/replica/llm/WeightFormat.ts";
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
    .describe("Some models on their GPUs, by one name: short for model, accelerator and tensorParallel."),
  model: z
    .enum(namesOf(languageModels))
    .optional()
    .describe("A public model; with accelerator, what is not given here follows from both."),
  accelerator: z.enum(namesOf(accelerators)).optional().describe("The GPU that it runs on."),
  tensorParallel: wholeNumberSchema({ least: 1, most: 64 })
    .optional()
    .describe("GPUs that share it (vLLM: tensor_parallel_size). Default 1."),
  weights: z
    .enum(namesOf(weightFormats))
    .optional()
    .describe("How the weights are stored. Default: as the model is published, most in bf16."),
  step: durationSchema.optional().describe("Time of a step without any token."),
  perSequence: durationSchema
    .optional()
    .describe("Time that each sequence which generates a token adds to a step."),
  perInputToken: durationSchema
    .optional()
    .describe("Time that each token of a prompt adds to the step that reads it."),
  promptStep: durationSchema
    .optional()
    .describe("Time that reading prompts adds to a step, however many tokens. Default 0s."),
  readWeights: durationSchema
    .optional()
    .describe(
      "Time to read the weights; a step takes this or perToken × its tokens, whichever is longer. Default 0s.",
    ),
  perToken: durationSchema
    .optional()
    .describe("Arithmetic of each token in a step, of a prompt or generated. Default 0s."),
  perContextToken: durationSchema
    .optional()
    .describe("Time to read the KV memory of one token of a sequence that generates. Default 0s."),
  perTokenPair: durationSchema
    .optional()
    .describe("Attention of a token of a prompt to one before it. Default 0s."),
  request: durationSchema
    .optional()
    .describe("Beside the steps: from a request's arrival until the engine has it in line. Default 0s."),
  schedulesAhead: z
    .boolean()
    .optional()
    .describe(
      "The next step is decided when one begins, so that who comes meanwhile is in the one after (vLLM: async_scheduling). Default: as vLLM does where there is a model, else false.",
    ),
  maxSequences: wholeNumberSchema({ least: 1, most: 1_000_000 })
    .optional()
    .describe(
      "Most sequences in the batch (vLLM: max_num_seqs). Default: vLLM's for the accelerator, else 256.",
    ),
  maxStepTokens: wholeNumberSchema({ least: 2, most: mostTokens })
    .optional()
    .describe(
      "Most tokens in a step (vLLM: max_num_batched_tokens). Default: vLLM's for the accelerator, else 2048.",
    ),
  kvTokens: wholeNumberSchema({ least: 2, most: mostTokens })
    .optional()
    .describe("Tokens for which there is KV memory."),
})
  .transform((written, context): LlmProfile => {
    const known = knownProfile(written, context);
    const needed = <Value>(value: Value | undefined, key: string): Value => {
      if (value !== undefined) return value;
      context.addIssue({
        code: "custom",
        path: [key],
        message: "is missing; expected it, or a model and its accelerator",
      });
      return z.NEVER;
    };
    const maxStepTokens = written.maxStepTokens ?? known?.maxStepTokens ?? 2048;
    const profile: LlmProfile = {
      ...known,
      stepSeconds: needed(written.step ?? known?.stepSeconds, "step"),
      perSequenceSeconds: needed(written.perSequence ?? known?.perSequenceSeconds, "perSequence"),
      perInputTokenSeconds: needed(written.perInputToken ?? known?.perInputTokenSeconds, "perInputToken"),
      ...changes(written),
      // What is not said follows from the other, as in vLLM (`EngineArgs`, min of its default and max_num_batched_tokens).
      maxSequences:
        written.maxSequences ?? Math.max(1, Math.min(known?.maxSequences ?? 256, maxStepTokens - 1)),
      maxStepTokens,
      kvTokens: needed(written.kvTokens ?? known?.kvTokens, "kvTokens"),
    };
    if (profile.maxStepTokens <= profile.maxSequences) {
      context.addIssue({
        code: "custom",
        message: `maxStepTokens ${profile.maxStepTokens} must be more than maxSequences ${profile.maxSequences}, so that a full batch leaves room for prompts`,
      });
    }
    if (profile.stepSeconds === 0 && profile.perSequenceSeconds === 0 && !(profile.weightSeconds! > 0)) {
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

interface Written {
  readonly profile?: string | undefined;
  readonly model?: string | undefined;
  readonly accelerator?: string | undefined;
  readonly tensorParallel?: number | undefined;
  readonly weights?: string | undefined;
  readonly kvTokens?: number | undefined;
  readonly promptStep?: number | undefined;
  readonly readWeights?: number | undefined;
  readonly perToken?: number | undefined;
  readonly perContextToken?: number | undefined;
  readonly perTokenPair?: number | undefined;
  readonly request?: number | undefined;
  readonly schedulesAhead?: boolean | undefined;
}

interface Issues {
  addIssue(issue: { readonly code: "custom"; readonly path?: PropertyKey[]; readonly message: string }): void;
}

/** What is not given follows from this; `undefined` where nothing is named. */
function knownProfile(written: Written, context: Issues): LlmProfile | undefined {
  const { profile, model, accelerator, tensorParallel, weights } = written;
  const issue = (key: string, message: string) => context.addIssue({ code: "custom", path: [key], message });
  const parts = { model, accelerator, tensorParallel, weights };
  const [part] = Object.entries(parts).find(([, value]) => value !== undefined) ?? [];
  if (profile !== undefined) {
    if (part !== undefined) issue(part, "expected either profile, or model and accelerator");
    return llmProfiles[profile];
  }
  if (part === undefined) return undefined;
  if (model === undefined || accelerator === undefined) {
    issue(model === undefined ? "model" : "accelerator", `is missing; ${part} is beside it`);
    return unknownProfile;
  }
  const derived = deriveLlmProfile({
    model: languageModels[model as keyof typeof languageModels] as LanguageModel,
    accelerator: accelerators[accelerator as keyof typeof accelerators],
    tensorParallel: tensorParallel ?? 1,
    ...(weights === undefined ? {} : { weights: weights as keyof typeof weightFormats }),
  });
  if (derived.kvTokens < 2 && written.kvTokens === undefined) {
    issue(
      "model",
      `its weights leave no room for KV memory on ${tensorParallel ?? 1} × ${accelerator}; more tensorParallel, or weights of fewer bits`,
    );
  }
  return derived;
}

/** Stands in for one that was refused already, so that nothing else is said of it. */
const unknownProfile: LlmProfile = {
  stepSeconds: 1,
  perSequenceSeconds: 0,
  perInputTokenSeconds: 0,
  maxSequences: 1,
  maxStepTokens: 2048,
  kvTokens: 2,
};

/** What a profile need not have. */
function changes(written: Written): Partial<LlmProfile> {
  const { promptStep, readWeights, perToken, perContextToken, perTokenPair, request, schedulesAhead } =
    written;
  return {
    ...(promptStep === undefined ? {} : { promptStepSeconds: promptStep }),
    ...(readWeights === undefined ? {} : { weightSeconds: readWeights, expertSeconds: 0 }),
    ...(perToken === undefined ? {} : { perTokenSeconds: perToken }),
    ...(perContextToken === undefined ? {} : { perContextTokenSeconds: perContextToken }),
    ...(perTokenPair === undefined ? {} : { perTokenPairSeconds: perTokenPair }),
    ...(request === undefined ? {} : { requestSeconds: request }),
    ...(schedulesAhead === undefined ? {} : { schedulesAhead }),
  };
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}
