import { type ConfidenceInterval, confidenceInterval } from "./confidenceInterval.ts";
import { measureQueue } from "./measureQueue.ts";
import type { TheoryCase } from "./TheoryCase.ts";

export interface CaseMeasurement extends ConfidenceInterval {
  readonly runs: 1 | 2;
  readonly requests: number;
}

/**
 * The 99 % confidence interval of a case. One in a hundred leaves out the true value by chance, and there are about as many
 * cases: so one that leaves out the formula's is measured once more, on other seeds and four times as long, and that
 * measurement alone counts.
 */
export function measureCase(theory: TheoryCase): CaseMeasurement {
  const first = measure(theory, theory.requests, theory.name);
  if (isWithin(first, theory.exact)) return { ...first, runs: 1, requests: theory.requests };
  const requests = 4 * theory.requests;
  return { ...measure(theory, requests, `${theory.name}, again`), runs: 2, requests };
}

export function isWithin({ low, high }: ConfidenceInterval, value: number): boolean {
  return low <= value && value <= high;
}

function measure({ model, quantity }: TheoryCase, requests: number, seed: string): ConfidenceInterval {
  const { batchMeans } = measureQueue(model, { requests, seed });
  return confidenceInterval(batchMeans[quantity], { confidencePercent: 99 });
}
