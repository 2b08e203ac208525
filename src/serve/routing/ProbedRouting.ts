import type { EventLoop, Timer } from "../../engine/EventLoop.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { Locality } from "./localityOf.ts";
import {
  backoffSeconds,
  longestBackoffSeconds,
  mostRoutingTasks,
  probeDeadlineSeconds,
} from "./probeTimes.ts";
import { QueueLengthCache } from "./QueueLengthCache.ts";
import { ReplicaGroups } from "./ReplicaGroups.ts";
import { ReplicaSet } from "./ReplicaSet.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { ReplicaView, RoutingPolicy } from "./RoutingPolicy.ts";

const none = -1;

/** What the attempts see of their router, and where they leave their trace. */
interface WaitingLine {
  readonly random: RandomStream;
  readonly home: RouterHome | null;
  readonly waitingCount: number;
  lastAttemptSeconds: number;
}

/** What one task is doing: between attempts, waiting for answers, or until there is any replica. */
type Phase = "paused" | "asking" | "without-replicas";

interface Task {
  readonly timer: Timer;
  phase: Phase;
  attempts: number;
  /** Attempts among all replicas: only those are followed by a pause. */
  retries: number;
  hasTriedNode: boolean;
  hasTriedZone: boolean;
  /** The node by which its request came, where that is drawn. */
  node: number;
  /** The present attempt is at replicas near by. */
  isLocal: boolean;
  first: number;
  second: number;
}

/**
 * Power of two choices by a router that knows queue lengths from a cache. A routing task draws two of all replicas. Of
 * those that the cache knows to have a free slot it takes the one with fewer requests; where it knows of none it asks
 * both. Where neither has one it tries again, at once and then after growing pauses, with two others. What is found goes
 * to the first in the line.
 *
 * Follows ray 2.60.0: `PowerOfTwoChoicesRequestRouter` with `FIFOMixin` and `ReplicaQueueLengthCache`. There is one task
 * for each of the first requests in the line, at most two a replica and fifty. The cache of a router that all proxies
 * share is exact while it is fresh; where each proxy has its own, what the others have sent since shows only when a full
 * replica turns a request away, or in the length that it tells with each request that it takes.
 */
export class ProbedRouting implements RoutingPolicy {
  readonly mayWait = true;
  /** While someone waits and replicas are there, the next attempt is never further away. */
  readonly patienceSeconds: number;
  readonly #latencySeconds: number;
  readonly #locality: Locality;
  readonly #line: WaitingLine;
  readonly #replicas: ReplicaView;
  readonly #loop: EventLoop;
  readonly #serveFirst: (replica: number) => void;
  readonly #all = new ReplicaSet();
  readonly #onNode = new ReplicaGroups();
  readonly #inZone = new ReplicaGroups();
  readonly #cache = new QueueLengthCache();
  /** A ring of tasks, oldest first: the nth is that of the nth request in the line. */
  readonly #tasks: readonly Task[];
  #oldest = 0;
  #count = 0;

  constructor(options: {
    readonly latencySeconds: number;
    readonly locality: Locality;
    readonly line: WaitingLine;
    readonly replicas: ReplicaView;
    readonly loop: EventLoop;
    readonly rank: number;
    /** Gives the replica to the first in the line and tells `left`. */
    readonly serveFirst: (replica: number) => void;
  }) {
    if (!(options.latencySeconds >= 0 && options.latencySeconds <= probeDeadlineSeconds(Infinity))) {
      throw new RangeError(`a probe of ${options.latencySeconds} s: expected 0 to 1 s`);
    }
    this.#latencySeconds = options.latencySeconds;
    this.patienceSeconds = longestBackoffSeconds + options.latencySeconds;
    this.#locality = options.locality;
    this.#line = options.line;
    this.#replicas = options.replicas;
    this.#loop = options.loop;
    this.#serveFirst = options.serveFirst;
    const handler = options.loop.addHandler((slot) => this.#onTimer(slot));
    this.#tasks = Array.from({ length: mostRoutingTasks }, (_, slot) => ({
      timer: options.loop.createTimer(handler, slot, options.rank),
      phase: "paused",
      attempts: 0,
      retries: 0,
      hasTriedNode: false,
      hasTriedZone: false,
      node: none,
      isLocal: false,
      first: none,
      second: none,
    }));
  }

  /** Every request waits until a task has found a replica for it. */
  choose(): number {
    return none;
  }

  add(replica: number, node: number, { zone }: ReplicaView): void {
    this.#all.add(replica);
    this.#onNode.add(replica, node);
    this.#inZone.add(replica, zone[replica] as number);
    // The router asks each new replica.
    this.#learn(replica, this.#latencySeconds);
    for (const [slot, task] of this.#tasks.entries()) {
      if (this.#isLive(slot) && task.phase === "without-replicas") this.#attempt(slot, task);
    }
  }

  remove(replica: number): void {
    this.#all.delete(replica);
    this.#onNode.remove(replica);
    this.#inZone.remove(replica);
  }

  /** A replica that takes a request tells its length. */
  update(replica: number): void {
    this.#learn(replica, 0);
  }

  /** A request that this router has sent to the replica is done: one less, as far as it knows. */
  finished(replica: number): void {
    this.#cache.learn(replica, Math.max(0, this.#cache.lengthOf(replica) - 1), this.#loop.nowSeconds);
  }

  /** Starts tasks for those in the line who have none; whenever the line or the replicas have changed. */
  wake(): void {
    while (this.#count < Math.min(this.#line.waitingCount, mostRoutingTasks, 2 * this.#all.count)) {
      const slot = (this.#oldest + this.#count++) % mostRoutingTasks;
      const task = this.#tasks[slot] as Task;
      task.attempts = 0;
      task.retries = 0;
      task.hasTriedNode = false;
      task.hasTriedZone = false;
      this.#attempt(slot, task);
    }
  }

  /** Someone has left the line, and the oldest task with him. */
  left(): void {
    if (this.#count === 0) return;
    this.#loop.cancelTimer((this.#tasks[this.#oldest] as Task).timer);
    this.#oldest = (this.#oldest + 1) % mostRoutingTasks;
    this.#count--;
  }

  /** Another policy takes over. */
  stop(): void {
    for (const { timer } of this.#tasks) this.#loop.releaseTimer(timer);
    this.#count = 0;
  }

  #isLive(slot: number): boolean {
    return (slot - this.#oldest + mostRoutingTasks) % mostRoutingTasks < this.#count;
  }

  #onTimer(slot: number): void {
    const task = this.#tasks[slot] as Task;
    if (task.phase !== "asking" || this.#conclude(slot, task, this.#answer(task))) this.#attempt(slot, task);
    this.wake();
  }

  /** Tries until it has to wait for something, or its request has left. */
  #attempt(slot: number, task: Task): void {
    for (;;) {
      if (this.#all.count === 0) {
        task.phase = "without-replicas";
        return;
      }
      this.#line.lastAttemptSeconds = this.#loop.nowSeconds;
      this.#draw(task);
      const found = this.#lookUp(task);
      if (found === none && this.#latencySeconds > 0) {
        task.phase = "asking";
        const waitSeconds = Math.min(this.#latencySeconds, probeDeadlineSeconds(task.attempts));
        this.#loop.setTimer(task.timer, this.#loop.nowSeconds + waitSeconds);
        return;
      }
      if (!this.#conclude(slot, task, found === none ? this.#answer(task) : found)) return;
    }
  }

  /** The end of an attempt. Returns whether the task goes on at once. */
  #conclude(slot: number, task: Task, found: number): boolean {
    task.attempts++;
    if (found !== none && this.#isFree(found)) {
      this.#serveFirst(found);
      if (!this.#isLive(slot)) return false;
    } else if (found !== none) {
      // Another proxy has filled it: it turns the request away, and tells its length.
      this.#learn(found, 0);
    }
    const pauseSeconds = task.isLocal ? 0 : backoffSeconds(task.retries++);
    if (pauseSeconds === 0) return true;
    task.phase = "paused";
    this.#loop.setTimer(task.timer, this.#loop.nowSeconds + pauseSeconds);
    return false;
  }

  /** Two of the candidates. */
  #draw(task: Task): void {
    const { random } = this.#line;
    const { members, count } = this.#candidates(task);
    const first = count === 1 ? 0 : Math.floor(random() * count);
    task.first = members[first] as number;
    task.second = none;
    if (count === 1) return;
    const second = Math.floor(random() * (count - 1));
    task.second = members[second >= first ? second + 1 : second] as number;
  }

  /** All replicas; before that, once each, those on the node of the proxy and those in its zone, where there are any. */
  #candidates(task: Task): ReplicaSet {
    const { home } = this.#line;
    task.isLocal = true;
    if (this.#locality !== "none" && !task.hasTriedNode) {
      task.hasTriedNode = true;
      task.node = home === null ? this.#drawNode() : home.node;
      const onNode = this.#onNode.in(task.node);
      if (onNode.count > 0) return onNode;
    }
    if (this.#locality === "zone" && !task.hasTriedZone) {
      task.hasTriedZone = true;
      const inZone = this.#inZone.in(home === null ? this.#zoneOf(task.node) : home.zone);
      if (inZone.count > 0) return inZone;
    }
    task.isLocal = false;
    return this.#all;
  }

  #drawNode(): number {
    const { places } = this.#onNode;
    return places.count === 0
      ? none
      : (places.members[Math.floor(this.#line.random() * places.count)] as number);
  }

  #zoneOf(node: number): number {
    const { members, count } = this.#onNode.in(node);
    return count === 0 ? none : (this.#replicas.zone[members[0] as number] as number);
  }

  /** The better candidate by the cache; a second one that it does not know is asked meanwhile. */
  #lookUp({ first, second }: Task): number {
    const [knowsFirst, knowsSecond] = [this.#isKnownFree(first), this.#isKnownFree(second)];
    if (knowsFirst && knowsSecond) {
      return this.#cache.lengthOf(second) < this.#cache.lengthOf(first) ? second : first;
    }
    if (knowsFirst) {
      if (second !== none) this.#learn(second, this.#latencySeconds);
      return first;
    }
    if (knowsSecond) {
      this.#learn(first, this.#latencySeconds);
      return second;
    }
    return none;
  }

  /** The better candidate by their own answers; none where they come too late. */
  #answer({ first, second, attempts }: Task): number {
    if (this.#latencySeconds > probeDeadlineSeconds(attempts)) return none;
    for (const replica of [first, second]) if (this.#all.has(replica)) this.#learn(replica, 0);
    const [isFirstFree, isSecondFree] = [this.#isFree(first), this.#isFree(second)];
    if (isFirstFree && isSecondFree) return this.#shorter(first, second);
    if (isFirstFree) return first;
    return isSecondFree ? second : none;
  }

  #shorter(first: number, second: number): number {
    const { ongoing } = this.#replicas;
    return (ongoing[second] as number) < (ongoing[first] as number) ? second : first;
  }

  #isFree(replica: number): boolean {
    return (
      replica !== none &&
      this.#all.has(replica) &&
      (this.#replicas.ongoing[replica] as number) < (this.#replicas.maxOngoing[replica] as number)
    );
  }

  #isKnownFree(replica: number): boolean {
    return (
      replica !== none &&
      this.#all.has(replica) &&
      this.#cache.isKnown(replica, this.#loop.nowSeconds) &&
      this.#cache.lengthOf(replica) < (this.#replicas.maxOngoing[replica] as number)
    );
  }

  #learn(replica: number, inSeconds: number): void {
    this.#cache.learn(replica, this.#replicas.ongoing[replica] as number, this.#loop.nowSeconds + inSeconds);
  }
}
