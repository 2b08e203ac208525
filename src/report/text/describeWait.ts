import type { UnmetWait } from "../../simulation/result/UnmetWait.ts";
import { formatDuration } from "./formatDuration.ts";
import { plainText } from "./plainText.ts";

/** For how long a version waited, and for what. */
export function describeWait({ version, what, sinceSeconds, untilSeconds }: UnmetWait): string {
  return plainText(`${version} waited ${formatDuration(untilSeconds - sinceSeconds)} for ${what}`);
}
