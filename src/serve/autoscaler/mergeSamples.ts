import type { RequestSample } from "./HandleReport.ts";

/**
 * The sum of several series of levels, as one: each holds its level until its next sample, and counts 0 before its first.
 *
 * Follows ray 2.60.0, `merge_instantaneous_total`: samples that repeat a level are left out, times are rounded to 10 ms
 * and levels at one time are joined. A series alone is returned as it is.
 */
export function mergeSamples(series: readonly (readonly RequestSample[])[]): readonly RequestSample[] {
  const filled = series.filter((samples) => samples.length > 0);
  const [only] = filled;
  if (only === undefined) return [];
  if (filled.length === 1) return only;
  const changes = new Map<number, number>();
  for (const samples of filled) {
    let level = 0;
    for (const { atSeconds, requests } of samples) {
      if (requests !== level) {
        const hundredths = Math.floor(atSeconds * 100 + 0.5);
        changes.set(hundredths, (changes.get(hundredths) ?? 0) + requests - level);
      }
      level = requests;
    }
  }
  let requests = 0;
  return [...changes]
    .sort(([one], [other]) => one - other)
    .map(([hundredths, change]) => {
      requests += change;
      return { atSeconds: hundredths / 100, requests };
    });
}
