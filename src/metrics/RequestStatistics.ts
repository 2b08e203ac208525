import { LatencyHistogram } from "./LatencyHistogram.ts";
import { type VersionIndex, versionIndex } from "./VersionIndex.ts";

/** Counts and latencies of a stretch of time, of the requests to one version, or to several. */
export class RequestWindow {
  arrived = 0;
  succeeded = 0;
  failed = 0;
  readonly latency: LatencyHistogram;

  constructor(options: { readonly precisionBits: number }) {
    this.latency = new LatencyHistogram(options);
  }

  /** Nothing has happened in it. */
  get isEmpty(): boolean {
    return this.arrived + this.succeeded + this.failed === 0;
  }

  add(other: RequestWindow): void {
    this.arrived += other.arrived;
    this.succeeded += other.succeeded;
    this.failed += other.failed;
    this.latency.add(other.latency);
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

  addRow(other: RowWindow): void {
    this.add(other);
    this.firstToken.add(other.firstToken);
    this.tokenGap.add(other.tokenGap);
  }

  override reset(): void {
    super.reset();
    this.firstToken.reset();
    this.tokenGap.reset();
  }
}

/** Which side of the traffic split a version is on: 0 primary, 1 canary. */
export type SplitSide = 0 | 1;

/** The present row of the timeline and the present step of the rollout, of the requests to one version while it was on one side. */
export class VersionWindows {
  readonly version: VersionIndex;
  readonly side: SplitSide;
  readonly row = new RowWindow({ precisionBits: 6 });
  readonly step = new RequestWindow({ precisionBits: 8 });

  constructor(version: VersionIndex, side: SplitSide) {
    this.version = version;
    this.side = side;
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
  /** Those that are written to now. */
  windows: VersionWindows;

  constructor(options: { readonly failureCodes: number; readonly windows: VersionWindows }) {
    super(options);
    this.windows = options.windows;
  }
}

/**
 * What the request path tells of every request: one entry a version for the whole run, and windows of each version, by the side of
 * the traffic split that it was on, for the present row of the timeline and the present step of the rollout.
 * Its size does not depend on the number of requests.
 */
export class RequestStatistics {
  readonly versions: VersionStatistics[] = [];
  /** Of every version, one for each side that it has been on. */
  readonly windows: VersionWindows[] = [];
  /** Requests waiting at routers, of all versions. */
  waiting = 0;
  peakWaiting = 0;
  stepPeakWaiting = 0;
  smallestWaitSeconds = Number.POSITIVE_INFINITY;
  smallestServiceSeconds = Number.POSITIVE_INFINITY;
  readonly #failureCodes: number;

  constructor(options: { readonly failureCodes: number }) {
    this.#failureCodes = options.failureCodes;
  }

  /** Returns the number of the new version. */
  addVersion(side: SplitSide = 0): VersionIndex {
    const version = versionIndex(this.versions.length);
    const windows = this.#windowsOf(version, side);
    this.versions.push(new VersionStatistics({ failureCodes: this.#failureCodes, windows }));
    return version;
  }

  /** From now on the version is on this side of the split. */
  setSide(version: VersionIndex, side: SplitSide): void {
    const statistics = this.versions[version];
    if (statistics !== undefined) statistics.windows = this.#windowsOf(version, side);
  }

  /** The present row of all these windows together. */
  row(isWanted: (windows: VersionWindows) => boolean): RowWindow {
    const row = new RowWindow({ precisionBits: 6 });
    for (const windows of this.windows) {
      if (!windows.row.isEmpty && isWanted(windows)) row.addRow(windows.row);
    }
    return row;
  }

  /** The present step of all these windows together. */
  step(isWanted: (windows: VersionWindows) => boolean): RequestWindow {
    const step = new RequestWindow({ precisionBits: 8 });
    for (const windows of this.windows) {
      if (!windows.step.isEmpty && isWanted(windows)) step.add(windows.step);
    }
    return step;
  }

  recordArrival(version: VersionIndex): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.arrived++;
    statistics.inSystem++;
    const { row, step } = statistics.windows;
    row.arrived++;
    step.arrived++;
  }

  recordSuccess(version: VersionIndex, waitSeconds: number, serviceSeconds: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    const latencySeconds = waitSeconds + serviceSeconds;
    statistics.succeeded++;
    statistics.inSystem--;
    statistics.latency.record(latencySeconds);
    const { row, step } = statistics.windows;
    row.succeeded++;
    row.latency.record(latencySeconds);
    step.succeeded++;
    step.latency.record(latencySeconds);
    if (waitSeconds < this.smallestWaitSeconds) this.smallestWaitSeconds = waitSeconds;
    if (serviceSeconds < this.smallestServiceSeconds) this.smallestServiceSeconds = serviceSeconds;
  }

  /** Of an answer that succeeded token by token; `gapSeconds`: the mean time between two, `null` where it has only one. */
  recordTokens(version: VersionIndex, firstTokenSeconds: number, gapSeconds: number | null): void {
    const statistics = this.versions[version] as VersionStatistics;
    const { row } = statistics.windows;
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

  recordFailure(version: VersionIndex, failureCode: number): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.failed[failureCode] = (statistics.failed[failureCode] as number) + 1;
    statistics.inSystem--;
    const { row, step } = statistics.windows;
    row.failed++;
    step.failed++;
  }

  /** A copy of a request arrives. */
  recordMirroredArrival(version: VersionIndex): void {
    const statistics = this.versions[version] as VersionStatistics;
    statistics.mirrored ??= new AnswerStatistics({ failureCodes: this.#failureCodes });
    statistics.mirrored.arrived++;
    statistics.mirrored.inSystem++;
  }

  /** A copy is answered, and nobody reads the answer. */
  recordMirroredSuccess(version: VersionIndex, latencySeconds: number): void {
    const copies = this.#mirroredOf(version);
    copies.succeeded++;
    copies.inSystem--;
    copies.latency.record(latencySeconds);
  }

  recordMirroredFailure(version: VersionIndex, failureCode: number): void {
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

  #windowsOf(version: VersionIndex, side: SplitSide): VersionWindows {
    const known = this.windows.find((each) => each.version === version && each.side === side);
    if (known !== undefined) return known;
    const windows = new VersionWindows(version, side);
    this.windows.push(windows);
    return windows;
  }

  #mirroredOf(version: VersionIndex): AnswerStatistics {
    const copies = this.versions[version]?.mirrored;
    if (copies == null) throw new Error(`version ${version} has had no copies`);
    return copies;
  }
}
