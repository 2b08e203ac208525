import type { StepCalibration } from "./StepCalibration.ts";

/**
 * Fitted by `npm run fit-llm` to the points of test/llm that are not held out: vLLM 0.15.1 to 0.19.0. Of 8 bits on Ampere and Ada, and of
 * experts there, nothing was measured: those are expectations.
 */
export const vllmCalibration: StepCalibration = {
  memoryShare: { ampere: 0.76, ada: 0.818, hopper: 0.909, blackwell: 0.95 },
  arithmeticShare: { ampere: 0.883, ada: 0.372, hopper: 0.789, blackwell: 0.631 },
  shareOf8Bits: { ampere: 0.75, ada: 0.75, hopper: 0.79, blackwell: 0.833 },
  shareOf4Bits: 0.653,
  expertMemoryShare: 0.95,
  expertMargin: { ampere: 3000, ada: 3000, hopper: 7320, blackwell: 1690 },
  unsharedMargin: 0.289,
  layerMargin: 4080,
  contextShare: 0.624,
  attentionShare: 0.599,
  stepSeconds: 0.00103,
  layerSeconds: { ampere: 4.73e-5, ada: 9.94e-5, hopper: 2.85e-5, blackwell: 1.72e-5 },
  expertLayerSeconds: 1.87e-5,
  quantizedLayerSeconds: 3.06e-5,
  promptLayerSeconds: { ampere: 3.01e-5, ada: 4.16e-5, hopper: 1.98e-5, blackwell: 0.000443 },
  reduceSeconds: 5.39e-6,
  linkShare: 0.437,
  sequenceSeconds: 5.12e-6,
  requestSeconds: 0.00411,
};
