import { formatNumber } from "./formatNumber.ts";

/** A mean number of requests in a batch; `–` where there was none. */
export function formatBatchSize(size: number | null): string {
  return size === null ? "–" : formatNumber(size, 1);
}
