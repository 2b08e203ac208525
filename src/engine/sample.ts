import type { Distribution } from "./Distribution.ts";
import { inverseNormal } from "./inverseNormal.ts";
import { exp, ln } from "./portableMath.ts";
import type { RandomStream } from "./RandomStreams.ts";

/** Draws from a distribution by inversion: exactly one uniform number a sample, whatever the kind. */
export function sample(distribution: Distribution, random: RandomStream): number {
  const uniform = random();
  switch (distribution.kind) {
    case "fixed":
      return distribution.value;
    case "uniform":
      return distribution.low + (distribution.high - distribution.low) * uniform;
    case "exponential":
      // Not −ln: that of 1 would be −0.
      return distribution.mean * (0 - ln(1 - uniform));
    case "lognormal":
      return distribution.median * exp(distribution.sigma * inverseNormal(uniform));
    case "quantiles":
      return quantile(distribution.percents, distribution.values, uniform * 100);
  }
}

/** The mean of a distribution, in its unit. */
export function mean(distribution: Distribution): number {
  switch (distribution.kind) {
    case "fixed":
      return distribution.value;
    case "uniform":
      return (distribution.low + distribution.high) / 2;
    case "exponential":
      return distribution.mean;
    case "lognormal":
      return distribution.median * exp((distribution.sigma * distribution.sigma) / 2);
    case "quantiles": {
      let sum = 0;
      for (let i = 1; i < distribution.percents.length; i++) {
        const width = (distribution.percents[i] as number) - (distribution.percents[i - 1] as number);
        sum += (width * ((distribution.values[i] as number) + (distribution.values[i - 1] as number))) / 200;
      }
      return sum;
    }
  }
}

function quantile(percents: readonly number[], values: readonly number[], percent: number): number {
  let i = 1;
  while (i < percents.length - 1 && percent > (percents[i] as number)) i++;
  const low = percents[i - 1] as number;
  const share = (percent - low) / ((percents[i] as number) - low);
  const from = values[i - 1] as number;
  return from + ((values[i] as number) - from) * share;
}
