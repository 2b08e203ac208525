/** A whole number below 2³² that looks random, from two: the finaliser of MurmurHash3, twice. */
export function mixBits(first: number, second: number): number {
  return finalise(finalise(first) ^ Math.imul(second, 0x9e3779b1));
}

function finalise(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
