import type { InvariantResult } from "../invariants/evidence/InvariantResult.ts";
import type { PlayedCommand } from "../simulation/result/PlayedCommand.ts";
import type { Summary } from "../simulation/result/Summary.ts";
import type { RunCurves } from "./curves/RunCurves.ts";
import type { RunWork } from "./usualRunCount.ts";

/** What is kept of each of several runs: plain data, and little of it. The whole result of one is had by playing its seed again. */
export interface RunRecord {
  readonly seed: string;
  readonly work: RunWork;
  readonly summary: Summary;
  readonly invariants: readonly InvariantResult[];
  readonly refusedCommands: readonly PlayedCommand[];
  readonly curves: RunCurves;
}
