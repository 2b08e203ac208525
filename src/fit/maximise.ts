const golden = (Math.sqrt(5) - 1) / 2;

/** Where a function with one maximum between two places has it, by the golden section (J. Kiefer, 1953), to 1e-9. */
export function maximise(of: (x: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let atLeft = of(left);
  let atRight = of(right);
  while (high - low > 1e-9 * Math.max(1, Math.abs(low), Math.abs(high))) {
    if (atLeft >= atRight) {
      high = right;
      right = left;
      atRight = atLeft;
      left = high - golden * (high - low);
      atLeft = of(left);
    } else {
      low = left;
      left = right;
      atLeft = atRight;
      right = low + golden * (high - low);
      atRight = of(right);
    }
  }
  return (low + high) / 2;
}
