/** A longer copy of a column of numbers; the new places are 0. */
export function grownFloats(column: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(length);
  grown.set(column);
  return grown;
}

/** A longer copy of a column of whole numbers; the new places are 0. */
export function grownIntegers(column: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(length);
  grown.set(column);
  return grown;
}
