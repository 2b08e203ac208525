import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { RequestTrace } from "../Traffic.ts";
import { compressTrace } from "./compressTrace.ts";
import { overlayTrace } from "./overlayTrace.ts";

/**
 * A trace at `factor` times its rate: `overlay` keeps its time and the length of its bursts (`overlayTrace`),
 * `compress` keeps the coefficient of variation of its gaps (`compressTrace`). Gaps are never drawn anew.
 *
 * @throws {RangeError} as those two.
 */
export function scaleTrace(
  trace: RequestTrace,
  options: {
    readonly factor: number;
    readonly by: "overlay" | "compress";
    /** The length of the trace; used by `overlay`. */
    readonly periodSeconds: number;
    readonly random: RandomStream;
  },
): RequestTrace {
  switch (options.by) {
    case "overlay":
      return overlayTrace(trace, options);
    case "compress":
      return compressTrace(trace, options.factor);
    default:
      return options.by satisfies never;
  }
}
