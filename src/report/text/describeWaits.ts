import type { StepWait, WaitCause } from "../../causes/StepWait.ts";
import { sumWaits } from "../../causes/sumWaits.ts";
import { formatDuration } from "./formatDuration.ts";
import { plainText } from "./plainText.ts";

/** What a step waited for, the longest first: `node boot 3 min 2 s, start-up 2 min 1 s`. Moments of less than a second are left out. */
export function describeWaits(
  waits: readonly StepWait[],
  options: { readonly most?: number; readonly isShort?: true } = {},
): string {
  const { most = Number.POSITIVE_INFINITY } = options;
  return sumWaits(waits)
    .filter(({ seconds }) => seconds >= 1)
    .slice(0, most)
    .map(({ cause, seconds }) => {
      const words = options.isShort === true ? nameOfCause(cause) : describeCause(cause);
      return plainText(`${words} ${formatDuration(seconds)}`);
    })
    .join(", ");
}

/** A cause in a word or two. */
export function nameOfCause(cause: WaitCause): string {
  switch (cause.kind) {
    case "head-node":
      return "head node";
    case "pool":
      return cause.pool === null ? "no node to be had" : `pool ${cause.pool}`;
    case "node-boot":
      return "node boot";
    case "room":
      return "room on nodes";
    case "start-up":
      return "start-up";
    case "failed-start":
      return "failed start";
    case "drain":
      return "drain";
    case "command":
      return "command";
    case "pace":
      return "pace";
  }
}

/** A cause with whose it is, and what is known of it. */
function describeCause(cause: WaitCause): string {
  switch (cause.kind) {
    case "head-node":
      return `boot of the head node of ${cause.version}`;
    case "pool": {
      const what = cause.what ?? (cause.pool === null ? "a node" : `a node of pool ${cause.pool}`);
      const { releasedNode, replicasWaiting, version } = cause;
      const count = replicasWaiting === 0 ? "" : `, ${replicasWaiting} of ${version} without a place`;
      const released =
        releasedNode === undefined ? "" : `, until an idle node of ${releasedNode.version} went`;
      return `${what}${count}${released}:`;
    }
    case "node-boot":
      return `node boot (${cause.workerGroup})`;
    case "room":
      return cause.what ?? `room on the nodes of ${cause.version}`;
    case "start-up":
      return `start-up of ${cause.deployment} of ${cause.version}`;
    case "failed-start":
      return `failed start of ${cause.deployment} of ${cause.version}`;
    case "drain":
      return `drain of ${cause.deployment} of ${cause.version}${cause.wasKilled ? " (to the end of its grace period)" : ""}`;
    case "command":
      return "pause until a command";
    case "pace":
      return "pace of the rollout";
  }
}
