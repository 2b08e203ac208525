import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";

/** Questions for queue lengths that nobody waits for: their answers come one after another, in the order of asking. */
export class SideQuestions {
  readonly #onAnswer: (replica: number) => void;
  /** A ring. */
  #replicas = new Int32Array(16);
  #dueSeconds = new Float64Array(16);
  #first = 0;
  #lastSeconds = 0;
  #count = 0;

  constructor(onAnswer: (replica: number) => void) {
    this.#onAnswer = onAnswer;
  }

  /** When the next answer comes; `Infinity`: none is waited for. */
  get nextSeconds(): number {
    return this.#count === 0 ? Number.POSITIVE_INFINITY : (this.#dueSeconds[this.#first] as number);
  }

  /** The answer comes then, or with that to the question before. */
  ask(replica: number, earliestSeconds: number): void {
    const answerSeconds = Math.max(this.#lastSeconds, earliestSeconds);
    this.#lastSeconds = answerSeconds;
    if (this.#count === this.#replicas.length) this.#grow();
    const place = (this.#first + this.#count) % this.#replicas.length;
    this.#replicas[place] = replica;
    this.#dueSeconds[place] = answerSeconds;
    this.#count++;
  }

  stop(): void {
    this.#count = 0;
  }

  /** Hands over the answers that are there by now. */
  deliver(nowSeconds: number): void {
    while (this.nextSeconds <= nowSeconds) {
      const replica = this.#replicas[this.#first] as number;
      this.#first = (this.#first + 1) % this.#replicas.length;
      this.#count--;
      this.#onAnswer(replica);
    }
  }

  /** Unrolls the ring into columns of twice the length. */
  #grow(): void {
    const before = this.#replicas.length;
    const replicas = grownIntegers(this.#replicas.subarray(this.#first), 2 * before);
    replicas.set(this.#replicas.subarray(0, this.#first), before - this.#first);
    const dueSeconds = grownFloats(this.#dueSeconds.subarray(this.#first), 2 * before);
    dueSeconds.set(this.#dueSeconds.subarray(0, this.#first), before - this.#first);
    this.#replicas = replicas;
    this.#dueSeconds = dueSeconds;
    this.#first = 0;
  }
}
