import type { Distribution } from "../engine/Distribution.ts";

/** Requests in columns, one index a request, arrivals ascending from the start of the trace. */
export interface RequestTrace {
  readonly arrivalSeconds: Float64Array;
  readonly inputTokens: Float64Array;
  readonly outputTokens: Float64Array;
}

/** A rate at a moment; between points it stays (`step`) or moves in a straight line (`ramp`). */
export interface RatePoint {
  readonly atSeconds: number;
  readonly requestsPerSecond: number;
}

/** When requests arrive. */
export type Arrivals =
  | { readonly kind: "constant"; readonly requestsPerSecond: number }
  | { readonly kind: "poisson"; readonly requestsPerSecond: number }
  | {
      readonly kind: "schedule";
      readonly interpolation: "step" | "ramp";
      /** Evenly spaced at the moving rate, or a Poisson process with the moving rate. */
      readonly process: "constant" | "poisson";
      readonly points: readonly RatePoint[];
    }
  | { readonly kind: "trace"; readonly trace: RequestTrace };

/** One source of requests to one deployment. */
export interface TrafficStream {
  readonly name: string;
  /** Name of the deployment that receives the requests. */
  readonly deployment: string;
  readonly arrivals: Arrivals;
  /** Sizes of requests; a trace brings its own. */
  readonly inputTokens: Distribution;
  readonly outputTokens: Distribution;
  /** Requests from this moment on, in seconds; a trace or schedule is shifted by it. */
  readonly startSeconds: number;
  /** No requests from this moment on. */
  readonly endSeconds: number;
  /** Share of requests with the header `X-ANYSCALE-VERSION: primary`, in percent. */
  readonly pinnedPrimaryPercent: number;
  /** Share of requests with the header `X-ANYSCALE-VERSION: canary`, in percent. */
  readonly pinnedCanaryPercent: number;
}
