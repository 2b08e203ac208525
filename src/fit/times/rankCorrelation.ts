/** Spearman's correlation of ranks, equal values sharing the middle one; 0 where one of them never differs. */
export function rankCorrelation(left: Float64Array, right: Float64Array): number {
  const a = ranks(left);
  const b = ranks(right);
  const middle = (a.length - 1) / 2;
  let products = 0;
  let squaresA = 0;
  let squaresB = 0;
  for (let i = 0; i < a.length; i += 1) {
    const x = a[i]! - middle;
    const y = b[i]! - middle;
    products += x * y;
    squaresA += x * x;
    squaresB += y * y;
  }
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : 0;
}

function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  const found = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to]!] === values[order[from]!]) to += 1;
    for (let i = from; i < to; i += 1) found[order[i]!] = (from + to - 1) / 2;
  }
  return found;
}
