import type { EventLoop } from "../../engine/EventLoop.ts";
import { mostRoutingTasks } from "./probeTimes.ts";
import { absentTask, type RoutingTask } from "./RoutingTask.ts";

const none = -1;

/**
 * The routing tasks of a router, and the turns in which they run. In one turn all run that are ready, one after another,
 * each until it has to wait; what they send and ask goes out at the end of the turn, before the next one.
 */
export class RoutingTasks {
  readonly #loop: EventLoop;
  readonly #target: () => number;
  readonly #run: (slot: number, task: RoutingTask) => void;
  readonly #onTurnOver: () => void;
  readonly #all: readonly RoutingTask[];
  #count = 0;
  /** Those about to run, and those that run in this turn. */
  #ready: number[] = [];
  #running: number[] = [];
  #waits = 0;
  #isInTurn = false;
  #isStopped = false;

  constructor(options: {
    readonly loop: EventLoop;
    readonly rank: number;
    /** How many tasks there should be now. */
    readonly target: () => number;
    /** Lets a task go on until it waits or is over. */
    readonly run: (slot: number, task: RoutingTask) => void;
    readonly onTurnOver: () => void;
    /** A task may be due (`wakeDue`). */
    readonly onTimer: () => void;
  }) {
    const { loop, rank, onTimer } = options;
    this.#loop = loop;
    this.#target = options.target;
    this.#run = options.run;
    this.#onTurnOver = options.onTurnOver;
    const handler = loop.addHandler(onTimer);
    this.#all = Array.from({ length: mostRoutingTasks }, (_, slot) =>
      absentTask(loop.createTimer(handler, slot, rank)),
    );
  }

  /** Tasks that are there, the cancelled ones included until the end of the turn. */
  get count(): number {
    return this.#count;
  }

  /** Whether there are more than there should be. */
  get areTooMany(): boolean {
    return this.#count > this.#target();
  }

  get isInTurn(): boolean {
    return this.#isInTurn;
  }

  at(slot: number): RoutingTask {
    return this.#all[slot] as RoutingTask;
  }

  /** As many tasks as there should be; they run now, or in the next turn. */
  wake(): void {
    this.#start();
    if (!this.#isInTurn) this.#takeTurns();
  }

  /** Runs those in this phase that are due now in one turn, in the order in which they were told to wait. */
  wakeDue(phase: "paused" | "asking"): void {
    const { nowSeconds } = this.#loop;
    for (const [slot, task] of this.#all.entries()) {
      if (task.phase !== phase || task.dueSeconds !== nowSeconds) continue;
      this.#loop.cancelTimer(task.timer);
      this.#ready.push(slot);
    }
    if (this.#ready.length > 1) this.#ready.sort((a, b) => this.at(a).order - this.at(b).order);
    this.#takeTurns();
  }

  /** Those who wait for any replica go on in the next turn. */
  foundReplicas(): void {
    for (const [slot, task] of this.#all.entries()) {
      if (task.phase === "without-replicas") this.#makeReady(slot, task);
    }
  }

  /** The task goes on then. */
  goOnAt(dueSeconds: number, task: RoutingTask): void {
    task.dueSeconds = dueSeconds;
    task.order = ++this.#waits;
    this.#loop.setTimer(task.timer, dueSeconds);
  }

  /** The task is over; another one may take its place. */
  end(slot: number): void {
    const task = this.at(slot);
    this.#loop.cancelTimer(task.timer);
    task.phase = "absent";
    this.#count--;
    this.#start();
  }

  /** The task is over once this turn is. */
  cancel(task: RoutingTask): void {
    this.#loop.cancelTimer(task.timer);
    task.phase = "cancelled";
  }

  stop(): void {
    for (const { timer } of this.#all) this.#loop.releaseTimer(timer);
    this.#isStopped = true;
  }

  #takeTurns(): void {
    this.#isInTurn = true;
    while (this.#ready.length > 0) {
      [this.#running, this.#ready] = [this.#ready, this.#running];
      for (const slot of this.#running) {
        const task = this.at(slot);
        // Another one of this turn may have served its request.
        if (task.phase !== "cancelled") this.#run(slot, task);
      }
      this.#running.length = 0;
      for (const [slot, { phase }] of this.#all.entries()) if (phase === "cancelled") this.end(slot);
      this.#onTurnOver();
    }
    this.#isInTurn = false;
  }

  #start(): void {
    if (this.#isStopped) return;
    const target = this.#target();
    for (let slot = 0; slot < mostRoutingTasks && this.#count < target; slot++) {
      const task = this.at(slot);
      if (task.phase !== "absent") continue;
      this.#count++;
      task.request = none;
      this.#makeReady(slot, task);
    }
  }

  #makeReady(slot: number, task: RoutingTask): void {
    task.phase = "ready";
    this.#ready.push(slot);
  }
}
