import { LatencyHistogram } from "./LatencyHistogram.ts";

/** Counts and latencies of a stretch of time, of the requests to one side of the traffic split. */
export class RequestWindow {
  arrived = 0;
  succeeded = 0;
  failed = 0;
  readonly latency: LatencyHistogram;

  constructor(options: { readonly precisionBits: number }) {
    this.latency = new LatencyHistogram(options);
  }

  reset(): void {
    this.arrived = 0;
    this.succeeded = 0;
    this.failed = 0;
    this.latency.reset();
  }
}

/** A row of the timeline, which tells of tokens too. */
export class RowWindow extends RequestWindow {
  /** Time to the first token and mean time between tokens of the answers of language models. */
  readonly firstToken: LatencyHistogram;
  readonly tokenGap: LatencyHistogram;

  constructor(options: { readonly precisionBits: number }) {
    super(options);
    this.firstToken = new LatencyHistogram(options);
    this.tokenGap = new LatencyHistogram(options);
  }

  override reset(): void {
    super.reset();
    this.firstToken.reset();
    this.tokenGap.reset();
  }
}

/** Counts and latencies of requests to one version over the whole run; of copies that it got as well they are all there is. */
export class AnswerStatistics {
  arrived = 0;
  succeeded = 0;
  /** By failure code. */
  readonly failed: Float64Array;
  inSystem = 0;
  readonly latency = new LatencyHistogram({ precisionBits: 8 });

  constructor(options: { readonly failureCodes: number }) {
    this.failed = new Float64Array(options.failureCodes);
  }
}

/** Counts and latencies of one version over the whole run. */
export class VersionStatistics extends AnswerStatistics {
  readonly firstToken = new LatencyHistogram({ precisionBits: 8 });
  readonly tokenGap = new LatencyHistogram({ precisionBits: 8 });
  /** `null`: it has had no copies, which are in none of the figures above. */
  mirrored: AnswerStatistics | null = null;
  /** Which side of the traffic split it is on: 0 primary, 1 canary. */
  side: 0 | 1 = 0;
}

/**
 * What the request path tells of every request: one entry a version for the whole run, and one window a side of the
 * traffic split (primary, canary) for the present row of the timeline and the present step of the rollout.
 * Its size does not depend on the number of requests.
 */
export class RequestStatistics {
  readonly versions: VersionStatistics[] = [];
  readonly row: readonly [RowWindow, RowWindow];
  readonly step: readonly [RequestWindow, RequestWindow];
  /** Requests waiting at routers, of both sides. */
  waiting = 0;
  peakWaiting = 0;
  stepPeakWaiting = 0;
  smallestWaitSeconds = Number.POSITIVE_INFINITY;
  smallestServiceSeconds = Number.POSITIVE_INFINITY;
  readonly #failureCodes: number;

  constructor(options: { readonly failureCodes: number }) {
    this.#failureCodes = options.failureCodes;
    this.row = [new RowWindow({ precisionBits: 6 }), new RowWindow({ precisionBits: 6 })];
    this.step = [new RequestWindow({ precisionBits: 8 }), new RequestWindow({ precisionBits: 8 })];
  }

  /** Returns the number of the new version. */
  addVersion(side: VersionStatistics["side"] = 0): number {
    const statistics = new VersionStatistics({ failureCodes: this.#failureCodes });
    statistics.side = side;
    return this.versions.push(statistics) - 1;
  }

  recordArrival(version: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.arrived++;
    statistics.inSystem++;
    this.row[statistics.side].arrived++;
    this.step[statistics.side].arrived++;
  }

  recordSuccess(version: number, waitSeconds: number, serviceSeconds: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    const latencySeconds = waitSeconds + serviceSeconds;
    statistics.succeeded++;
    statistics.inSystem--;
    statistics.latency.record(latencySeconds);
    const row = this.row[statistics.side];
    row.succeeded++;
    row.latency.record(latencySeconds);
    const step = this.step[statistics.side];
    step.succeeded++;
    step.latency.record(latencySeconds);
    if (waitSeconds < this.smallestWaitSeconds) this.smallestWaitSeconds = waitSeconds;
    if (serviceSeconds < this.smallestServiceSeconds) this.smallestServiceSeconds = serviceSeconds;
  }

  /** Of an answer that succeeded token by token; `gapSeconds`: the mean time between two, `null` where it has only one. */
  recordTokens(version: number, firstTokenSeconds: number, gapSeconds: number | null): void {
    const statistics = this.versions[version] as VersionStatistics;
    const row = this.row[statistics.side];
    statistics.firstToken.record(firstTokenSeconds);
    row.firstToken.record(firstTokenSeconds);
    if (gapSeconds === null) return;
    statistics.tokenGap.record(gapSeconds);
    row.tokenGap.record(gapSeconds);
  }

  /** A call inside an application was answered: the version's ledger is of requests from outside. */
  recordCall(waitSeconds: number, serviceSeconds: number): void {
    if (waitSeconds < this.smallestWaitSeconds) this.smallestWaitSeconds = waitSeconds;
    if (serviceSeconds < this.smallestServiceSeconds) this.smallestServiceSeconds = serviceSeconds;
  }

  recordFailure(version: number, failureCode: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.failed[failureCode] = (statistics.failed[failureCode] as number) + 1;
    statistics.inSystem--;
    this.row[statistics.side].failed++;
    this.step[statistics.side].failed++;
  }

  /** A copy of a request arrives. */
  recordMirroredArrival(version: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.mirrored ??= new AnswerStatistics({ failureCodes: this.#failureCodes });
    statistics.mirrored.arrived++;
    statistics.mirrored.inSystem++;
  }

  /** A copy is answered, and nobody reads the answer. */
  recordMirroredSuccess(version: number, latencySeconds: number): void {
    const copies = this.#mirroredOf(version);
    copies.succeeded++;
    copies.inSystem--;
    copies.latency.record(latencySeconds);
  }

  recordMirroredFailure(version: number, failureCode: number): void {
    const copies = this.#mirroredOf(version);
    copies.failed[failureCode] = (copies.failed[failureCode] as number) + 1;
    copies.inSystem--;
  }

  recordWaiting(): void {
    const waiting = ++this.waiting;
    if (waiting > this.peakWaiting) this.peakWaiting = waiting;
    if (waiting > this.stepPeakWaiting) this.stepPeakWaiting = waiting;
  }

  recordNotWaiting(): void {
    this.waiting--;
  }

  #mirroredOf(version: number): AnswerStatistics {
    const copies = this.versions[version]?.mirrored;
    if (copies == null) throw new Error(`version ${version} has had no copies`);
    return copies;
  }
}
