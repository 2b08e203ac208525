import type { RandomStream } from "../../engine/RandomStreams.ts";
import { GammaDistribution } from "./GammaDistribution.ts";
import type { UnitGaps } from "./UnitGaps.ts";

/** Beyond these a gamma distribution is no model of gaps: below, requests are evenly spaced; above, all but never come. */
export const gapCvRange = { least: 0.05, most: 50 } as const;

/**
 * The gaps of a gamma renewal process, by inversion: one draw each, so that the same luck is bursty or smooth as the
 * coefficient of variation (CV) says, and at a CV of 1 exactly the Poisson process. The first gap has the law of the
 * time left in a gap that is under way, so that the process is stationary: with a whole first gap, (CV² − 1) / 2
 * requests too many would come (D. R. Cox, "Renewal Theory", 1962, chapters 4 and 5).
 */
export class GammaGaps implements UnitGaps {
  readonly #gamma: GammaDistribution;
  /** A gamma distribution of this scale has mean 1. */
  readonly #scale: number;
  readonly #random: RandomStream;
  #hasBegun = false;

  /** @throws {RangeError} for a CV outside `gapCvRange`. */
  constructor(gapCv: number, random: RandomStream) {
    if (!(gapCv >= gapCvRange.least && gapCv <= gapCvRange.most)) {
      throw new RangeError(
        `gamma arrivals: a coefficient of variation of ${gapCv}; expected ${gapCvRange.least} to ${gapCvRange.most}`,
      );
    }
    this.#scale = gapCv * gapCv;
    this.#gamma = new GammaDistribution(1 / this.#scale);
    this.#random = random;
  }

  next(): number {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      return this.#scale * this.#gamma.residualQuantile(this.#random());
    }
    return this.#scale * this.#gamma.quantile(this.#random());
  }
}
