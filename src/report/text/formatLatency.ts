import { formatNumber } from "./formatNumber.ts";
import { roundTo } from "./roundTo.ts";

/** A latency to about three digits: `85 ms`, `2.41 s`, `31.2 s`; `–` where nothing was measured. */
export function formatLatency(seconds: number | null): string {
  if (seconds === null) return "–";
  const milliseconds = seconds * 1000;
  if (milliseconds < 9.95) return `${formatNumber(milliseconds, 1)} ms`;
  if (milliseconds < 999.5) return `${formatNumber(milliseconds, 0)} ms`;
  if (seconds < 9.995) return `${roundTo(seconds, 2).toFixed(2)} s`;
  if (seconds < 99.95) return `${roundTo(seconds, 1).toFixed(1)} s`;
  return `${formatNumber(seconds, 0)} s`;
}
