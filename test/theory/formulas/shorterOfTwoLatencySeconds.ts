/** Queues longer than this hardly ever occur below a load of 0.95. */
const longest = 80;

/**
 * Mean latency with exponential service when each request joins the shorter of two queues: the stationary distribution of
 * the pair of lengths, cut off where it is negligible, by Gauss–Seidel sweeps over the balance equations.
 *
 * States are (shorter, difference); the pair is symmetric.
 */
export function shorterOfTwoLatencySeconds(load: number): number {
  const arrivals = 2 * load;
  const width = longest + 1;
  const share = new Float64Array(width * width);
  const at = (shorter: number, difference: number) =>
    shorter < 0 || difference < 0 || shorter + difference > longest
      ? 0
      : share[shorter * width + difference]!;
  for (let shorter = 0; shorter <= longest; shorter++) {
    for (let gap = 0; shorter + gap <= longest; gap++)
      share[shorter * width + gap] = load ** (2 * shorter + gap);
  }
  for (let sweep = 0; sweep < 4000; sweep++) {
    let change = 0;
    for (let shorter = 0; shorter <= longest; shorter++) {
      for (let gap = 0; shorter + gap <= longest; gap++) {
        // Into (s, d): an arrival to the shorter queue, the end of a request in the longer, the end of one in the shorter.
        let inflow = 0;
        if (gap === 0) inflow += arrivals * at(shorter - 1, 1) + at(shorter, 1);
        else if (gap === 1) inflow += arrivals * (at(shorter, 0) + at(shorter - 1, 2)) + at(shorter, 2);
        else inflow += arrivals * at(shorter - 1, gap + 1) + at(shorter, gap + 1);
        if (gap === 1) inflow += 2 * at(shorter + 1, 0);
        else if (gap > 1) inflow += at(shorter + 1, gap - 1);
        const outflow =
          (shorter === longest ? 0 : arrivals) + (shorter > 0 ? 1 : 0) + (shorter + gap > 0 ? 1 : 0);
        const next = inflow / outflow;
        change = Math.max(change, Math.abs(next - at(shorter, gap)));
        share[shorter * width + gap] = next;
      }
    }
    if (change < 1e-15) break;
  }
  let [total, inSystem] = [0, 0];
  for (let shorter = 0; shorter <= longest; shorter++) {
    for (let gap = 0; shorter + gap <= longest; gap++) {
      total += at(shorter, gap);
      inSystem += at(shorter, gap) * (2 * shorter + gap);
    }
  }
  return inSystem / total / arrivals;
}
