/** Whether the surge is a whole second copy: then traffic moves by a pattern, and nothing gives way before it has moved. */
export function isFullSurge(maxSurgePercent: number): boolean {
  return maxSurgePercent === 100;
}
