import { nothing, type RequestTable } from "../path/RequestTable.ts";
import { WorkCounts } from "../path/WorkCounts.ts";
import type { LlmProfile } from "./LlmProfile.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";
import { RequestHeap } from "./RequestHeap.ts";

/**
 * A language model with continuous batching, as vLLM schedules it (docs/decisions/llm-replicas.md). It works in steps:
 *
 * - Between two steps requests join the batch in the order in which they came, while it has fewer than `maxSequences` and
 *   KV memory for all tokens of all of them, prompt and answer; the first that does not fit holds up those behind it.
 * - A step generates one token for every sequence whose prompt has been read, and with what is left of `maxStepTokens` reads
 *   prompts, in order. The step that reads the last of a prompt gives the first token of its answer.
 *   Every request has at least one token of each.
 *
 * Steps of the same make-up take the same time, so they are one stretch, and only its end is an event. What comes or goes
 * in the middle of a step changes nothing of this step, only what begins after it. A request that could never fit is answered
 * with an error at once.
 */
export class ContinuousBatching implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #profile: LlmProfile;
  readonly #counts: WorkCounts;
  /** Sequences that generate, by the number of the step with which they are done. */
  readonly #generating: RequestHeap;
  /** Those whose prompt is not read yet, in order: first those in the batch, then those that wait, from `firstWaiting`. */
  #head = nothing;
  #tail = nothing;
  #firstWaiting = nothing;
  #size = 0;
  #sequences = 0;
  #kvTokens = 0;
  /** Steps done since it was last idle. */
  #stepNumber = 0;
  /** The present stretch: equal steps left of it (0: the next has to be planned), and work seconds done of them. */
  #steps = 0;
  #stepSequences = 0;
  #stepSeconds = 0;
  #doneSeconds = 0;
  #speed: number;
  #updatedAtSeconds = 0;

  constructor(
    requests: RequestTable,
    options: { readonly profile: LlmProfile; readonly speed: number; readonly counts?: WorkCounts },
  ) {
    const { profile } = options;
    if (
      !(profile.maxSequences >= 1 && profile.maxStepTokens > profile.maxSequences && profile.kvTokens >= 2)
    ) {
      throw new RangeError("a profile without room for a sequence beside the tokens of its prompt");
    }
    this.#requests = requests;
    this.#profile = profile;
    this.#generating = new RequestHeap(requests);
    this.#speed = options.speed;
    this.#counts = options.counts ?? new WorkCounts();
  }

  /** Sequences in the batch. */
  get sequences(): number {
    return this.#sequences;
  }

  /** KV memory held for the sequences in the batch, in tokens. */
  get kvTokens(): number {
    return this.#kvTokens;
  }

  begin(request: number, nowSeconds: number): void {
    const requests = this.#requests;
    this.#advance(nowSeconds);
    this.#size++;
    requests.inputTokens[request] = Math.max(1, requests.inputTokens[request] as number);
    requests.outputTokens[request] = Math.max(1, requests.outputTokens[request] as number);
    if (this.#tokensOf(request) > this.#profile.kvTokens) {
      this.#refuse(request);
      return;
    }
    requests.unreadTokens[request] = waits;
    requests.finishVirtualSeconds[request] = 0;
    requests.stepTokens[request] = 0;
    requests.before[request] = this.#tail;
    requests.behind[request] = nothing;
    if (this.#tail === nothing) this.#head = request;
    else requests.behind[this.#tail] = request;
    this.#tail = request;
    if (this.#firstWaiting !== nothing) return;
    this.#firstWaiting = request;
    // While prompts are being read, one more at the end of their line changes nothing before the stretch ends.
    if (this.#head === request && this.#mayJoin(request)) this.#endWithThisStep();
  }

  finish(nowSeconds: number): number {
    if (this.#steps > 0 && !this.#isOneDone()) {
      this.#endStretch(nowSeconds);
      this.#updatedAtSeconds = nowSeconds;
    }
    if (!this.#isOneDone()) return nothing;
    const request = this.#generating.removeFirst();
    this.#leave(request);
    return request;
  }

  abandon(request: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    const unread = this.#requests.unreadTokens[request] as number;
    // Who stood first in line may have held up others.
    const mayLetIn = request === this.#firstWaiting || unread !== waits;
    if (unread === 0) this.#generating.remove(request);
    else this.#removeFromLine(request);
    this.#leave(request);
    if (mayLetIn) this.#endWithThisStep();
  }

  nextSeconds(nowSeconds: number): number {
    if (this.#isOneDone()) return nowSeconds;
    if (this.#steps === 0) {
      this.#plan();
      this.#updatedAtSeconds = nowSeconds;
    }
    const remaining = this.#steps * this.#stepSeconds - this.#doneSeconds;
    if (!(remaining > 0)) return nowSeconds;
    return Math.max(nowSeconds, this.#updatedAtSeconds + remaining / this.#speed);
  }

  anyRequest(): number {
    return this.#head === nothing ? this.#generating.first() : this.#head;
  }

  setSpeed(speed: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    this.#speed = speed;
  }

  #advance(nowSeconds: number): void {
    if (this.#steps > 0) this.#doneSeconds += (nowSeconds - this.#updatedAtSeconds) * this.#speed;
    this.#updatedAtSeconds = nowSeconds;
  }

  /** Lets requests join, and plans a stretch of equal steps. */
  #plan(): void {
    this.#letIn();
    const { stepSeconds, perSequenceSeconds, perInputTokenSeconds, maxStepTokens } = this.#profile;
    const generating = this.#generating.size;
    let inputTokens = 0;
    if (this.#head === this.#firstWaiting) {
      this.#steps = this.#stepsUntilOneIsDone();
    } else {
      const room = maxStepTokens - generating;
      const unread = this.#requests.unreadTokens[this.#head] as number;
      if (unread >= room) {
        // The first prompt alone fills this step, and as many after it as it has tokens for.
        this.#requests.stepTokens[this.#head] = room;
        inputTokens = room;
        this.#steps = Math.min(Math.floor(unread / room), this.#stepsUntilOneIsDone());
      } else {
        inputTokens = this.#shareStep(room);
        this.#steps = 1;
      }
    }
    this.#stepSeconds = stepSeconds + perSequenceSeconds * generating + perInputTokenSeconds * inputTokens;
    this.#stepSequences = this.#sequences;
    this.#doneSeconds = 0;
  }

  #letIn(): void {
    const requests = this.#requests;
    while (this.#firstWaiting !== nothing && this.#mayJoin(this.#firstWaiting)) {
      const request = this.#firstWaiting;
      this.#firstWaiting = requests.behind[request] as number;
      requests.unreadTokens[request] = requests.inputTokens[request] as number;
      this.#sequences++;
      this.#kvTokens += this.#tokensOf(request);
    }
  }

  #mayJoin(request: number): boolean {
    const { maxSequences, kvTokens } = this.#profile;
    return this.#sequences < maxSequences && this.#kvTokens + this.#tokensOf(request) <= kvTokens;
  }

  #tokensOf(request: number): number {
    return (this.#requests.inputTokens[request] as number) + (this.#requests.outputTokens[request] as number);
  }

  /** Gives the tokens of one step to the prompts in the batch, in order; returns how many they take. */
  #shareStep(room: number): number {
    const requests = this.#requests;
    let left = room;
    for (
      let request = this.#head;
      request !== this.#firstWaiting && left > 0;
      request = requests.behind[request] as number
    ) {
      const tokens = Math.min(requests.unreadTokens[request] as number, left);
      requests.stepTokens[request] = tokens;
      left -= tokens;
    }
    return room - left;
  }

  #isOneDone(): boolean {
    return (
      this.#generating.size > 0 &&
      (this.#requests.finishVirtualSeconds[this.#generating.first()] as number) <= this.#stepNumber
    );
  }

  #stepsUntilOneIsDone(): number {
    if (this.#generating.size === 0) return Number.POSITIVE_INFINITY;
    return (this.#requests.finishVirtualSeconds[this.#generating.first()] as number) - this.#stepNumber;
  }

  /** The stretch is over: prompts that are read give their first token. */
  #endStretch(nowSeconds: number): void {
    const requests = this.#requests;
    const steps = this.#steps;
    this.#steps = 0;
    this.#doneSeconds = 0;
    this.#stepNumber += steps;
    this.#counts.addBatches(steps, this.#stepSequences);
    let request = this.#head;
    while (request !== nothing && (requests.stepTokens[request] as number) > 0) {
      const behind = requests.behind[request] as number;
      const unread =
        (requests.unreadTokens[request] as number) - steps * (requests.stepTokens[request] as number);
      requests.unreadTokens[request] = unread;
      requests.stepTokens[request] = 0;
      if (unread === 0) {
        this.#removeFromLine(request);
        requests.firstTokenSeconds[request] = nowSeconds;
        this.#generate(request, this.#stepNumber + (requests.outputTokens[request] as number) - 1);
      }
      request = behind;
    }
  }

  #generate(request: number, untilStep: number): void {
    this.#requests.unreadTokens[request] = 0;
    this.#requests.finishVirtualSeconds[request] = untilStep;
    this.#generating.add(request);
  }

  /** Nothing is planned beyond the step that is under way. */
  #endWithThisStep(): void {
    if (this.#steps <= 1) return;
    const requests = this.#requests;
    // Steps that only read prompts may take no time: then all but the last are done.
    const begun = this.#stepSeconds > 0 ? Math.floor(this.#doneSeconds / this.#stepSeconds) : this.#steps;
    const whole = Math.min(begun, this.#steps - 1);
    this.#stepNumber += whole;
    this.#counts.addBatches(whole, this.#stepSequences);
    this.#doneSeconds -= whole * this.#stepSeconds;
    this.#steps = 1;
    if (this.#head === nothing || requests.stepTokens[this.#head] === 0) return;
    requests.unreadTokens[this.#head] =
      (requests.unreadTokens[this.#head] as number) - whole * (requests.stepTokens[this.#head] as number);
  }

  #leave(request: number): void {
    if (this.#requests.unreadTokens[request] !== waits && !this.#isRefused(request)) {
      this.#sequences--;
      this.#kvTokens -= this.#tokensOf(request);
    }
    if (--this.#size > 0) return;
    this.#steps = 0;
    this.#doneSeconds = 0;
    this.#stepNumber = 0;
  }

  /** It can never fit: it is answered with an error at once, as servers do with a prompt beyond the context. */
  #refuse(request: number): void {
    this.#requests.errorDraw[request] = alwaysAnError;
    this.#generate(request, beforeAllSteps);
  }

  #isRefused(request: number): boolean {
    return this.#requests.finishVirtualSeconds[request] === beforeAllSteps;
  }

  #removeFromLine(request: number): void {
    const requests = this.#requests;
    const before = requests.before[request] as number;
    const behind = requests.behind[request] as number;
    if (request === this.#firstWaiting) this.#firstWaiting = behind;
    if (before === nothing) this.#head = behind;
    else requests.behind[before] = behind;
    if (behind === nothing) this.#tail = before;
    else requests.before[behind] = before;
  }
}

/** In `unreadTokens`: the request is not in the batch yet. */
const waits = -1;

/** In `finishVirtualSeconds`: the request was refused. */
const beforeAllSteps = -1;

/** An error draw below every share of errors. */
const alwaysAnError = -1;
