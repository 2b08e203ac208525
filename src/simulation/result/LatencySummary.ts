/** Latency from arrival to a successful answer, in seconds; `null` where nothing was answered. */
export interface LatencySummary {
  readonly meanSeconds: number | null;
  readonly p50Seconds: number | null;
  readonly p90Seconds: number | null;
  readonly p99Seconds: number | null;
  readonly maxSeconds: number | null;
}

/** How the successful answers of language models (continuous batching) came; all `null` where there was none. */
export interface TokenLatency {
  /** From arrival to the first token of the answer. */
  readonly firstToken: LatencySummary;
  /** Mean time between two tokens of an answer, of the answers with two tokens or more. */
  readonly tokenGap: LatencySummary;
}

/** Latencies of all requests together, and of those to each version by its id. */
export interface LatencyByVersion {
  readonly total: LatencySummary;
  readonly byVersion: Readonly<Record<string, LatencySummary>>;
}

/** Times of tokens of all requests together, and of those to each version by its id. */
export interface TokenLatencyByVersion {
  readonly total: TokenLatency;
  readonly byVersion: Readonly<Record<string, TokenLatency>>;
}
