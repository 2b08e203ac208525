import type { RolloutSplit } from "../../../capacity/RolloutSplit.ts";

/** Whether two splits give both versions the same capacity and traffic. */
export function isSameSplit(a: RolloutSplit, b: RolloutSplit): boolean {
  return (["canary", "primary"] as const).every(
    (role) =>
      a[role].capacityPercent === b[role].capacityPercent &&
      a[role].trafficPercent === b[role].trafficPercent,
  );
}
