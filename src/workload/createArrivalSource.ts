import type { RandomStream } from "../engine/RandomStreams.ts";
import { sample } from "../engine/sample.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";
import type { ArrivalSource, PinnedVersion } from "./ArrivalSource.ts";
import { ConstantArrivals } from "./ConstantArrivals.ts";
import { PoissonArrivals } from "./PoissonArrivals.ts";
import { ScheduledArrivals } from "./ScheduledArrivals.ts";
import type { RequestTrace, TrafficStream } from "./Traffic.ts";

/** One random stream a purpose, so that a change in one (more pinning, other sizes) does not reshuffle another. */
export interface ArrivalRandomness {
  /** One draw a request; none for constant arrivals and traces. */
  readonly arrivals: RandomStream;
  /** Two draws a request, input then output; none for traces. */
  readonly sizes: RandomStream;
  /** One draw a request; none where the stream pins nothing. */
  readonly pinning: RandomStream;
}

/**
 * The requests of a traffic stream in [startSeconds, endSeconds), in ascending order. `next` creates no objects and
 * draws by its own stream's description alone. Drawn sizes are rounded to whole tokens.
 *
 * @throws {RangeError} for a rate schedule whose points descend or are not finite and non-negative.
 */
export function createArrivalSource(stream: TrafficStream, random: ArrivalRandomness): ArrivalSource {
  const { arrivals } = stream;
  switch (arrivals.kind) {
    case "constant":
      return new DrawnRequests(
        stream,
        new ConstantArrivals(arrivals.requestsPerSecond, stream.startSeconds),
        random,
      );
    case "poisson":
      return new DrawnRequests(
        stream,
        new PoissonArrivals(arrivals.requestsPerSecond, stream.startSeconds, random.arrivals),
        random,
      );
    case "schedule":
      return new DrawnRequests(
        stream,
        new ScheduledArrivals(arrivals, stream.startSeconds, random.arrivals),
        random,
      );
    case "trace":
      return new ReplayedRequests(stream, arrivals.trace, random.pinning);
    default: {
      const unknown: never = arrivals;
      throw new Error(`unknown arrivals: ${JSON.stringify(unknown)}`);
    }
  }
}

/** Arrivals from a process, sizes from distributions. */
class DrawnRequests implements ArrivalSource {
  inputTokens = 0;
  outputTokens = 0;
  pinnedVersion: PinnedVersion = 0;
  readonly #stream: TrafficStream;
  readonly #process: ArrivalProcess;
  readonly #random: ArrivalRandomness;
  #ended = false;

  constructor(stream: TrafficStream, process: ArrivalProcess, random: ArrivalRandomness) {
    this.#stream = stream;
    this.#process = process;
    this.#random = random;
  }

  next(): number {
    if (this.#ended) {
      return Number.POSITIVE_INFINITY;
    }
    const stream = this.#stream;
    const seconds = this.#process.next();
    if (!(seconds < stream.endSeconds)) {
      this.#ended = true;
      return Number.POSITIVE_INFINITY;
    }
    this.inputTokens = Math.round(sample(stream.inputTokens, this.#random.sizes));
    this.outputTokens = Math.round(sample(stream.outputTokens, this.#random.sizes));
    this.pinnedVersion = drawPinnedVersion(stream, this.#random.pinning);
    return seconds;
  }
}

/** A trace as it was recorded, from the stream's start on. */
class ReplayedRequests implements ArrivalSource {
  inputTokens = 0;
  outputTokens = 0;
  pinnedVersion: PinnedVersion = 0;
  readonly #stream: TrafficStream;
  readonly #trace: RequestTrace;
  readonly #pinning: RandomStream;
  #index = 0;

  constructor(stream: TrafficStream, trace: RequestTrace, pinning: RandomStream) {
    this.#stream = stream;
    this.#trace = trace;
    this.#pinning = pinning;
  }

  next(): number {
    const index = this.#index;
    const trace = this.#trace;
    if (index >= trace.arrivalSeconds.length) {
      return Number.POSITIVE_INFINITY;
    }
    const seconds = this.#stream.startSeconds + trace.arrivalSeconds[index]!;
    if (!(seconds < this.#stream.endSeconds)) {
      return Number.POSITIVE_INFINITY;
    }
    this.inputTokens = trace.inputTokens[index]!;
    this.outputTokens = trace.outputTokens[index]!;
    this.pinnedVersion = drawPinnedVersion(this.#stream, this.#pinning);
    this.#index = index + 1;
    return seconds;
  }
}

function drawPinnedVersion(stream: TrafficStream, random: RandomStream): PinnedVersion {
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
