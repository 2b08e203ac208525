import type { ClientSettings } from "./Client.ts";

/**
 * When a client gives up an attempt that it begins at `attemptSeconds`, of a request that it first sent at
 * `firstSeconds`; Infinity: never.
 */
export function attemptDeadlineSeconds(
  client: ClientSettings,
  firstSeconds: number,
  attemptSeconds: number,
): number {
  return Math.min(
    attemptSeconds + (client.attemptTimeoutSeconds ?? Number.POSITIVE_INFINITY),
    firstSeconds + (client.overallTimeoutSeconds ?? Number.POSITIVE_INFINITY),
  );
}
