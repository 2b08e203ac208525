import type { NodeLack } from "../../cluster/nodes/NodeWaits.ts";

/** For how long replicas of the versions on one cluster waited for what they could not have. */
export interface NodeWaitRecord {
  /** The version for which the cluster was made. */
  readonly version: string;
  /** As it was when it was looked at last. */
  readonly lack: NodeLack;
  /** The same in words that follow "for". */
  readonly what: string;
  readonly sinceSeconds: number;
  /** `null`: they wait still. */
  readonly untilSeconds: number | null;
}
