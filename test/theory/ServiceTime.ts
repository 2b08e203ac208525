import type { Distribution } from "../../src/engine/Distribution.ts";
import type { RandomStream } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";

/** A service time with what the formulas need of it. All of them have a mean of one second. */
export interface ServiceTime {
  readonly name: string;
  /** Variance over the square of the mean. */
  readonly squaredVariation: number;
  readonly draw: (random: RandomStream) => number;
}

function drawn(distribution: Distribution): ServiceTime["draw"] {
  return (random) => sample(distribution, random);
}

/** Of two exponential phases with balanced means, the usual way to a given variation above 1. */
function hyperexponential(squaredVariation: number): ServiceTime["draw"] {
  const shortShare = (1 + Math.sqrt((squaredVariation - 1) / (squaredVariation + 1))) / 2;
  const short = drawn({ kind: "exponential", mean: 1 / (2 * shortShare) });
  const long = drawn({ kind: "exponential", mean: 1 / (2 * (1 - shortShare)) });
  return (random) => (random() < shortShare ? short(random) : long(random));
}

function lognormal(sigma: number): ServiceTime {
  return {
    name: `lognormal, σ ${sigma}`,
    squaredVariation: Math.exp(sigma * sigma) - 1,
    draw: drawn({ kind: "lognormal", median: Math.exp((-sigma * sigma) / 2), sigma }),
  };
}

export const serviceTimes = {
  exponential: { name: "exponential", squaredVariation: 1, draw: drawn({ kind: "exponential", mean: 1 }) },
  constant: { name: "constant", squaredVariation: 0, draw: drawn({ kind: "fixed", value: 1 }) },
  uniform: {
    name: "uniform",
    squaredVariation: 1 / 3,
    draw: drawn({ kind: "uniform", low: 0, high: 2 }),
  },
  narrowLognormal: lognormal(0.5),
  lognormal: lognormal(1),
  hyperexponential: { name: "hyperexponential, cv² 4", squaredVariation: 4, draw: hyperexponential(4) },
} as const satisfies Record<string, ServiceTime>;
