import type { EventLoop } from "../../engine/EventLoop.ts";
import { grownIntegers } from "../../engine/grownColumn.ts";

/** Answers to calls that have left their replica and are not with their caller yet, in columns: one index each, used again. */
export class AnswersOnTheirWay {
  readonly #loop: EventLoop;
  readonly #rank: number;
  readonly #handler: number;
  #capacity = 16;
  /** All below have a timer. */
  #size = 0;
  #freeHead = 0;
  #frame = new Int32Array(this.#capacity);
  #generation = new Int32Array(this.#capacity);
  #failure = new Int32Array(this.#capacity);
  #timer = new Int32Array(this.#capacity);
  /** Of one that is not used: the next free one. */
  #next = new Int32Array(this.#capacity);

  constructor(options: {
    readonly loop: EventLoop;
    readonly rank: number;
    readonly onThere: (frame: number, generation: number, failure: number) => void;
  }) {
    this.#loop = options.loop;
    this.#rank = options.rank;
    this.#handler = this.#loop.addHandler((at) => {
      this.#next[at] = this.#freeHead;
      this.#freeHead = at;
      options.onThere(this.#frame[at] as number, this.#generation[at] as number, this.#failure[at] as number);
    });
  }

  add(frame: number, generation: number, failure: number, waySeconds: number): void {
    const at = this.#open();
    this.#frame[at] = frame;
    this.#generation[at] = generation;
    this.#failure[at] = failure;
    this.#loop.setTimer(this.#timer[at] as number, this.#loop.nowSeconds + waySeconds);
  }

  #open(): number {
    const at = this.#freeHead;
    if (at < this.#size) {
      this.#freeHead = this.#next[at] as number;
      return at;
    }
    if (this.#size === this.#capacity) this.#grow();
    this.#timer[at] = this.#loop.createTimer(this.#handler, at, this.#rank);
    this.#freeHead = ++this.#size;
    return at;
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#frame = grownIntegers(this.#frame, this.#capacity);
    this.#generation = grownIntegers(this.#generation, this.#capacity);
    this.#failure = grownIntegers(this.#failure, this.#capacity);
    this.#timer = grownIntegers(this.#timer, this.#capacity);
    this.#next = grownIntegers(this.#next, this.#capacity);
  }
}
