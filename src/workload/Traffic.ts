import type { Distribution } from "../engine/Distribution.ts";
import type { ClientSettings, ClosedLoop } from "./clients/Client.ts";

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

/** One of the two states between which an MMPP moves: its rate, and for how long it stays, on average. */
export interface MarkovState {
  readonly requestsPerSecond: number;
  readonly meanSeconds: number;
}

/** How a rate goes up and down within a day. */
export type DailyCurve =
  /** Hour h of the day has the rate `requestsPerSecond × hourFactors[h]`; 24 factors. */
  | { readonly shape: "hours"; readonly requestsPerSecond: number; readonly hourFactors: readonly number[] }
  /** A cosine with its peak at `peakHour` (0 to below 24) and its trough twelve hours away. */
  | {
      readonly shape: "wave";
      readonly peakRequestsPerSecond: number;
      readonly troughRequestsPerSecond: number;
      readonly peakHour: number;
    };

/** A daily curve, and where in the week the stream starts. */
export interface DailyTraffic {
  readonly curve: DailyCurve;
  /** Hour of the day at the start of the stream, 0 to below 24. */
  readonly startHour: number;
  /** Day of the week at the start of the stream: 0 is Monday. */
  readonly startDay: number;
  /** Multiply the rates of Monday to Sunday; `null`: all days are alike. */
  readonly dayFactors: readonly number[] | null;
}

/** The rate is multiplied by `factor` from `atSeconds` (from the start of the stream) for `durationSeconds`. */
export interface Spike {
  readonly atSeconds: number;
  readonly durationSeconds: number;
  readonly factor: number;
}

/** Arrivals with a rate. */
export type RateArrivals =
  | { readonly kind: "constant"; readonly requestsPerSecond: number }
  | { readonly kind: "poisson"; readonly requestsPerSecond: number }
  | {
      readonly kind: "schedule";
      readonly interpolation: "step" | "ramp";
      /** Evenly spaced at the moving rate, or a Poisson process with the moving rate. */
      readonly process: "constant" | "poisson";
      readonly points: readonly RatePoint[];
    }
  /** A renewal process: independent gaps with a gamma distribution. `gapCv`: their standard deviation over their mean. */
  | { readonly kind: "gamma"; readonly requestsPerSecond: number; readonly gapCv: number }
  /** A Poisson process whose rate jumps between two states (`fitMmpp` finds them). */
  | { readonly kind: "mmpp"; readonly states: readonly [MarkovState, MarkovState] }
  /** A Poisson process with a daily curve. */
  | ({ readonly kind: "daily" } & DailyTraffic);

/** Arrivals that are drawn, not replayed. */
export type DrawnArrivals =
  | RateArrivals
  /** The same process with its rate multiplied during spikes. Their factors multiply where they overlap. */
  | { readonly kind: "spikes"; readonly base: RateArrivals; readonly spikes: readonly Spike[] };

/** When requests arrive, whatever becomes of those before them (an open loop). */
export type Arrivals = DrawnArrivals | { readonly kind: "trace"; readonly trace: RequestTrace };

/** Requests of users who wait for the answer to one before they send the next. */
export type ClosedLoopArrivals = { readonly kind: "closed-loop" } & ClosedLoop;

/**
 * Requests belong to sessions (chats, users) of several turns. The arrivals stay what they are: each is the next turn
 * of the open session that has been ready the longest, or begins a session where none is ready.
 */
export interface SessionSettings {
  /** Requests of a session, rounded to a whole number from 1. */
  readonly turns: Distribution;
  /** From a request to the moment from which the session may send its next one. */
  readonly thinkSeconds: Distribution;
}

/** One source of requests to one deployment. */
export interface TrafficStream {
  readonly name: string;
  /** Name of the deployment that receives the requests. */
  readonly deployment: string;
  /** A path: each version sends it to the application with the longest matching route prefix, not to `deployment`. */
  readonly route?: string;
  /**
   * The route prefix of the deployment's application: by it, requests find their way in a version that has no deployment of that
   * name, as they do over HTTP. Left out: there they fail.
   */
  readonly applicationRoute?: string;
  /** An endpoint beyond that of the service (Ray Serve's legacy API): until it is created, its requests are refused. Left out: that of the service. */
  readonly endpoint?: string;
  readonly arrivals: Arrivals | ClosedLoopArrivals;
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
  /** The model that its requests ask for (`serve_multiplexed_model_id`). Left out: none. */
  readonly model?: string;
  /** Left out: requests belong to no session. */
  readonly sessions?: SessionSettings;
  /** Left out: whoever sends a request waits for its answer, however long, and does not try again. */
  readonly client?: ClientSettings;
}
