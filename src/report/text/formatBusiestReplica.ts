/** `×1.12`: the busiest replica has 12 % more requests a second than all of them; `–` where there is nothing to compare. */
export function formatBusiestReplica(ratio: number | null): string {
  return ratio === null ? "–" : `×${ratio.toFixed(2)}`;
}
