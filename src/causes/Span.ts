import type { StepWait } from "./StepWait.ts";

/** Something that took time and that a step may have waited for, from its beginning to its end. */
export interface Span {
  readonly fromSeconds: number;
  /** `null`: it has not ended. */
  readonly toSeconds: number | null;
  /** Whose it is. */
  readonly version: string;
  readonly kind: "start" | "stop" | "head";
  /** What its time went into, until then: its parts in order, without gaps. */
  readonly parts: (untilSeconds: number) => readonly StepWait[];
}
