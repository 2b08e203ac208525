import { batchCount } from "./confidenceInterval.ts";

/**
 * Requests of a run whose batches are thirty times as long as a queue at this load remembers its past: about
 * load / (1 − √load)² arrivals, the relaxation time of M/M/1 (Abate and Whitt, Transient behavior of the M/M/1 queue, 1988).
 */
export function requestsFor(load: number, options: { readonly atLeastABatch?: number } = {}): number {
  const remembered = load < 1 ? load / (1 - Math.sqrt(load)) ** 2 : 0;
  const batch = Math.ceil(Math.max(options.atLeastABatch ?? 4500, 30 * remembered));
  return Math.ceil((batch * batchCount) / 0.9);
}
