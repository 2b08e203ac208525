import type { LlmProfile } from "../LlmProfile.ts";
import type { Accelerator } from "./Accelerator.ts";
import type { LanguageModel } from "./LanguageModel.ts";
import { parameterCounts } from "./parameterCounts.ts";
import type { StepCalibration } from "./StepCalibration.ts";
import { vllmCalibration } from "./vllmCalibration.ts";
import { type WeightFormat, weightFormats } from "./WeightFormat.ts";

/** A language model on the GPUs that serve it: what its step times follow from. */
export interface LlmPlacement {
  readonly model: LanguageModel;
  readonly accelerator: Accelerator;
  /** GPUs that share each layer. */
  readonly tensorParallel: number;
  /** How the weights are stored; as the model is published where it is left out. */
  readonly weights?: WeightFormat;
  /** Bytes of a number in KV memory: 2, or 1 with `kv_cache_dtype: fp8`. */
  readonly kvBytes?: 1 | 2;
  /** Share of the GPU's memory that the engine may use (`gpu_memory_utilization`); vLLM 0.29.0 takes 0.92. */
  readonly memoryShare?: number;
}

/**
 * The profile of a model on its GPUs by what a step has to read and to compute: the roofline of each part, with the shares
 * of it that public measurements show (docs/llm-validation.md). `kvTokens` below 2: the weights do not fit.
 */
export function deriveLlmProfile(
  placement: LlmPlacement,
  calibration: StepCalibration = vllmCalibration,
): LlmProfile {
  const { model, accelerator, tensorParallel, kvBytes = 2, memoryShare = usualMemoryShare } = placement;
  const { experts, layers, width, heads, headWidth } = model;
  const format = weightFormats[placement.weights ?? model.weights ?? "bf16"];
  const bytesPerSecond = tensorParallel * accelerator.memoryBytesPerSecond;
  const memory = bytesPerSecond * calibration.memoryShare[accelerator.generation];
  const sixteenBits = tensorParallel * accelerator.operationsPerSecond;
  const arithmetic = sixteenBits * calibration.arithmeticShare[accelerator.generation];
  const expertSpeed = arithmetic * speedOf(format.arithmeticBits, accelerator, calibration);
  const speed = format.bytes === 2 ? arithmetic : expertSpeed;

  const counts = parameterCounts(model);
  const routedLayers = (experts?.layers ?? 0) * (experts?.perToken ?? 0);
  const common = counts.attention + counts.feedForward;
  const expertOperations = 6 * width * routedLayers * (experts?.width ?? 0);
  const margin = calibration.expertMargin[accelerator.generation];
  const marginOperations =
    6 * width * routedLayers * margin * (1 + tensorParallel * calibration.unsharedMargin);
  const fullLayers = layers - (model.window?.layers ?? 0);
  const kvPerGpu = Math.max(1, model.kvHeads / tensorParallel) * headWidth * 2 * kvBytes;
  const attentionOfPair = (4 * heads * headWidth) / (sixteenBits * calibration.attentionShare);
  const reduces = tensorParallel > 1 ? 2 * layers : 0;
  // Once out and once back, summed up on the way where the switch can (NVLink SHARP): its bytes once.
  const reduceBytes = 2 * width;
  const reduceOfToken = (reduces * reduceBytes) / (accelerator.linkBytesPerSecond * calibration.linkShare);
  const marginOfToken = (2 * width * layers * tensorParallel * calibration.layerMargin) / arithmetic;
  const windowOfToken = (model.window?.layers ?? 0) * (model.window?.tokens ?? 0) * attentionOfPair;
  const head = 2 * width * model.vocabulary;

  const weightBytes = common * format.bytes + counts.experts * format.expertBytes + 2 * head;
  return {
    stepSeconds:
      calibration.stepSeconds +
      layers * calibration.layerSeconds[accelerator.generation] +
      (experts?.layers ?? 0) * calibration.expertLayerSeconds +
      (format.bytes < 2 && format.arithmeticBits < 16 ? layers * calibration.quantizedLayerSeconds : 0) +
      reduces * calibration.reduceSeconds,
    weightSeconds: (common * format.bytes + head) / memory,
    expertSeconds: (counts.experts * format.expertBytes) / (memory * calibration.expertMemoryShare),
    expertShare: experts === undefined ? 0 : experts.perToken / experts.count,
    perTokenSeconds: (2 * common) / speed + expertOperations / expertSpeed + marginOperations / arithmetic,
    perSequenceSeconds: calibration.sequenceSeconds + head / arithmetic + reduceOfToken + marginOfToken,
    perInputTokenSeconds: reduceOfToken + marginOfToken + windowOfToken,
    promptStepSeconds: layers * calibration.promptLayerSeconds[accelerator.generation],
    perContextTokenSeconds:
      (fullLayers * kvPerGpu) / (accelerator.memoryBytesPerSecond * calibration.contextShare),
    perTokenPairSeconds: fullLayers * attentionOfPair,
    requestSeconds: calibration.requestSeconds,
    schedulesAhead: true,
    ...limitsOf(accelerator),
    kvTokens: Math.floor(
      (accelerator.memoryBytes * memoryShare - weightBytes / tensorParallel - workingBytes) /
        (layers * kvPerGpu),
    ),
  };
}

function speedOf(bits: 16 | 8 | 4, accelerator: Accelerator, calibration: StepCalibration): number {
  const eight =
    accelerator.speedOf8Bits === 1
      ? 1
      : accelerator.speedOf8Bits * calibration.shareOf8Bits[accelerator.generation];
  if (bits === 16) return 1;
  if (bits === 8) return eight;
  return accelerator.speedOf4Bits === 1 ? 1 : accelerator.speedOf4Bits * calibration.shareOf4Bits;
}

/** vLLM 0.29.0, `EngineArgs.get_batch_defaults`: of a server of its own, by the GPU's memory; an A100 counts as a small one. */
function limitsOf({
  memoryBytes,
  generation,
}: Accelerator): Pick<LlmProfile, "maxSequences" | "maxStepTokens"> {
  const gigabytes = memoryBytes / 2 ** 30;
  if (gigabytes >= 160) return { maxSequences: 1024, maxStepTokens: 16_384 };
  if (gigabytes >= 70 && generation !== "ampere") return { maxSequences: 1024, maxStepTokens: 8192 };
  return { maxSequences: 256, maxStepTokens: 2048 };
}

/** Memory of a GPU for what a step computes on its way, CUDA graphs and the rest of the process. A guess. */
const workingBytes = 3 * 2 ** 30;

const usualMemoryShare = 0.92;
