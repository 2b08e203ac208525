/**
 * The seed of a run, by its place among the runs of one scenario (0 and up): the scenario's own first, so that one run is what it always
 * was; then `seed/2`, `seed/3`, … Each plays alone as `--seed seed/3 --runs 1`, and the same places have the same seeds however many runs
 * there are.
 */
export function seedOfRun(seed: string, index: number): string {
  return index === 0 ? seed : `${seed}/${index + 1}`;
}
