import { exp, ln } from "../../src/engine/portableMath.ts";

/** Sizes of the requests of an hour by their rank among them. */
export interface TokenTable {
  /** Ascending from 0 to 100. */
  readonly percents: readonly number[];
  /** Tokens, beside `percents`. */
  readonly tokens: readonly number[];
  /**
   * The last segment holds the few longest requests. 1 runs up to the maximum like the other segments; more stays
   * low for longer. Set so that the mean of the table is the mean of the real requests.
   */
  readonly tailBend: number;
}

/**
 * The tokens at a rank from 0 to 1: logarithmic between the entries of the table, which comes nearer to the real
 * means than straight lines do (code output 33 against 36 before the tail is bent, really 28).
 */
export function tokensAtRank(table: TokenTable, rank: number): number {
  const percent = rank * 100;
  const last = table.percents.length - 1;
  let i = 1;
  while (i < last && percent > table.percents[i]!) {
    i += 1;
  }
  const fromPercent = table.percents[i - 1]!;
  const position = (percent - fromPercent) / (table.percents[i]! - fromPercent);
  const bent = i === last && position > 0 ? exp(table.tailBend * ln(position)) : position;
  const from = table.tokens[i - 1]!;
  return Math.round(from * exp(bent * ln(table.tokens[i]! / from)));
}
