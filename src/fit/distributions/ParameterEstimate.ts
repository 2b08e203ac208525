/** A parameter of a fitted model. */
export interface ParameterEstimate {
  readonly name: string;
  readonly value: number;
  /** Of the maximum-likelihood estimate; `null` where the likelihood has no smooth maximum. */
  readonly standardError: number | null;
}
