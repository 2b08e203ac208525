import type { PlayedStep, PlayedVersion } from "../../simulation/result/PlayedStep.ts";
import type { VersionTimeline } from "../../simulation/result/Timeline.ts";
import type { VersionLevels } from "../../simulation/result/VersionHistory.ts";

/** One of those among whom tables and charts divide what they tell: a role, or a version. */
export interface Lane {
  /** Safe as the name of a column: a role, or a version's id. */
  readonly key: string;
  /** For heads: `canary`, `pending`, or the name of a version. */
  readonly word: string;
  /** For legends, where there is more room: `pending cluster`. */
  readonly label: string;
  /** For sentences: `the pending cluster`, or the name of a version. */
  readonly phrase: string;
  /** A row each of the timeline. */
  readonly timeline: VersionTimeline;
  /** Copies of requests that arrived and failed, a row each; `null`: it got none. */
  readonly copies: { readonly arrived: readonly number[]; readonly failed: readonly number[] } | null;
  /** What it has, from each moment on at which that changes; before the first nothing. */
  readonly levels: readonly VersionLevels[];
  /** What it had in a step; `null`: it was not there. */
  playedIn(step: PlayedStep): LaneStep | null;
}

/** What one lane had in a step. */
export interface LaneStep extends PlayedVersion {
  /** Of all requests, what it gets copies of; 0 of a role, which tells of none. */
  readonly mirrorPercent: number;
}
