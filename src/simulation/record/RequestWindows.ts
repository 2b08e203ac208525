import type { EventLoop } from "../../engine/EventLoop.ts";
import type { LatencySnapshot } from "../../metrics/LatencyHistogram.ts";
import type { RequestStatistics, VersionStatistics } from "../../metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { RequestFigures } from "../../strategies/StrategyView.ts";
import { ranks } from "../world/ranks.ts";

/** What had become of the requests of one version at a moment. */
interface VersionMark {
  readonly succeeded: number;
  readonly failed: number;
  readonly latency: LatencySnapshot;
}

interface Mark {
  readonly atSeconds: number;
  readonly versions: readonly VersionMark[];
}

/**
 * What the requests of every version came to over windows that end now: it is noted once a second, for as long as the longest
 * window. A rollout whose strategy does not look back costs nothing.
 */
export class RequestWindows {
  readonly #loop: EventLoop;
  readonly #statistics: RequestStatistics;
  readonly #longestSeconds: number;
  #marks: Mark[] = [];
  #cancel: () => void = () => {};

  constructor(options: {
    readonly loop: EventLoop;
    readonly statistics: RequestStatistics;
    /** 0: nobody looks back. */
    readonly longestSeconds: number;
  }) {
    this.#loop = options.loop;
    this.#statistics = options.statistics;
    this.#longestSeconds = options.longestSeconds;
    if (this.#longestSeconds > 0) this.#mark();
  }

  /** Nobody will look back any more. */
  stop(): void {
    this.#cancel();
    this.#marks = [];
  }

  /** @throws Error for a window longer than the longest. */
  over(version: VersionIndex, windowSeconds: number): RequestFigures {
    if (!(windowSeconds > 0 && windowSeconds <= this.#longestSeconds)) {
      throw new Error(
        `a window of ${windowSeconds} s: the strategy says that it looks back ${this.#longestSeconds} s`,
      );
    }
    const statistics = this.#statistics.versions[version];
    if (statistics === undefined) return noRequests;
    const fromSeconds = this.#loop.nowSeconds - windowSeconds;
    const mark = this.#marks.findLast(({ atSeconds }) => atSeconds <= fromSeconds) ?? this.#marks[0];
    // A version that was not there yet has begun with nothing.
    const before = mark?.versions[version] ?? nothingYet;
    const failed = countFailed(statistics) - before.failed;
    return {
      finished: statistics.succeeded - before.succeeded + failed,
      failed,
      latencySeconds: (quantile) => statistics.latency.percentileSecondsSince(before.latency, quantile * 100),
    };
  }

  #mark(): void {
    const { nowSeconds } = this.#loop;
    this.#marks.push({
      atSeconds: nowSeconds,
      versions: this.#statistics.versions.map((statistics) => ({
        succeeded: statistics.succeeded,
        failed: countFailed(statistics),
        latency: statistics.latency.snapshot(),
      })),
    });
    const needed = this.#marks.findLastIndex(
      ({ atSeconds }) => atSeconds <= nowSeconds - this.#longestSeconds,
    );
    if (needed > 0) this.#marks.splice(0, needed);
    this.#cancel = this.#loop.at(nowSeconds + 1, ranks.metrics, () => this.#mark());
  }
}

const noRequests: RequestFigures = { finished: 0, failed: 0, latencySeconds: () => null };
const nothingYet: VersionMark = {
  succeeded: 0,
  failed: 0,
  latency: { lowest: 0, counts: new Float64Array(0) },
};

function countFailed({ failed }: VersionStatistics): number {
  return failed.reduce((sum, count) => sum + count, 0);
}
