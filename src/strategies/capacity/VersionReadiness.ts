/** How far a version has got. */
export interface VersionReadiness {
  /** Every deployment runs at least its least number of replicas at the present capacity, all healthy. */
  readonly isReady: boolean;
  /** It holds (starting, running or draining) no more replicas than the present capacity allows. */
  readonly isSettled: boolean;
  /** Since when it is unhealthy after it had been healthy; `null`: it is not. */
  readonly unhealthySinceSeconds: number | null;
  /** Why it can never become healthy; `null`: it can. */
  readonly failure: string | null;
  /** Requests that wait at routers for one of its replicas. */
  readonly waitingRequests: number;
}
