import type { LlmProfile } from "./LlmProfile.ts";

/**
 * How long the steps of one stretch take: the same sequences, the same prompt tokens a step. Each step has longer contexts
 * than the one before, so that its time grows by the same amount from step to step. Told of its make-up by `begin` and
 * `read`, then `plan`.
 */
export class StepTimes {
  readonly #stepSeconds: number;
  readonly #perSequenceSeconds: number;
  readonly #perInputTokenSeconds: number;
  readonly #weightSeconds: number;
  readonly #expertSeconds: number;
  readonly #otherExpertsShare: number;
  readonly #perTokenSeconds: number;
  readonly #perContextTokenSeconds: number;
  readonly #perTokenPairSeconds: number;
  readonly #promptStepSeconds: number;
  #generating = 0;
  #contextTokens = 0;
  #inputTokens = 0;
  #tokenPairs = 0;
  #morePairs = 0;
  #firstSeconds = 0;
  #growthSeconds = 0;

  constructor(profile: LlmProfile) {
    this.#stepSeconds = profile.stepSeconds;
    this.#perSequenceSeconds = profile.perSequenceSeconds;
    this.#perInputTokenSeconds = profile.perInputTokenSeconds;
    this.#weightSeconds = profile.weightSeconds ?? 0;
    this.#expertSeconds = profile.expertSeconds ?? 0;
    this.#otherExpertsShare = 1 - (profile.expertShare ?? 0);
    this.#perTokenSeconds = profile.perTokenSeconds ?? 0;
    this.#perContextTokenSeconds = profile.perContextTokenSeconds ?? 0;
    this.#perTokenPairSeconds = profile.perTokenPairSeconds ?? 0;
    this.#promptStepSeconds = profile.promptStepSeconds ?? 0;
  }

  /** A stretch in which so many sequences generate, with so many tokens in their contexts at its first step. */
  begin(generating: number, contextTokens: number): void {
    this.#generating = generating;
    this.#contextTokens = contextTokens;
    this.#inputTokens = 0;
    this.#tokenPairs = 0;
    this.#morePairs = 0;
  }

  /** Each step reads so many tokens more of a prompt of which so many have been read. */
  read(tokens: number, readBefore: number): void {
    this.#inputTokens += tokens;
    this.#tokenPairs += tokens * (readBefore + (tokens + 1) / 2);
    this.#morePairs += tokens * tokens;
  }

  plan(): void {
    const tokens = this.#generating + this.#inputTokens;
    const readSeconds =
      this.#weightSeconds +
      (this.#expertSeconds > 0 ? this.#expertSeconds * (1 - this.#otherExpertsShare ** tokens) : 0);
    this.#firstSeconds =
      this.#stepSeconds +
      this.#perSequenceSeconds * this.#generating +
      this.#perInputTokenSeconds * this.#inputTokens +
      (this.#inputTokens > 0 ? this.#promptStepSeconds : 0) +
      Math.max(readSeconds, this.#perTokenSeconds * tokens) +
      this.#perContextTokenSeconds * this.#contextTokens +
      this.#perTokenPairSeconds * this.#tokenPairs;
    this.#growthSeconds =
      this.#perContextTokenSeconds * this.#generating + this.#perTokenPairSeconds * this.#morePairs;
  }

  /** Time of the first so many steps. */
  secondsOf(steps: number): number {
    if (steps === 0) return 0;
    return steps * (this.#firstSeconds + (this.#growthSeconds * (steps - 1)) / 2);
  }

  /** Time of the last of so many steps. */
  lastSecondsOf(steps: number): number {
    return this.#firstSeconds + this.#growthSeconds * (steps - 1);
  }

  /** Steps that are done after so much time; Infinity where they take none. */
  wholeSteps(seconds: number): number {
    const first = this.#firstSeconds;
    const growth = this.#growthSeconds;
    if (growth === 0) return first > 0 ? Math.floor(seconds / first) : Number.POSITIVE_INFINITY;
    // The root of steps × (first + growth × (steps − 1) / 2) = seconds, in the form that does not cancel.
    const half = first - growth / 2;
    const steps = Math.floor((2 * seconds) / (half + Math.sqrt(half * half + 2 * growth * seconds)));
    return this.secondsOf(steps + 1) <= seconds ? steps + 1 : steps;
  }

  /** The first so many steps are done. */
  skip(steps: number): void {
    this.#firstSeconds += steps * this.#growthSeconds;
  }
}
