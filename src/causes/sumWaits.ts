import type { StepWait, WaitCause } from "./StepWait.ts";

/** The waits of a step for one and the same thing, together. */
export interface SummedWait {
  readonly seconds: number;
  readonly cause: WaitCause;
}

/** The waits of a step by what was waited for, the longest first; of equal ones the earlier. */
export function sumWaits(waits: readonly StepWait[]): readonly SummedWait[] {
  const sums = new Map<string, SummedWait>();
  for (const { fromSeconds, toSeconds, cause } of waits) {
    const key = keyOf(cause);
    const before = sums.get(key);
    sums.set(key, {
      cause: before?.cause ?? cause,
      seconds: (before?.seconds ?? 0) + toSeconds - fromSeconds,
    });
  }
  return [...sums.values()].sort((a, b) => b.seconds - a.seconds);
}

/** What is told in the same words is one wait. */
function keyOf(cause: WaitCause): string {
  switch (cause.kind) {
    case "pool":
      return JSON.stringify([cause.kind, cause.version, cause.pool, cause.workerGroup]);
    case "node-boot":
      return JSON.stringify([cause.kind, cause.version, cause.workerGroup]);
    case "head-node":
      return JSON.stringify([cause.kind, cause.version]);
    case "room":
    case "start-up":
    case "failed-start":
    case "drain":
      return JSON.stringify([cause.kind, cause.version, cause.deployment]);
    case "command":
    case "pace":
      return cause.kind;
  }
}
