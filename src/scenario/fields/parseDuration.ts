const pattern = /^(\d+(?:\.\d+)?|\.\d+)\s*(us|ms|s|m|h|d)$/;

/** Units as [multiply, divide], so that 250ms is exactly 0.25 and not 250 × 0.001. */
const secondsOf: Readonly<Record<string, readonly [number, number]>> = {
  us: [1, 1_000_000],
  ms: [1, 1000],
  s: [1, 1],
  m: [60, 1],
  h: [3600, 1],
  d: [86_400, 1],
};

/** Seconds from `30s`, `5m`, `1.5h`, `250ms`, `20us`, `2d`; `null` for anything else. */
export function parseDuration(text: string): number | null {
  const match = pattern.exec(text.trim());
  if (match === null) return null;
  const unit = secondsOf[match[2]!]!;
  return (Number(match[1]) * unit[0]) / unit[1];
}
