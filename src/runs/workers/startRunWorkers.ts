import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { ScenarioOrigin } from "../../scenario/yaml/ScenarioOrigin.ts";
import type { RunRecord } from "../RunRecord.ts";
import { RunStoppedError } from "../RunStoppedError.ts";
import type { RunTask, RunTaskOptions, RunWorkers } from "../RunWorkers.ts";
import type { RunAnswer, RunOrder } from "./RunMessage.ts";

/** How many threads, and what they run. */
export interface RunWorkersOptions {
  /** How many threads; left out: as many as there are cores. */
  readonly size?: number | undefined;
  /** Where the threads' program lies (`runs/workers/runWorker.js` of the package); left out: beside this one. For whoever bundles. */
  readonly program?: URL | undefined;
}

/**
 * Keeps worker threads that play runs. Each is started when it is first needed, and kept until `close`. One that dies takes only its own
 * run with it.
 */
export function startRunWorkers({
  size = availableParallelism(),
  program,
}: RunWorkersOptions = {}): RunWorkers {
  if (!Number.isSafeInteger(size) || size < 1) {
    throw new RangeError(`size is ${size}; expected a whole number of at least 1`);
  }
  return new ThreadPool(size, program === undefined ? startOwnThread : () => new Worker(program));
}

function startOwnThread(): Worker {
  const isCompiled = import.meta.url.endsWith(".js");
  const program = new URL(`./runWorker.${isCompiled ? "js" : "ts"}`, import.meta.url);
  if (isCompiled) return new Worker(program);
  // From the sources: Node 20 reads TypeScript with the help of tsx alone, and does not let it help with a thread's own program.
  const text = `import("tsx/esm/api").then(({ register }) => { register(); return import(${JSON.stringify(program.href)}); });`;
  return new Worker(text, { eval: true });
}

interface WaitingTask extends RunTask {
  readonly options: RunTaskOptions;
  resolve(record: RunRecord): void;
  reject(reason: unknown): void;
}

interface Seat {
  readonly worker: Worker;
  /** What it has read last. */
  origin: ScenarioOrigin | null;
  task: WaitingTask | null;
}

class ThreadPool implements RunWorkers {
  readonly size: number;
  readonly #startThread: () => Worker;
  readonly #seats = new Set<Seat>();
  readonly #waiting: WaitingTask[] = [];
  /** Whose tasks are to be ended when it is aborted, and who does that: one listener each, however many tasks. */
  readonly #signals = new Map<AbortSignal, () => void>();
  #isClosed = false;

  constructor(size: number, startThread: () => Worker) {
    this.size = size;
    this.#startThread = startThread;
  }

  play(task: RunTask, options: RunTaskOptions = {}): Promise<RunRecord> {
    if (this.#isClosed) throw new Error("These workers have been closed.");
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (signal !== undefined) this.#listenTo(signal);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...task, options, resolve, reject });
      this.#assign();
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [signal, abort] of this.#signals) signal.removeEventListener("abort", abort);
    const reason = new RunStoppedError("its worker was closed before it came to its end");
    for (const task of this.#waiting.splice(0)) task.reject(reason);
    await Promise.all([...this.#seats].map((seat) => this.#vacate(seat, reason)));
  }

  #assign(): void {
    while (this.#waiting.length > 0) {
      const seat = this.#freeSeat();
      if (seat === null) return;
      const task = this.#waiting.shift()!;
      seat.task = task;
      const order: RunOrder = { origin: seat.origin === task.origin ? null : task.origin, seed: task.seed };
      seat.origin = task.origin;
      seat.worker.postMessage(order);
    }
  }

  #freeSeat(): Seat | null {
    for (const seat of this.#seats) if (seat.task === null) return seat;
    return this.#seats.size < this.size ? this.#addSeat() : null;
  }

  #addSeat(): Seat {
    const worker = this.#startThread();
    const seat: Seat = { worker, origin: null, task: null };
    worker.on("message", (answer: RunAnswer) => this.#hear(seat, answer));
    worker.on("error", (error) => this.#lose(seat, error));
    worker.on("exit", (code) =>
      this.#lose(seat, new RunStoppedError(`its worker ended with status ${code}`)),
    );
    this.#seats.add(seat);
    return seat;
  }

  #hear(seat: Seat, answer: RunAnswer): void {
    const { task } = seat;
    if (task === null) return;
    if (answer.kind === "progress") {
      task.options.onProgress?.(answer.fraction);
      return;
    }
    seat.task = null;
    if (answer.kind === "played") task.resolve(answer.record);
    else task.reject(new RunStoppedError(answer.reason));
    this.#assign();
  }

  /** A worker is gone: what it played with it, and the next run gets another. */
  #lose(seat: Seat, reason: unknown): void {
    if (!this.#seats.delete(seat)) return;
    seat.task?.reject(isOutOfMemory(reason) ? new RunStoppedError(`its worker: ${reason.message}`) : reason);
    seat.task = null;
    if (!this.#isClosed) this.#assign();
  }

  #listenTo(signal: AbortSignal): void {
    if (this.#signals.has(signal)) return;
    const abort = () => this.#abort(signal);
    this.#signals.set(signal, abort);
    signal.addEventListener("abort", abort, { once: true });
  }

  #abort(signal: AbortSignal): void {
    const isEnded = (task: WaitingTask | null) => task?.options.signal === signal;
    const ended = this.#waiting.filter(isEnded);
    const staying = this.#waiting.filter((task) => !isEnded(task));
    this.#waiting.splice(0, this.#waiting.length, ...staying);
    for (const task of ended) task.reject(signal.reason);
    for (const seat of this.#seats) if (isEnded(seat.task)) void this.#vacate(seat, signal.reason);
  }

  async #vacate(seat: Seat, reason: unknown): Promise<void> {
    this.#lose(seat, reason);
    await seat.worker.terminate();
  }
}

function isOutOfMemory(error: unknown): error is Error {
  return error instanceof Error && "code" in error && error.code === "ERR_WORKER_OUT_OF_MEMORY";
}
