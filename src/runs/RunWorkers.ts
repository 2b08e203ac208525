import type { ScenarioOrigin } from "../scenario/yaml/ScenarioOrigin.ts";
import type { RunRecord } from "./RunRecord.ts";

/** One run to play: of the scenario that an origin holds, with this seed. */
export interface RunTask {
  readonly origin: ScenarioOrigin;
  readonly seed: string;
}

/** Whom to tell of a run, and who may end it. */
export interface RunTaskOptions {
  /** Told now and then which part of the run is over, 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Somebody who plays runs beside the caller: worker threads, in Node. */
export interface RunWorkers {
  /** How many runs are played at once. */
  readonly size: number;
  /**
   * Plays a run as soon as a worker is free.
   * @throws RunStoppedError where the run cannot be played to its end; the signal's reason where it was aborted.
   */
  play(task: RunTask, options?: RunTaskOptions): Promise<RunRecord>;
  /** Ends all workers, and what they play. */
  close(): Promise<void>;
}
