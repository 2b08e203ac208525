/** What hops took that took nothing, to be changed. */
export const noOverhead = {
  hops: 1,
  meanSlotSeconds: 0,
  meanWaySeconds: 0,
  leastSlotSeconds: 0,
  leastWaySeconds: 0,
  longestWaitSeconds: 0,
  machines: [],
};
