/** The number with at most so many decimals; never `-0`. Refuses what is not finite. */
export function roundTo(value: number, decimals: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot write the number ${value}: it is not finite.`);
  return Number(value.toFixed(decimals)) + 0;
}
