/** The rank of each score among all of them, evenly from 0 to 1. Equal scores rank by position. */
export function ranksOf(scores: Float64Array): Float64Array {
  const order = Uint32Array.from(scores, (_, index) => index);
  order.sort((a, b) => scores[a]! - scores[b]! || a - b);
  const ranks = new Float64Array(scores.length);
  for (let i = 0; i < order.length; i += 1) {
    ranks[order[i]!] = i / (order.length - 1);
  }
  return ranks;
}
