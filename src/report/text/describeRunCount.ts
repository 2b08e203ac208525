/** `all 21 runs`, `19 of 21 runs`, `none of 21 runs`. */
export function describeRunCount(runs: number, all: number): string {
  if (runs === all) return all === 1 ? "the run" : `all ${all} runs`;
  return `${runs === 0 ? "none" : runs} of ${all} runs`;
}
