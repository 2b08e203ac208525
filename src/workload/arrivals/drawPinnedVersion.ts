import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { TrafficStream } from "../Traffic.ts";
import type { PinnedVersion } from "./ArrivalSource.ts";

/** Which version a request of the stream must go to: one draw, or none where the stream pins nothing. */
export function drawPinnedVersion(stream: TrafficStream, random: RandomStream): PinnedVersion {
  const { pinnedPrimaryPercent, pinnedCanaryPercent } = stream;
  if (pinnedPrimaryPercent === 0 && pinnedCanaryPercent === 0) {
    return 0;
  }
  // From both ends: a larger share of one pins the same requests and more, and leaves the other's alone.
  const percent = random() * 100;
  if (percent < pinnedPrimaryPercent) {
    return 1;
  }
  return percent >= 100 - pinnedCanaryPercent ? 2 : 0;
}
