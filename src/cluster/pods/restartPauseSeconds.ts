const firstPauseSeconds = 10;
const longestPauseSeconds = 300;

/**
 * How long the kubelet waits before it starts the container of a pod again that has failed so often: not at all the first time,
 * then 10 s, twice as long each time, at most 300 s (kubernetes.io, "Container restarts").
 */
export function restartPauseSeconds(failures: number): number {
  if (failures <= 1) return 0;
  // Far beyond the longest pause a power of two says nothing more.
  return Math.min(firstPauseSeconds * 2 ** Math.min(failures - 2, 10), longestPauseSeconds);
}
