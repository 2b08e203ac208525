import type { Distribution } from "../../engine/Distribution.ts";
import type { ParameterEstimate } from "./ParameterEstimate.ts";

/** A distribution with the parameters under which the observations are the likeliest. */
export interface CandidateFit {
  readonly distribution: Distribution;
  readonly parameters: readonly ParameterEstimate[];
  readonly lnLikelihood: number;
  /** −2 lnLikelihood + parameters × ln(observations), G. Schwarz, Annals of Statistics 6 (1978): the least is the best. */
  readonly bic: number;
}
