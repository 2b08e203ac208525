const float = new Float64Array(2);
const bits = new BigInt64Array(float.buffer);

/** How many doubles lie from one to the other; both of the same sign. */
export function ulpsApart(a: number, b: number): number {
  float[0] = a;
  float[1] = b;
  return Math.abs(Number((bits[0] as bigint) - (bits[1] as bigint)));
}
