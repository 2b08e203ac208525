import type { LlmProfile } from "../../src/serve/replica/LlmProfile.ts";
import { accelerators } from "../../src/serve/replica/llm/accelerators.ts";
import { deriveLlmProfile } from "../../src/serve/replica/llm/deriveLlmProfile.ts";
import { languageModels } from "../../src/serve/replica/llm/languageModels.ts";
import type { StepCalibration } from "../../src/serve/replica/llm/StepCalibration.ts";
import { vllmCalibration } from "../../src/serve/replica/llm/vllmCalibration.ts";
import type { MeasuredPoint } from "./MeasuredPoint.ts";
import { modelsByName } from "./modelsByName.ts";
import { type Unrecorded, unrecorded } from "./unrecorded.ts";

/** The profile of the point's server, as anyone gets it for the same settings. */
export function profileOfPoint(
  point: MeasuredPoint,
  calibration: StepCalibration = vllmCalibration,
): LlmProfile {
  const { model, gpu, tensorParallel, weights, kvBytes, maxSequences, maxStepTokens } = point;
  const profile = deriveLlmProfile(
    {
      model: languageModels[modelsByName[model]],
      accelerator: accelerators[gpu],
      tensorParallel,
      weights,
      kvBytes,
      memoryShare: 0.9,
    },
    calibration,
  );
  return { ...profile, maxSequences, maxStepTokens };
}

/** Tokens of a prompt that the point's server reads anew. */
export function readTokensOf(point: MeasuredPoint, unknown: Unrecorded = unrecorded): number {
  if (point.source !== "sim-to-real") return point.inputTokens;
  const share = sentencePiece.has(point.model) ? unknown.readShareOfSentencePiece : unknown.readShareOfOthers;
  return Math.round((point.inputTokens - sharedPrefixTokens) * share);
}

const sharedPrefixTokens = 100;
const sentencePiece: ReadonlySet<string> = new Set([
  "CodeLlama-34B",
  "Llama-2-70B",
  "Mixtral-8x22B",
  "Mixtral-8x7B",
  "Yi-34B",
]);
