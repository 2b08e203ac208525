/**
 * A counter-based random number: the first output word, 0 to 2³² − 1, of Philox 2×32 with ten rounds for a counter of
 * two words and a key (J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11).
 */
export function philox2x32(counter0: number, counter1: number, key: number): number {
  let left = counter0;
  let right = counter1;
  let round = key;
  for (let i = 0; i < 10; i += 1) {
    const low = Math.imul(left, multiplier);
    const high = upperProduct(left);
    left = high ^ round ^ right;
    right = low;
    round = (round + weyl) | 0;
  }
  return left >>> 0;
}

const multiplier = 0xd256d193;
const multiplierHigh = multiplier >>> 16;
const multiplierLow = multiplier & 0xffff;
const weyl = 0x9e3779b9;

/** The upper 32 bits of `value × multiplier`, both taken as unsigned. */
function upperProduct(value: number): number {
  const valueHigh = value >>> 16;
  const valueLow = value & 0xffff;
  // Each product is below 2³², each sum below 2³⁴: exact in doubles.
  const lowLow = valueLow * multiplierLow;
  const middle = valueHigh * multiplierLow + Math.floor(lowLow / 65536);
  const other = valueLow * multiplierHigh + (middle % 65536);
  return (valueHigh * multiplierHigh + Math.floor(middle / 65536) + Math.floor(other / 65536)) | 0;
}
