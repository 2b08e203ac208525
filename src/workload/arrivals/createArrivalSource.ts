import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import type { RequestTrace, TrafficStream } from "../Traffic.ts";
import type { ArrivalProcess } from "./ArrivalProcess.ts";
import type { ArrivalSource, PinnedVersion } from "./ArrivalSource.ts";
import { createArrivalProcess } from "./createArrivalProcess.ts";
import { drawPinnedVersion } from "./drawPinnedVersion.ts";
import { SessionLabels } from "./SessionLabels.ts";

/** One random stream a purpose, so that a change in one (more pinning, other sizes) does not reshuffle another. */
export interface ArrivalRandomness {
  /** One draw a request; none for evenly spaced arrivals and traces, one more at the beginning for `mmpp`. */
  readonly arrivals: RandomStream;
  /** Two draws a request, input then output; none for traces. */
  readonly sizes: RandomStream;
  /** One draw a request; none where the stream pins nothing. */
  readonly pinning: RandomStream;
  /** Two draws a request where the stream has sessions. Needed only there. */
  readonly sessions?: RandomStream;
}

/**
 * The requests of a traffic stream in [startSeconds, endSeconds), in ascending order. `next` creates no objects and
 * draws by its own stream's description alone. Drawn sizes are rounded to whole tokens.
 *
 * @throws {RangeError} for rates, times or factors that are impossible, and for a random stream that is missing.
 */
export function createArrivalSource(stream: TrafficStream, random: ArrivalRandomness): ArrivalSource {
  const { arrivals, startSeconds, endSeconds, sessions } = stream;
  if (sessions !== undefined && random.sessions === undefined) {
    throw new RangeError(`the sessions of stream ${stream.name} need a random stream`);
  }
  const labels =
    sessions !== undefined && random.sessions !== undefined
      ? new SessionLabels(sessions, random.sessions)
      : null;
  if (arrivals.kind === "closed-loop") {
    throw new RangeError(`the users of stream ${stream.name} send when they have thought (UserRequests)`);
  }
  if (arrivals.kind === "trace") {
    return new ReplayedRequests(stream, arrivals.trace, random.pinning, labels);
  }
  const process = createArrivalProcess(arrivals, {
    startSeconds,
    endSeconds,
    random: random.arrivals,
  });
  return new DrawnRequests(stream, process, random, labels);
}

/** Arrivals from a process, sizes from distributions. */
class DrawnRequests implements ArrivalSource {
  inputTokens = 0;
  outputTokens = 0;
  pinnedVersion: PinnedVersion = 0;
  session = -1;
  readonly #stream: TrafficStream;
  readonly #process: ArrivalProcess;
  readonly #random: ArrivalRandomness;
  readonly #labels: SessionLabels | null;
  #ended = false;

  constructor(
    stream: TrafficStream,
    process: ArrivalProcess,
    random: ArrivalRandomness,
    labels: SessionLabels | null,
  ) {
    this.#stream = stream;
    this.#process = process;
    this.#random = random;
    this.#labels = labels;
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
    if (this.#labels !== null) this.session = this.#labels.next(seconds);
    return seconds;
  }
}

/** A trace as it was recorded, from the stream's start on. */
class ReplayedRequests implements ArrivalSource {
  inputTokens = 0;
  outputTokens = 0;
  pinnedVersion: PinnedVersion = 0;
  session = -1;
  readonly #stream: TrafficStream;
  readonly #trace: RequestTrace;
  readonly #pinning: RandomStream;
  readonly #labels: SessionLabels | null;
  #index = 0;

  constructor(
    stream: TrafficStream,
    trace: RequestTrace,
    pinning: RandomStream,
    labels: SessionLabels | null,
  ) {
    this.#stream = stream;
    this.#trace = trace;
    this.#pinning = pinning;
    this.#labels = labels;
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
    if (this.#labels !== null) this.session = this.#labels.next(seconds);
    this.#index = index + 1;
    return seconds;
  }
}
