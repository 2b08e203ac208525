import { EventQueue } from "./EventQueue.ts";
import { grownFloats, grownIntegers } from "./grownColumn.ts";
import { SimulationLimitError } from "./SimulationLimitError.ts";

/** What happens at an event; `argument` is the number that its timer was made with. */
export type EventHandler = (argument: number) => void;

/** A number that stands for one event which can be set, moved and cancelled again and again. */
export type Timer = number;

/**
 * The clock and the pending events. Time is in seconds and never goes back. Events at one instant run in the
 * order of their rank, then of their insertion.
 */
export class EventLoop {
  readonly #queue = new EventQueue();
  readonly #handlers: EventHandler[] = [];
  #handlerOf = new Int32Array(64);
  #argumentOf = new Float64Array(64);
  /** One-time events by slot. Each in an object of its own: a callback may be used for several. */
  readonly #callbacks = new Map<number, { readonly callback: () => void }>();
  readonly #callbackHandler: number;
  readonly #maxEvents: number;
  #nowSeconds = 0;
  #eventCount = 0;
  #isRunning = false;
  /** To where it runs now. */
  #untilSeconds = 0;

  constructor(options: { readonly maxEvents: number }) {
    this.#maxEvents = options.maxEvents;
    this.#callbackHandler = this.addHandler((slot) => {
      const once = this.#callbacks.get(slot);
      if (once === undefined) throw new Error("a one-time event fired twice");
      this.#callbacks.delete(slot);
      this.#queue.releaseSlot(slot);
      once.callback();
    });
  }

  get nowSeconds(): number {
    return this.#nowSeconds;
  }

  /** Events that have run. */
  get eventCount(): number {
    return this.#eventCount;
  }

  /** Registers a kind of event and returns its number, for `createTimer`. */
  addHandler(handler: EventHandler): number {
    return this.#handlers.push(handler) - 1;
  }

  /** A timer that calls the handler with the argument whenever it is due. Rank: 0 to 255. */
  createTimer(handler: number, argument: number, rank: number): Timer {
    const timer = this.#queue.openSlot(rank);
    if (timer >= this.#handlerOf.length) this.#grow();
    this.#handlerOf[timer] = handler;
    this.#argumentOf[timer] = argument;
    return timer;
  }

  releaseTimer(timer: Timer): void {
    this.#queue.releaseSlot(timer);
  }

  /** Sets or moves a timer; at `Infinity` it is never due. Throws when the time lies in the past or is not a number. */
  setTimer(timer: Timer, timeSeconds: number): void {
    this.#refusePast(timeSeconds);
    this.#queue.schedule(timer, timeSeconds);
  }

  cancelTimer(timer: Timer): void {
    this.#queue.cancel(timer);
  }

  isTimerSet(timer: Timer): boolean {
    return this.#queue.isScheduled(timer);
  }

  /** Calls `callback` once at the given time; returns a function that cancels it. For the control path: it allocates. */
  at(timeSeconds: number, rank: number, callback: () => void): () => void {
    this.#refusePast(timeSeconds);
    const slot = this.createTimer(this.#callbackHandler, 0, rank);
    const once = { callback };
    this.#argumentOf[slot] = slot;
    this.#callbacks.set(slot, once);
    this.#queue.schedule(slot, timeSeconds);
    return () => {
      if (this.#callbacks.get(slot) !== once) return;
      this.#callbacks.delete(slot);
      this.#queue.releaseSlot(slot);
    };
  }

  /**
   * Runs every event up to and including the given time and leaves the clock there. Throws when that lies in the past
   * or is not finite, and when an event calls it: the clock would go back afterwards.
   */
  runUntil(timeSeconds: number): void {
    if (!(timeSeconds >= this.#nowSeconds && timeSeconds < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`cannot run from ${this.#nowSeconds} s to ${timeSeconds} s`);
    }
    if (this.#isRunning) throw new Error("an event cannot run the loop that runs it");
    this.#isRunning = true;
    this.#untilSeconds = timeSeconds;
    try {
      this.#runEvents(timeSeconds);
    } finally {
      this.#isRunning = false;
    }
    this.#nowSeconds = timeSeconds;
  }

  /**
   * Within an event: goes on to a later moment, as another event of the same owner would, where nothing else happens up to and at that
   * moment. Returns whether it did; where not, the owner sets a timer. It spares the queue owners with many events one after another.
   */
  goOnTo(timeSeconds: number): boolean {
    if (!this.#isRunning || timeSeconds > this.#untilSeconds) return false;
    if (timeSeconds >= this.#queue.nextTime() || this.#eventCount === this.#maxEvents) return false;
    this.#refusePast(timeSeconds);
    this.#eventCount++;
    this.#nowSeconds = timeSeconds;
    return true;
  }

  #runEvents(timeSeconds: number): void {
    const queue = this.#queue;
    for (;;) {
      const next = queue.nextTime();
      if (next > timeSeconds) break;
      if (next < this.#nowSeconds) throw new Error(`the clock would go back to ${next} s`);
      if (this.#eventCount === this.#maxEvents) {
        throw new SimulationLimitError(
          `more than ${this.#maxEvents} events by ${this.#nowSeconds.toFixed(0)} s; raise limits.maxEvents or shorten the horizon`,
        );
      }
      this.#eventCount++;
      this.#nowSeconds = next;
      const slot = queue.takeFirst();
      const handler = this.#handlers[this.#handlerOf[slot] as number] as EventHandler;
      handler(this.#argumentOf[slot] as number);
    }
  }

  #refusePast(timeSeconds: number): void {
    if (!(timeSeconds >= this.#nowSeconds)) {
      throw new RangeError(`an event at ${timeSeconds} s lies before now, ${this.#nowSeconds} s`);
    }
  }

  #grow(): void {
    const length = this.#handlerOf.length * 2;
    this.#handlerOf = grownIntegers(this.#handlerOf, length);
    this.#argumentOf = grownFloats(this.#argumentOf, length);
  }
}
