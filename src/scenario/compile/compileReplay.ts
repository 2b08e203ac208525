import { createRandomStreams } from "../../engine/RandomStreams.ts";
import type { RequestTrace } from "../../workload/Traffic.ts";
import { cutTrace } from "../../workload/traces/cutTrace.ts";
import { loopTrace } from "../../workload/traces/loopTrace.ts";
import { scaleTrace } from "../../workload/traces/scaleTrace.ts";
import { tracePeriodSeconds } from "../../workload/traces/tracePeriodSeconds.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ReplaySection } from "../schema/replaySchema.ts";

/**
 * A trace as its stream replays it; `null` where that cannot be (and a problem was reported). Which requests a thinned
 * copy keeps depends on the stream's name alone, not on the scenario's seed: a trace is what it is in every run.
 */
export function compileReplay(
  trace: RequestTrace,
  replay: ReplaySection,
  stream: { readonly name: string; readonly path: KeyPath; readonly durationSeconds: number },
  reporter: Reporter,
): RequestTrace | null {
  const { from, to, scale, by, loop } = replay;
  const path = [...stream.path, "replay"];
  const cut =
    from === 0 && to === undefined
      ? trace
      : cutTrace(trace, { fromSeconds: from, toSeconds: to ?? Number.POSITIVE_INFINITY });
  if (cut.arrivalSeconds.length === 0) {
    reporter.problem(path, "leaves no request of the trace");
    return null;
  }
  try {
    // The end of a cut is known; that of a file is guessed from its gaps, and only where it matters.
    const isPeriodic = loop || (scale !== 1 && by === "overlay");
    const lastSeconds = trace.arrivalSeconds.at(-1) ?? 0;
    const periodSeconds = !isPeriodic
      ? 0
      : to !== undefined && to <= lastSeconds
        ? to - from
        : tracePeriodSeconds(cut);
    const random = createRandomStreams("trace").stream(`thinning/${stream.name}`);
    const scaled = scale === 1 ? cut : scaleTrace(cut, { factor: scale, by, periodSeconds, random });
    if (!loop) return scaled;
    return loopTrace(scaled, {
      periodSeconds: by === "compress" ? periodSeconds / scale : periodSeconds,
      untilSeconds: stream.durationSeconds,
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reporter.problem(path, `cannot be: ${error.message}`);
    return null;
  }
}
