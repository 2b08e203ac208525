import type { ArrivalsFit } from "./arrivals/fitArrivals.ts";
import type { DistributionFit } from "./distributions/fitDistribution.ts";
import type { PathFit } from "./times/fitPath.ts";
import type { ServiceTimesFit } from "./times/fitServiceTimes.ts";

/** What a remark is about: a key of scenario files, or several. */
export type FitSubject = "arrivals" | "tokens" | "serviceTime" | "slowdown" | "overhead" | "startUp";

/** What could not be identified, or only under an assumption, and what would help. */
export interface FitRemark {
  readonly about: FitSubject;
  /** `unknown`: nothing is fitted. `doubtful`: what is fitted rests on an assumption, or on little. */
  readonly kind: "unknown" | "doubtful";
  readonly message: string;
}

/** How many requests there are, by what became of them. */
export interface LoggedCounts {
  readonly answered: number;
  readonly cutOff: number;
  readonly failed: number;
  /** From the first arrival to the last. */
  readonly spanSeconds: number;
}

/** What scenario files say of a deployment, fitted; `null` for what could not be identified, which `remarks` tell. */
export interface DeploymentFit {
  readonly name: string;
  /** `null`: there are only metrics. */
  readonly requests: LoggedCounts | null;
  readonly arrivals: ArrivalsFit | null;
  readonly inputTokens: DistributionFit | null;
  readonly outputTokens: DistributionFit | null;
  readonly serviceTimes: ServiceTimesFit | null;
  /** The way through Ray Serve's proxies to replicas and back. */
  readonly path: PathFit | null;
  readonly startUp: DistributionFit | null;
  readonly remarks: readonly FitRemark[];
}
