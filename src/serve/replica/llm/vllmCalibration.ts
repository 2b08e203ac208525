import type { StepCalibration } from "./StepCalibration.ts";

/**
 * Fitted by `npm run fit-llm` to the points of test/llm that are not held out: vLLM 0.15.1 to 0.19.0. Of 8 bits on Ampere and Ada, and of
 * experts there, nothing was measured: those are expectations.
 */
export const vllmCalibration: StepCalibration = {
  memoryShare: { ampere: 0.792, ada: 0.798, hopper: 0.907, blackwell: 0.95 },
  arithmeticShare: { ampere: 0.854, ada: 0.455, hopper: 0.822, blackwell: 0.623 },
  shareOf8Bits: { ampere: 0.75, ada: 0.75, hopper: 0.742, blackwell: 0.836 },
  shareOf4Bits: 0.664,
  expertMemoryShare: 0.95,
  expertMargin: { ampere: 3000, ada: 3000, hopper: 7640, blackwell: 1610 },
  unsharedMargin: 0.306,
  layerMargin: 4680,
  contextShare: 0.65,
  attentionShare: 0.614,
  stepSeconds: 0.000929,
  layerSeconds: { ampere: 6.19e-5, ada: 2.83e-5, hopper: 3.25e-5, blackwell: 2.03e-5 },
  expertLayerSeconds: 1.9e-5,
  quantizedLayerSeconds: 3.07e-5,
  promptLayerSeconds: { ampere: 2.34e-5, ada: 2.08e-5, hopper: 1.68e-5, blackwell: 0.000451 },
  reduceSeconds: 4.79e-6,
  linkShare: 0.493,
  sequenceSeconds: 3.73e-6,
  requestSeconds: 0.00422,
};
