import { EventQueue } from "../../engine/EventQueue.ts";
import { mostRoutingTasks } from "./probeTimes.ts";
import { absentTask, type RoutingTask } from "./RoutingTask.ts";

const none = -1;

/**
 * The routing tasks of a router, and the turns in which they run. In one turn all run that are ready, one after another,
 * each until it has to wait; what they send and ask goes out at the end of the turn, before the next one.
 *
 * A router that is full makes several attempts a request. So those that wait stand in queues of the router's own, not in that of the
 * simulation, and whoever runs them asks for the next moment (`nextSeconds`).
 */
export class RoutingTasks {
  readonly #target: () => number;
  readonly #run: (task: RoutingTask) => void;
  readonly #onTurnOver: () => void;
  readonly #all: readonly RoutingTask[];
  /** Those that are not there. */
  readonly #absent: RoutingTask[];
  /** Those that wait, by slot: each goes on at its time, of equals the one that was told first. */
  readonly #paused = new EventQueue();
  readonly #asking = new EventQueue();
  #count = 0;
  /** Those about to run, and those that run in this turn. */
  #ready: RoutingTask[] = [];
  #running: RoutingTask[] = [];
  /** Those that are over once this turn is. */
  readonly #cancelled: RoutingTask[] = [];
  #isInTurn = false;
  #isStopped = false;

  constructor(options: {
    /** How many tasks there should be now. */
    readonly target: () => number;
    /** Lets a task go on until it waits or is over. */
    readonly run: (task: RoutingTask) => void;
    readonly onTurnOver: () => void;
  }) {
    this.#target = options.target;
    this.#run = options.run;
    this.#onTurnOver = options.onTurnOver;
    this.#all = Array.from({ length: mostRoutingTasks }, () => {
      this.#asking.openSlot(0);
      return absentTask(this.#paused.openSlot(0));
    });
    this.#absent = [...this.#all].reverse();
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

  /** When the next one goes on that is paused or asks; `Infinity`: none does. */
  get nextSeconds(): number {
    return Math.min(this.#paused.nextTime(), this.#asking.nextTime());
  }

  at(slot: number): RoutingTask {
    return this.#all[slot] as RoutingTask;
  }

  /** As many tasks as there should be; they run now, or in the next turn. */
  wake(): void {
    this.#start();
    if (!this.#isInTurn) this.#takeTurns();
  }

  /** Runs those whose pause is over in one turn, in the order in which they were told to wait. */
  wakePaused(nowSeconds: number): void {
    this.#wake(this.#paused, nowSeconds);
  }

  /** The same for those who have waited for answers. */
  wakeAsking(nowSeconds: number): void {
    this.#wake(this.#asking, nowSeconds);
  }

  /** Those who wait for any replica go on in the next turn. */
  foundReplicas(): void {
    for (const task of this.#all) if (task.phase === "without-replicas") this.#makeReady(task);
  }

  /** The task goes on then. */
  pauseUntil(dueSeconds: number, task: RoutingTask): void {
    task.phase = "paused";
    this.#paused.schedule(task.slot, dueSeconds);
  }

  /** The task, which asks, goes on then. */
  askUntil(dueSeconds: number, task: RoutingTask): void {
    this.#asking.schedule(task.slot, dueSeconds);
  }

  /** The task is over; another one may take its place. */
  end(task: RoutingTask): void {
    this.#wakeNoMore(task);
    task.phase = "absent";
    this.#absent.push(task);
    this.#count--;
    this.#start();
  }

  /** The task is over once this turn is. */
  cancel(task: RoutingTask): void {
    this.#wakeNoMore(task);
    task.phase = "cancelled";
    this.#cancelled.push(task);
  }

  stop(): void {
    for (const { slot } of this.#all) {
      this.#paused.cancel(slot);
      this.#asking.cancel(slot);
    }
    this.#isStopped = true;
  }

  #wake(queue: EventQueue, nowSeconds: number): void {
    while (queue.nextTime() <= nowSeconds) this.#ready.push(this.at(queue.takeFirst()));
    this.#takeTurns();
  }

  #wakeNoMore({ slot, phase }: RoutingTask): void {
    if (phase === "paused") this.#paused.cancel(slot);
    else if (phase === "asking") this.#asking.cancel(slot);
  }

  #takeTurns(): void {
    if (this.#ready.length === 0) return;
    this.#isInTurn = true;
    while (this.#ready.length > 0) {
      const running = this.#ready;
      this.#ready = this.#running;
      this.#running = running;
      for (let index = 0; index < running.length; index++) {
        const task = running[index] as RoutingTask;
        // Another one of this turn may have served its request.
        if (task.phase !== "cancelled") this.#run(task);
      }
      running.length = 0;
      this.#endCancelled();
      this.#onTurnOver();
    }
    this.#isInTurn = false;
  }

  #endCancelled(): void {
    const cancelled = this.#cancelled;
    if (cancelled.length === 0) return;
    // One that left the line in the meantime has ended by itself.
    for (let index = 0; index < cancelled.length; index++) {
      const task = cancelled[index] as RoutingTask;
      if (task.phase === "cancelled") this.end(task);
    }
    cancelled.length = 0;
  }

  #start(): void {
    if (this.#isStopped) return;
    const target = this.#target();
    while (this.#count < target) {
      const task = this.#absent.pop() as RoutingTask;
      this.#count++;
      task.request = none;
      this.#makeReady(task);
    }
  }

  #makeReady(task: RoutingTask): void {
    task.phase = "ready";
    this.#ready.push(task);
  }
}
