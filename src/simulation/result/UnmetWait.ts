import type { NodeLack } from "../../cluster/nodes/NodeWaits.ts";

/** What replicas of a version waited for, in vain, when the last update ended unfinished. */
export interface UnmetWait {
  readonly version: string;
  readonly lack: NodeLack;
  /** The same in words that follow "for". */
  readonly what: string;
  /** Not before the update began. */
  readonly sinceSeconds: number;
  /** When the update was given up, or the horizon. */
  readonly untilSeconds: number;
}
