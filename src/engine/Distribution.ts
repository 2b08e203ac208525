/**
 * A non-negative random quantity as a scenario describes it. The unit is that of the field that holds it
 * (seconds for times, tokens for sizes).
 */
export type Distribution =
  | { readonly kind: "fixed"; readonly value: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number }
  | { readonly kind: "exponential"; readonly mean: number }
  /** `median` is exp(mu); `sigma` is the standard deviation of the logarithm. */
  | { readonly kind: "lognormal"; readonly median: number; readonly sigma: number }
  /** Piecewise linear between given quantiles: `percents` ascending from 0 to 100, `values` beside them. */
  | { readonly kind: "quantiles"; readonly percents: readonly number[]; readonly values: readonly number[] };
