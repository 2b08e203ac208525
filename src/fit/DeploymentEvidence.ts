import type { CountedArrivals } from "./arrivals/fitCountedArrivals.ts";
import type { Observations } from "./distributions/Observations.ts";
import type { RequestLog } from "./RequestLog.ts";

/** What is known of a deployment from logs and metrics; `null` for what is not. */
export interface DeploymentEvidence {
  /** As scenario files name it: the deployment, or application#deployment. */
  readonly name: string;
  /** Its requests as those who sent them saw them. */
  readonly called: RequestLog | null;
  /** Its requests as its replicas saw them. */
  readonly served: RequestLog | null;
  /** Of requests that both saw: how much longer they took for the caller. */
  readonly pathSeconds: PathSeconds | null;
  /** From the request for a replica to ready, in seconds. */
  readonly startUps: Observations | null;
  /** Of those, the constructor's part on average; `null`: not known. */
  readonly meanConstructorSeconds: number | null;
  /** How long requests took at replicas, counted in the buckets of a histogram, in seconds. */
  readonly servedCounts: Observations | null;
  /** Requests counted between moments. */
  readonly arrivalCounts: CountedArrivals | null;
  /** What was assumed of the evidence, in sentences. */
  readonly notes: readonly string[];
}

/** The way to a replica and back, of each request that both ends saw. */
export interface PathSeconds {
  readonly arrivalSeconds: Float64Array;
  readonly seconds: Float64Array;
  /** Others under way to the same deployment when each arrived. */
  readonly ongoing: Int32Array;
}
