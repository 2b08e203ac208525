import { type Candidates, noCandidates } from "./CandidateDraw.ts";

/** What a task is doing: not there, about to run, between attempts, waiting for answers or for any replica, or over. */
type Phase = "absent" | "ready" | "paused" | "asking" | "without-replicas" | "cancelled";

/** A task of a router that looks for a replica for one request after another. */
export interface RoutingTask {
  readonly slot: number;
  phase: Phase;
  /** The request that it takes care of, or −1 before it has taken one. */
  request: number;
  /** Its place in the order of arrival: tells it from one that has its number later. */
  requestOrder: number;
  /** Attempts among all replicas: they are followed by a pause. */
  retries: number;
  /** Attempts that found no replica: they make it wait longer for answers. */
  failures: number;
  readonly candidates: Candidates;
  /** Whether the answers that it waits for come before its deadline. */
  isAnsweredInTime: boolean;
}

/** A task that looks for nothing yet. */
export function absentTask(slot: number): RoutingTask {
  return {
    slot,
    phase: "absent",
    request: -1,
    requestOrder: 0,
    retries: 0,
    failures: 0,
    candidates: noCandidates(),
    isAnsweredInTime: true,
  };
}
