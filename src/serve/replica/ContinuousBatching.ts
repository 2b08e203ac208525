import { nothing, type RequestTable } from "../path/RequestTable.ts";
import { WorkCounts } from "../path/WorkCounts.ts";
import type { LlmProfile } from "./LlmProfile.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";
import { RequestHeap } from "./RequestHeap.ts";
import { StepTimes } from "./StepTimes.ts";

/**
 * A language model with continuous batching, as vLLM schedules it (docs/decisions/llm-replicas.md). It works in steps:
 *
 * - Between two steps requests join the batch in the order in which they came, while it has fewer than `maxSequences` and
 *   KV memory for all tokens of all of them, prompt and answer; the first that does not fit holds up those behind it.
 * - A step generates one token for every sequence whose prompt has been read, and with what is left of `maxStepTokens` reads
 *   prompts, in order. The step that reads the last of a prompt gives the first token of its answer.
 *   Every request has at least one token of each.
 *
 * Steps of the same make-up are one stretch, and only its end is an event: each takes longer than the one before by what
 * its longer contexts cost. What comes or goes in the middle of a step changes nothing of this step, only what begins after
 * it. A request that could never fit is answered with an error at once. One that came is in the line only after
 * `requestSeconds`, which is work beside the steps.
 */
export class ContinuousBatching implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #profile: LlmProfile;
  readonly #counts: WorkCounts;
  readonly #requestSeconds: number;
  readonly #schedulesAhead: boolean;
  /** Sequences that generate, by the number of the step with which they are done. */
  readonly #generating: RequestHeap;
  /** Those whose prompt is not read yet, in order: first those in the batch, then those that wait, from `firstWaiting`. */
  #head = nothing;
  #tail = nothing;
  #firstWaiting = nothing;
  #size = 0;
  #sequences = 0;
  #kvTokens = 0;
  /** Those of the batch that generate, and the tokens of all their contexts when the next step begins. */
  #generatingSequences = 0;
  #contextTokens = 0;
  /** Steps done since it was last idle. */
  #stepNumber = 0;
  /** The present stretch: equal steps left of it (0: the next has to be planned), and work seconds done of them. */
  #steps = 0;
  #stepSequences = 0;
  readonly #times: StepTimes;
  #doneSeconds = 0;
  /** The moment that `nextSeconds` named is when a request comes into the line, not the end of the stretch. */
  #isEntryNext = false;
  #speed: number;
  #updatedAtSeconds = 0;
  /** When the first step left of the stretch began; between two stretches, when the last step did. */
  #beganSeconds = Number.NEGATIVE_INFINITY;

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
    this.#requestSeconds = profile.requestSeconds ?? 0;
    this.#schedulesAhead = profile.schedulesAhead ?? false;
    this.#times = new StepTimes(profile);
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
    requests.finishVirtualSeconds[request] = nowSeconds + this.#requestSeconds;
    requests.stepTokens[request] = 0;
    requests.before[request] = this.#tail;
    requests.behind[request] = nothing;
    if (this.#tail === nothing) this.#head = request;
    else requests.behind[this.#tail] = request;
    this.#tail = request;
    if (this.#firstWaiting !== nothing) return;
    this.#firstWaiting = request;
    // While prompts are being read, one more at the end of their line changes nothing before the stretch ends.
    if (this.#head === request && this.#mayJoin(request, nowSeconds)) this.#endStretchSoon();
  }

  finish(nowSeconds: number): number {
    if (this.#isEntryNext) {
      this.#isEntryNext = false;
      this.#advance(nowSeconds);
      if (this.#mayJoin(this.#firstWaiting, nowSeconds)) this.#endStretchSoon();
      return nothing;
    }
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
    if (mayLetIn) this.#shorten(1);
    if (unread === 0) this.#generating.remove(request);
    else this.#removeFromLine(request);
    this.#leave(request);
  }

  nextSeconds(nowSeconds: number): number {
    this.#isEntryNext = false;
    if (this.#isOneDone()) return nowSeconds;
    if (this.#steps === 0) {
      const isIdle = this.#sequences === 0;
      const decidedSeconds = isIdle || !this.#schedulesAhead ? nowSeconds : this.#beganSeconds;
      this.#letIn(decidedSeconds);
      if (this.#sequences === 0) return this.#entryOf(this.#firstWaiting);
      this.#plan();
      // Who came since has a place in the step after this one.
      const first = this.#firstWaiting;
      if (decidedSeconds < nowSeconds && first !== nothing && this.#mayJoin(first, nowSeconds))
        this.#steps = 1;
      this.#beganSeconds = nowSeconds;
      this.#updatedAtSeconds = nowSeconds;
    }
    const remaining = this.#times.secondsOf(this.#steps) - this.#doneSeconds;
    if (!(remaining > 0)) return nowSeconds;
    const endSeconds = this.#updatedAtSeconds + remaining / this.#speed;
    const entrySeconds = this.#entryThatMatters(nowSeconds);
    this.#isEntryNext = entrySeconds < endSeconds;
    return Math.max(nowSeconds, this.#isEntryNext ? entrySeconds : endSeconds);
  }

  anyRequest(): number {
    return this.#head === nothing ? this.#generating.first() : this.#head;
  }

  setSpeed(speed: number, nowSeconds: number): void {
    this.#advance(nowSeconds);
    // Within a stretch of several steps the speed is the same, so that its end tells when its last step began.
    this.#shorten(1);
    this.#speed = speed;
  }

  #advance(nowSeconds: number): void {
    if (this.#steps > 0) this.#doneSeconds += (nowSeconds - this.#updatedAtSeconds) * this.#speed;
    this.#updatedAtSeconds = nowSeconds;
  }

  /** When the first of those that wait comes into the line, if it then ends a stretch; else Infinity. */
  #entryThatMatters(nowSeconds: number): number {
    const first = this.#firstWaiting;
    if (first === nothing || this.#steps <= 1 || this.#head !== first) return Number.POSITIVE_INFINITY;
    const entrySeconds = this.#entryOf(first);
    return entrySeconds > nowSeconds && this.#mayJoin(first, entrySeconds)
      ? entrySeconds
      : Number.POSITIVE_INFINITY;
  }

  /** When a request that waits is in the line: what it needs before is done then. */
  #entryOf(request: number): number {
    return this.#requests.finishVirtualSeconds[request] as number;
  }

  /** Plans a stretch of steps of the same make-up. */
  #plan(): void {
    const { maxStepTokens } = this.#profile;
    const times = this.#times;
    const generating = this.#generatingSequences;
    times.begin(generating, this.#contextTokens);
    if (this.#head === this.#firstWaiting) {
      this.#steps = this.#stepsUntilOneIsDone();
    } else {
      const room = maxStepTokens - generating;
      const unread = this.#requests.unreadTokens[this.#head] as number;
      if (unread >= room) {
        // The first prompt alone fills this step, and as many after it as it has tokens for.
        this.#requests.stepTokens[this.#head] = room;
        times.read(room, (this.#requests.inputTokens[this.#head] as number) - unread);
        this.#steps = Math.min(Math.floor(unread / room), this.#stepsUntilOneIsDone());
      } else {
        this.#shareStep(room);
        this.#steps = 1;
      }
    }
    times.plan();
    this.#stepSequences = this.#sequences;
    this.#doneSeconds = 0;
  }

  #letIn(nowSeconds: number): void {
    const requests = this.#requests;
    while (this.#firstWaiting !== nothing && this.#mayJoin(this.#firstWaiting, nowSeconds)) {
      const request = this.#firstWaiting;
      this.#firstWaiting = requests.behind[request] as number;
      requests.unreadTokens[request] = requests.inputTokens[request] as number;
      this.#sequences++;
      this.#kvTokens += this.#tokensOf(request);
    }
  }

  #mayJoin(request: number, nowSeconds: number): boolean {
    const { maxSequences, kvTokens } = this.#profile;
    return (
      this.#sequences < maxSequences &&
      this.#kvTokens + this.#tokensOf(request) <= kvTokens &&
      this.#entryOf(request) <= nowSeconds
    );
  }

  #tokensOf(request: number): number {
    return (this.#requests.inputTokens[request] as number) + (this.#requests.outputTokens[request] as number);
  }

  /** Gives the tokens of one step to the prompts in the batch, in order. */
  #shareStep(room: number): void {
    const requests = this.#requests;
    let left = room;
    for (
      let request = this.#head;
      request !== this.#firstWaiting && left > 0;
      request = requests.behind[request] as number
    ) {
      const unread = requests.unreadTokens[request] as number;
      const tokens = Math.min(unread, left);
      requests.stepTokens[request] = tokens;
      this.#times.read(tokens, (requests.inputTokens[request] as number) - unread);
      left -= tokens;
    }
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
    if (steps > 1) this.#beganSeconds = nowSeconds - this.#times.lastSecondsOf(steps) / this.#speed;
    this.#steps = 0;
    this.#doneSeconds = 0;
    this.#countSteps(steps);
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
        this.#generatingSequences++;
        this.#contextTokens += (requests.inputTokens[request] as number) + 1;
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

  /** Someone came: nothing is planned beyond what is decided, the step under way and, where it schedules ahead, the next. */
  #endStretchSoon(): void {
    this.#shorten(this.#schedulesAhead ? 2 : 1);
  }

  /** Leaves the step that is under way and so many steps in all; counts those before. */
  #shorten(most: number): void {
    if (this.#steps <= 1) return;
    const requests = this.#requests;
    const whole = Math.min(this.#times.wholeSteps(this.#doneSeconds), this.#steps - 1);
    if (whole > 0) this.#letIn(this.#decidedAt(whole));
    this.#countSteps(whole);
    this.#doneSeconds -= this.#times.secondsOf(whole);
    this.#times.skip(whole);
    if (whole > 0) this.#beganSeconds = this.#updatedAtSeconds - this.#doneSeconds / this.#speed;
    this.#steps = Math.min(most, this.#steps - whole);
    if (this.#head === nothing || requests.stepTokens[this.#head] === 0) return;
    requests.unreadTokens[this.#head] =
      (requests.unreadTokens[this.#head] as number) - whole * (requests.stepTokens[this.#head] as number);
  }

  /** When it was decided who takes part after so many steps of the present stretch: where it schedules ahead, a step before. */
  #decidedAt(steps: number): number {
    const before = this.#schedulesAhead ? steps - 1 : steps;
    if (before === 0) return this.#beganSeconds;
    return this.#updatedAtSeconds - (this.#doneSeconds - this.#times.secondsOf(before)) / this.#speed;
  }

  /** So many steps of the present stretch are done: everyone who generates has so many tokens more. */
  #countSteps(steps: number): void {
    this.#stepNumber += steps;
    this.#contextTokens += steps * this.#generatingSequences;
    this.#counts.addBatches(steps, this.#stepSequences);
  }

  #leave(request: number): void {
    const requests = this.#requests;
    const unread = requests.unreadTokens[request] as number;
    if (unread !== waits && !this.#isRefused(request)) {
      this.#sequences--;
      this.#kvTokens -= this.#tokensOf(request);
      if (unread === 0) {
        const left = (requests.finishVirtualSeconds[request] as number) - this.#stepNumber;
        this.#generatingSequences--;
        this.#contextTokens -= this.#tokensOf(request) - left;
      }
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
