import type { StepCalibration } from "../../src/serve/replica/llm/StepCalibration.ts";
import type { Unrecorded } from "../../test/llm/unrecorded.ts";

/** What one expects of the constants before any measurement: of each the usual size, and how sure that is. */
const calibration: StepCalibration = {
  memoryShare: { ampere: 0.77, ada: 0.8, hopper: 0.85, blackwell: 0.85 },
  arithmeticShare: { ampere: 0.72, ada: 0.5, hopper: 0.7, blackwell: 0.65 },
  shareOf8Bits: { ampere: 0.75, ada: 0.75, hopper: 0.75, blackwell: 0.75 },
  shareOf4Bits: 0.5,
  expertMemoryShare: 0.9,
  layerMargin: 2000,
  contextShare: 0.7,
  attentionShare: 0.5,
  stepSeconds: 0.001,
  layerSeconds: { ampere: 3e-5, ada: 3e-5, hopper: 3.5e-5, blackwell: 3e-5 },
  expertLayerSeconds: 2e-5,
  promptLayerSeconds: { ampere: 3e-5, ada: 3e-5, hopper: 3e-5, blackwell: 3e-5 },
  reduceSeconds: 6e-6,
  linkShare: 0.4,
  sequenceSeconds: 4e-6,
  requestSeconds: 0.006,
  expertMargin: { ampere: 3000, ada: 3000, hopper: 3000, blackwell: 3000 },
  unsharedMargin: 0.3,
  quantizedLayerSeconds: 1.5e-5,
};

const unrecorded: Unrecorded = { readShareOfOthers: 1, readShareOfSentencePiece: 0.8 };

export const expectations = {
  expected: { calibration, unrecorded },
  /** A standard deviation of the logarithm. */
  spreadOf: (name: string): number => {
    if (name.includes("attentionShare")) return 0.25;
    if (name.includes("memoryShare")) return 0.08;
    if (/arithmeticShare|expertMemoryShare|contextShare/.test(name)) return 0.15;
    if (name.startsWith("unrecorded") || name.includes("shareOf")) return 0.3;
    return 0.6;
  },
  /** Nobody reads faster than memory, or computes more than the data sheet says. */
  mostOf: (name: string): number => {
    if (name.startsWith("unrecorded")) return 1.3;
    if (/memoryShare|MemoryShare|contextShare/.test(name)) return 0.95;
    return /share/i.test(name) ? 1 : Number.POSITIVE_INFINITY;
  },
};
