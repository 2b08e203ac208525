import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import { sample } from "../../engine/sample.ts";
import { CandidateDraw, type Candidates, noCandidates } from "./CandidateDraw.ts";
import type { Locality } from "./localityOf.ts";
import { type LineNeighbours, PendingLine, type WaitingLine } from "./PendingLine.ts";
import {
  backoffSeconds,
  longestBackoffSeconds,
  mostRoutingTasks,
  probeDeadlineSeconds,
} from "./probeTimes.ts";
import { QueueLengthCache, unknownLength } from "./QueueLengthCache.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { ReplicaView, RoutingPolicy } from "./RoutingPolicy.ts";
import type { ProbeSettings } from "./RoutingSettings.ts";
import { absentTask, type RoutingTask } from "./RoutingTask.ts";
import { type Refusal, SentRequests } from "./SentRequests.ts";
import { SideQuestions } from "./SideQuestions.ts";

const none = -1;

/** What the tasks see of their router, and where they leave their trace. */
interface ProbedLine extends WaitingLine {
  readonly random: RandomStream;
  readonly home: RouterHome | null;
  readonly waitingCount: number;
  lastAttemptSeconds: number;
}

/**
 * Power of two choices by a router that knows queue lengths from a cache. A routing task takes care of one request. It
 * draws two replicas; of those that the cache knows to have a free slot it takes the one with fewer requests, and where it
 * knows of none it asks both. Where neither has one it tries again, at once and then after growing pauses. What it finds
 * goes to the first in the line, and the task that took care of him is over; the finder goes on, after its next pause,
 * until a replica has been found for its own request, and then at once with the next one.
 *
 * The cache learns of a request only when that is on its way, which is after the task has come to rest. So a task that
 * knows of one free slot may send it all who wait; the replica takes those for whom it has room and refuses the others.
 * And nobody is told of a slot that becomes free: it is found at the next attempt, up to half a second later.
 *
 * Follows ray 2.60.0: `PowerOfTwoChoicesRequestRouter`, `FIFOMixin`, `RequestRouter._fulfill_pending_requests` and
 * `AsyncioRouter.route_and_send_request`. There is one task for each open request, at most two a replica and fifty. Where
 * each proxy has a router of its own, what others have sent shows only in what replicas tell.
 */
export class ProbedRouting implements RoutingPolicy {
  readonly mayWait = true;
  /** While someone waits and replicas are there, the next attempt is never further away. */
  readonly patienceSeconds: number;
  readonly #settings: ProbeSettings;
  readonly #line: ProbedLine;
  readonly #pending: PendingLine;
  readonly #replicas: ReplicaView;
  readonly #loop: EventLoop;
  readonly #offer: (request: number, replica: number) => boolean;
  readonly #draw: CandidateDraw;
  readonly #cache = new QueueLengthCache();
  readonly #aside: SideQuestions;
  /** Replicas to ask at the end of this turn. */
  readonly #asides: number[] = [];
  /** Tasks that ask at the end of this turn. */
  readonly #askers: number[] = [];
  readonly #sent: SentRequests;
  readonly #tasks: readonly RoutingTask[];
  /** Tasks that are there, the cancelled ones included until the end of the turn. */
  #taskCount = 0;
  /** Those about to run, and those that run in this turn. */
  #ready: number[] = [];
  #running: number[] = [];
  #waits = 0;
  #isInTurn = false;
  #isStopped = false;
  /** For a request that finds nobody in the line. */
  readonly #fresh: Candidates = noCandidates();
  /** Until when the router is busy with what it has sent and what has been refused. */
  #busyUntilSeconds = 0;

  constructor(options: {
    readonly settings: ProbeSettings;
    readonly locality: Locality;
    readonly line: ProbedLine;
    readonly requests: LineNeighbours;
    readonly replicas: ReplicaView;
    readonly loop: EventLoop;
    readonly rank: number;
    /** Gives the request to the replica if that has a free slot; then it leaves the line. */
    readonly offer: (request: number, replica: number) => boolean;
  }) {
    const { settings, line, loop, replicas, rank } = options;
    this.#settings = settings;
    this.patienceSeconds = longestBackoffSeconds + longestWaitSeconds(settings);
    this.#line = line;
    this.#pending = new PendingLine(line, options.requests);
    this.#replicas = replicas;
    this.#loop = loop;
    this.#offer = options.offer;
    this.#draw = new CandidateDraw({
      locality: options.locality,
      home: line.home,
      random: line.random,
      replicas,
    });
    const handler = loop.addHandler(() => this.#onTimer());
    this.#tasks = Array.from({ length: mostRoutingTasks }, (_, slot) =>
      absentTask(loop.createTimer(handler, slot, rank)),
    );
    this.#aside = new SideQuestions({ loop, rank, onAnswer: (replica) => this.#learn(replica) });
    this.#sent = new SentRequests({ loop, rank, onRefused: (refusal) => this.#onRefused(refusal) });
  }

  /** A replica that the cache knows to have a free slot, while nobody else waits; any other request waits for a task. */
  choose(): number {
    if (this.#line.waitingCount > 0 || this.#taskCount > 0 || this.#draw.all.count === 0) return none;
    if (this.#fresh.first === none) this.#draw.draw(this.#fresh);
    const found = this.#lookUp(this.#fresh);
    // One that is full after all refuses the request; so does one that the cache did not know.
    if (found === none || !this.#isFree(found)) return none;
    this.#fresh.first = none;
    this.#resetLocality(this.#fresh);
    return found;
  }

  add(replica: number, node: number): void {
    this.#draw.add(replica, node);
    // The router asks each new replica.
    this.#askAside(replica);
    for (const [slot, task] of this.#tasks.entries()) {
      if (task.phase === "without-replicas") this.#makeReady(slot, task);
    }
    this.wake();
  }

  remove(replica: number): void {
    this.#draw.remove(replica);
    this.#fresh.first = none;
    this.#resetLocality(this.#fresh);
  }

  /** A replica that takes a request of this router tells its length. */
  update(replica: number): void {
    this.#learn(replica);
  }

  /** A request that this router has sent to the replica is done: one less, as far as it knows. */
  finished(replica: number): void {
    this.#cache.change(replica, -1, this.#loop.nowSeconds);
  }

  /** Someone has come to the line. */
  joined(request: number): void {
    this.#pending.join(request);
    this.wake();
  }

  /** Someone leaves the line, for whatever reason; called while he still stands in it. */
  left(request: number): void {
    const slot = this.#pending.leave(request);
    if (slot !== none) this.#end(slot);
  }

  /** Lets tasks run for those who have none; whenever the line or the replicas have changed. */
  wake(): void {
    this.#startTasks();
    if (!this.#isInTurn) this.#takeTurns();
  }

  /** Another policy takes over. */
  stop(): void {
    for (const { timer } of this.#tasks) this.#loop.releaseTimer(timer);
    this.#aside.stop();
    this.#sent.stop();
    this.#isStopped = true;
  }

  /**
   * Tasks whose pause ends now run in one turn, in the order in which they paused; answers that come now take a few more
   * steps through the event loop of the router, so those who wait for them run after that.
   */
  #onTimer(): void {
    this.#wakeThose("paused");
    this.#aside.deliver();
    this.#wakeThose("asking");
  }

  #wakeThose(phase: "paused" | "asking"): void {
    const { nowSeconds } = this.#loop;
    const tasks = this.#tasks;
    for (const [slot, task] of tasks.entries()) {
      if (task.phase !== phase || task.dueSeconds !== nowSeconds) continue;
      this.#loop.cancelTimer(task.timer);
      this.#ready.push(slot);
    }
    const orderOf = (slot: number) => (tasks[slot] as RoutingTask).order;
    if (this.#ready.length > 1) this.#ready.sort((a, b) => orderOf(a) - orderOf(b));
    this.#takeTurns();
  }

  #goOnAt(dueSeconds: number, task: RoutingTask): void {
    task.dueSeconds = dueSeconds;
    task.order = ++this.#waits;
    this.#loop.setTimer(task.timer, dueSeconds);
  }

  #onRefused({ request, order, replica, ongoing }: Refusal): void {
    if (this.#draw.all.has(replica)) this.#cache.learn(replica, ongoing, this.#loop.nowSeconds);
    if (this.#pending.orderOf(request) === order) this.#pending.reopen(request);
    this.wake();
  }

  /** Tasks run until all of them wait; whatever they send in one turn is on its way before the next. */
  #takeTurns(): void {
    this.#isInTurn = true;
    while (this.#ready.length > 0) {
      [this.#running, this.#ready] = [this.#ready, this.#running];
      for (const slot of this.#running) {
        const task = this.#tasks[slot] as RoutingTask;
        // Another one of this turn may have served its request.
        if (task.phase !== "cancelled") this.#run(slot, task);
      }
      this.#running.length = 0;
      for (const [slot, { phase }] of this.#tasks.entries()) if (phase === "cancelled") this.#end(slot);
      this.#send();
      this.#ask();
    }
    this.#isInTurn = false;
  }

  #send(): void {
    const sent = this.#sent;
    // One request alone costs nothing that its latency does not tell.
    if (sent.count > 1) this.#handle(sent.count);
    for (let index = 0; index < sent.count; index++) {
      const [request, replica] = [sent.requestAt(index), sent.replicaAt(index)];
      const order = this.#pending.orderOf(request);
      if (this.#offer(request, replica)) continue;
      const ongoing = this.#replicas.ongoing[replica] as number;
      this.#cache.change(replica, 1, this.#loop.nowSeconds);
      this.#handle(1);
      sent.refuse({ request, order, replica, ongoing }, this.#busyUntilSeconds + this.#drawLatency());
    }
    sent.clear();
  }

  /** So many messages more to handle, one after another. */
  #handle(messages: number): void {
    const fromSeconds = Math.max(this.#busyUntilSeconds, this.#loop.nowSeconds);
    this.#busyUntilSeconds = fromSeconds + messages * this.#settings.messageSeconds;
    // Until then nobody can be asked.
    this.#line.lastAttemptSeconds = this.#busyUntilSeconds;
  }

  #startTasks(): void {
    if (this.#isStopped) return;
    const target = this.#targetCount();
    for (let slot = 0; slot < mostRoutingTasks && this.#taskCount < target; slot++) {
      const task = this.#tasks[slot] as RoutingTask;
      if (task.phase !== "absent") continue;
      this.#taskCount++;
      task.request = none;
      this.#makeReady(slot, task);
    }
  }

  #targetCount(): number {
    return Math.min(this.#pending.openCount, mostRoutingTasks, 2 * this.#draw.all.count);
  }

  #makeReady(slot: number, task: RoutingTask): void {
    task.phase = "ready";
    this.#ready.push(slot);
  }

  /** The task is over; another one may take its place. */
  #end(slot: number): void {
    const task = this.#tasks[slot] as RoutingTask;
    this.#loop.cancelTimer(task.timer);
    task.phase = "absent";
    this.#taskCount--;
    this.#startTasks();
  }

  /** Whether the task goes on with a request that has none: not where there are more tasks than open requests. */
  #takeNext(slot: number, task: RoutingTask): boolean {
    if (this.#taskCount > this.#targetCount()) return false;
    task.request = this.#pending.takeFree(slot);
    task.requestOrder = this.#pending.orderOf(task.request);
    task.retries = 0;
    task.failures = 0;
    this.#resetLocality(task.candidates);
    return task.request !== none;
  }

  #isDone({ request, requestOrder }: RoutingTask): boolean {
    return !this.#pending.isOpen(request, requestOrder);
  }

  #resetLocality(candidates: Candidates): void {
    candidates.hasTriedNode = false;
    candidates.hasTriedZone = false;
  }

  /** Goes on until the task has to wait for something, or is over. */
  #run(slot: number, task: RoutingTask): void {
    let isAnswered = task.phase === "asking";
    if (task.request === none && !this.#takeNext(slot, task)) {
      this.#end(slot);
      return;
    }
    for (;;) {
      // Another task has found a replica for it.
      if (!isAnswered && this.#isDone(task) && !this.#takeNext(slot, task)) {
        this.#end(slot);
        return;
      }
      if (!isAnswered && this.#draw.all.count === 0) {
        task.phase = "without-replicas";
        return;
      }
      const found = isAnswered ? this.#answer(task) : this.#attempt(task);
      if (found === none && !isAnswered) {
        task.phase = "asking";
        this.#askers.push(slot);
        return;
      }
      isAnswered = false;
      if (found === none) task.failures++;
      else if (this.#assign(found, task)) continue;
      const pauseSeconds = task.candidates.isLocal ? 0 : backoffSeconds(task.retries++);
      if (pauseSeconds === 0) continue;
      task.phase = "paused";
      this.#goOnAt(this.#loop.nowSeconds + pauseSeconds, task);
      return;
    }
  }

  /** The better one of two new candidates by the cache. */
  #attempt({ candidates }: RoutingTask): number {
    if (this.#fresh.first === none) this.#draw.draw(candidates);
    else {
      // Drawn when the request came.
      Object.assign(candidates, this.#fresh);
      this.#fresh.first = none;
      this.#resetLocality(this.#fresh);
    }
    this.#line.lastAttemptSeconds = Math.max(this.#line.lastAttemptSeconds, this.#loop.nowSeconds);
    return this.#lookUp(candidates);
  }

  /** The questions of this turn: they go out after its requests. */
  #ask(): void {
    const { nowSeconds } = this.#loop;
    for (const replica of this.#asides) this.#askNow(replica);
    this.#asides.length = 0;
    for (const slot of this.#askers) {
      const task = this.#tasks[slot] as RoutingTask;
      // One that has been cancelled since may even have begun anew.
      if (task.phase !== "asking") continue;
      const { first, second } = task.candidates;
      const answerSeconds = Math.max(this.#answerSeconds(first), this.#answerSeconds(second));
      const deadlineSeconds = nowSeconds + probeDeadlineSeconds(task.failures);
      task.isAnsweredInTime = answerSeconds <= deadlineSeconds;
      this.#goOnAt(Math.min(answerSeconds, deadlineSeconds), task);
    }
    this.#askers.length = 0;
  }

  /** The better candidate by their own answers; none where they come too late. */
  #answer({ candidates: { first, second }, isAnsweredInTime }: RoutingTask): number {
    if (!isAnsweredInTime) return none;
    const { ongoing, maxOngoing } = this.#replicas;
    let found = none;
    for (const replica of [first, second]) {
      if (replica === none || !this.#draw.all.has(replica)) continue;
      this.#learn(replica);
      if ((ongoing[replica] as number) >= (maxOngoing[replica] as number)) continue;
      if (found === none || (ongoing[replica] as number) < (ongoing[found] as number)) found = replica;
    }
    return found;
  }

  /** The first in the line gets the replica. Returns whether he is the one that the task takes care of. */
  #assign(replica: number, task: RoutingTask): boolean {
    const request = this.#pending.firstOpen();
    if (request === none) throw new Error("a routing task looks for a replica for nobody");
    const slot = this.#pending.send(request);
    this.#sent.add(request, replica);
    const other = this.#tasks[slot];
    if (other !== undefined && other !== task) {
      this.#loop.cancelTimer(other.timer);
      other.phase = "cancelled";
    }
    return this.#isDone(task);
  }

  /** The better candidate by the cache. A second one that it does not know is asked meanwhile. */
  #lookUp({ first, second }: Candidates): number {
    const [ofFirst, ofSecond] = [this.#freeLengthOf(first), this.#freeLengthOf(second)];
    if (ofFirst === unknownLength && ofSecond === unknownLength) return none;
    if (ofFirst === unknownLength) this.#askAside(first);
    if (ofSecond === unknownLength && second !== none) this.#askAside(second);
    return ofFirst === unknownLength || (ofSecond !== unknownLength && ofSecond < ofFirst) ? second : first;
  }

  /** The length by which the cache knows the replica to have a free slot, or `unknownLength`. */
  #freeLengthOf(replica: number): number {
    if (replica === none || !this.#draw.all.has(replica)) return unknownLength;
    const { maxOngoing } = this.#replicas;
    const length = this.#cache.lengthOf(replica, this.#loop.nowSeconds);
    return length < (maxOngoing[replica] as number) ? length : unknownLength;
  }

  #isFree(replica: number): boolean {
    const { ongoing, maxOngoing } = this.#replicas;
    return (ongoing[replica] as number) < (maxOngoing[replica] as number);
  }

  /** Asks while nobody waits for the answer. */
  #askAside(replica: number): void {
    if (this.#isInTurn) this.#asides.push(replica);
    else this.#askNow(replica);
  }

  /** An answer that comes after the deadline of a first question tells nothing any more. */
  #askNow(replica: number): void {
    const answerSeconds = this.#answerSeconds(replica);
    if (answerSeconds <= this.#loop.nowSeconds + probeDeadlineSeconds(0))
      this.#aside.ask(replica, answerSeconds);
  }

  /** When the answer to a question of now comes: after all that the router has to handle before. */
  #answerSeconds(replica: number): number {
    if (replica === none) return 0;
    const handledSeconds = this.#busyUntilSeconds + this.#settings.messageSeconds;
    return Math.max(this.#loop.nowSeconds, handledSeconds) + this.#drawLatency();
  }

  #drawLatency(): number {
    const { latencySeconds } = this.#settings;
    return latencySeconds.kind === "fixed" ? latencySeconds.value : sample(latencySeconds, this.#line.random);
  }

  /** The replica tells its length. */
  #learn(replica: number): void {
    if (!this.#draw.all.has(replica)) return;
    this.#cache.learn(replica, this.#replicas.ongoing[replica] as number, this.#loop.nowSeconds);
  }
}

/** For how long a task may wait for answers: never longer than the longest deadline. */
function longestWaitSeconds({ latencySeconds }: ProbeSettings): number {
  const longestDeadlineSeconds = probeDeadlineSeconds(Number.POSITIVE_INFINITY);
  if (latencySeconds.kind !== "fixed") return longestDeadlineSeconds;
  if (!(latencySeconds.value >= 0 && latencySeconds.value <= longestDeadlineSeconds)) {
    throw new RangeError(`a probe of ${latencySeconds.value} s: expected 0 to ${longestDeadlineSeconds} s`);
  }
  return latencySeconds.value;
}
