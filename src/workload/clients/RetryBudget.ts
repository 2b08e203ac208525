import type { RetryBudgetSettings } from "./Client.ts";

/**
 * A retry budget: over any stretch of time, retries ≤ `maxTokens` + `retriesPerRequest` × requests +
 * `minRetriesPerSecond` × seconds. The rule is Finagle's (com.twitter.finagle.service.RetryBudget: 20 % of requests and
 * 10 a second over 10 s) with its window as a bucket, as gRPC limits retries by tokens (gRFC A6, retry throttling).
 * It mutates its own tokens, nothing else.
 */
export class RetryBudget {
  readonly #settings: RetryBudgetSettings;
  #tokens: number;
  #filledAtSeconds: number;

  /** @throws {RangeError} for settings that are not finite and non-negative, or room for less than one token. */
  constructor(settings: RetryBudgetSettings, startSeconds: number) {
    const { retriesPerRequest, minRetriesPerSecond, maxTokens } = settings;
    const isRight = [retriesPerRequest, minRetriesPerSecond].every((n) => n >= 0 && Number.isFinite(n));
    if (!(isRight && maxTokens >= 1 && Number.isFinite(maxTokens))) {
      throw new RangeError(
        `retry budget of ${retriesPerRequest} a request, ${minRetriesPerSecond} a second, at most ${maxTokens}; ` +
          "expected numbers from 0 and room for one token",
      );
    }
    this.#settings = settings;
    this.#tokens = maxTokens;
    this.#filledAtSeconds = startSeconds;
  }

  /** Retries that could be made now if none came in between; up to rounding. */
  get tokens(): number {
    return this.#tokens;
  }

  /** A request, not a retry, was sent. */
  noteRequest(nowSeconds: number): void {
    this.#fill(nowSeconds, this.#settings.retriesPerRequest);
  }

  /** Takes a token for a retry; `false`: there is none, do not retry. */
  takeRetry(nowSeconds: number): boolean {
    this.#fill(nowSeconds, 0);
    // Tokens of 0.1 add up to a little less than a whole one.
    if (this.#tokens < 1 - 1e-9) {
      return false;
    }
    this.#tokens = Math.max(0, this.#tokens - 1);
    return true;
  }

  #fill(nowSeconds: number, tokens: number): void {
    const { minRetriesPerSecond, maxTokens } = this.#settings;
    const passedSeconds = nowSeconds - this.#filledAtSeconds;
    this.#filledAtSeconds = nowSeconds;
    this.#tokens = Math.min(maxTokens, this.#tokens + tokens + passedSeconds * minRetriesPerSecond);
  }
}
