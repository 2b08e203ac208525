import type { PaidGpus, UnheldGpus } from "../../causes/explainPaid.ts";
import { formatClock } from "./formatClock.ts";
import { formatDuration } from "./formatDuration.ts";
import { formatNumber } from "./formatNumber.ts";
import { plainText } from "./plainText.ts";

/** Where paid and held GPUs differ and why: `at 10:15 12 paid, 10 held: 2 idle (v1, for 50 s)`; `null`: they do not. */
export function describePaid(paid: PaidGpus | null): string | null {
  if (paid === null || paid.unheld.length === 0) return null;
  const { atSeconds, paidGpus, heldGpus, unheld } = paid;
  const reasons = unheld.map(describeUnheld).join(", ");
  return plainText(
    `at ${formatClock(atSeconds)} ${formatNumber(paidGpus)} paid, ${formatNumber(heldGpus)} held: ${reasons}`,
  );
}

function describeUnheld({ version, reason, gpus, longestSeconds }: UnheldGpus): string {
  const lasts = longestSeconds === null ? "" : `, each for at most ${formatDuration(longestSeconds)}`;
  switch (reason) {
    case "booting":
      return `${formatNumber(gpus)} on nodes of ${version} that boot`;
    case "idle":
      return `${formatNumber(gpus)} on idle nodes of ${version}${lasts}`;
    case "spare":
      return `${formatNumber(gpus)} beside replicas of ${version}`;
  }
}
