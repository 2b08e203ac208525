import type { LoggedOutcome } from "../RequestLog.ts";

/** A request as a log tells of it; NaN for what it does not say. */
export interface LoggedRequest {
  /** Of the deployment, as the log names it; `null`: it does not. */
  readonly deployment: string | null;
  readonly application: string | null;
  readonly replica: string | null;
  readonly requestId: string | null;
  /** Whether the request came in over HTTP or gRPC and not by a call of another deployment; `null`: not known. */
  readonly isIngress: boolean | null;
  readonly route: string | null;
  readonly takenBy: "caller" | "replica";
  /** Seconds, since 1970 or from any other moment. */
  readonly arrivalSeconds: number;
  readonly durationSeconds: number;
  readonly waitSeconds: number;
  readonly outcome: LoggedOutcome;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A replica that came up. */
export interface LoggedStartUp {
  readonly deployment: string | null;
  readonly application: string | null;
  readonly replica: string | null;
  /** From the request for the replica to ready. */
  readonly seconds: number;
  /** Of that, its constructor and first health check; NaN: not known. */
  readonly constructorSeconds: number;
}

/** A sample of a metric at a moment (seconds since 1970), or whenever it was scraped (`null`). */
export interface MetricSample {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
  readonly atSeconds: number | null;
}

/** Takes what logs tell. */
export interface LogSink {
  request(request: LoggedRequest): void;
  startUp(startUp: LoggedStartUp): void;
  metric(sample: MetricSample): void;
  /** What was assumed of a file, in a sentence. */
  note(message: string): void;
}
