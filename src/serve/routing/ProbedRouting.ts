import type { EventLoop, Timer } from "../../engine/EventLoop.ts";
import type { RandomStream } from "../../engine/RandomStreams.ts";
import {
  CandidateDraw,
  type Candidates,
  copyCandidates,
  forgetTried,
  noCandidates,
} from "./CandidateDraw.ts";
import type { Locality } from "./localityOf.ts";
import { MessageHandling } from "./MessageHandling.ts";
import { Pauses } from "./Pauses.ts";
import { type LineNeighbours, PendingLine, type WaitingLine } from "./PendingLine.ts";
import { mostRoutingTasks, probeDeadlineSeconds, usualBackoff } from "./probeTimes.ts";
import { QueueLengths } from "./QueueLengths.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { ReplicaView, RoutingPolicy } from "./RoutingPolicy.ts";
import type { ProbeSettings } from "./RoutingSettings.ts";
import type { RoutingTask } from "./RoutingTask.ts";
import { RoutingTasks } from "./RoutingTasks.ts";
import { SentRequests } from "./SentRequests.ts";

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
  readonly prefersModelHolders = false;
  /** While someone waits and replicas are there, the next attempt is never further away. */
  readonly patienceSeconds: number;
  readonly #line: ProbedLine;
  readonly #pending: PendingLine;
  readonly #replicas: ReplicaView;
  readonly #loop: EventLoop;
  readonly #offer: (request: number, replica: number) => boolean;
  readonly #draw: CandidateDraw;
  readonly #messages: MessageHandling;
  readonly #pauses: Pauses;
  readonly #tasks: RoutingTasks;
  readonly #lengths: QueueLengths;
  readonly #sent: SentRequests;
  /** Tasks that ask at the end of this turn. */
  readonly #askers: RoutingTask[] = [];
  /** For a request that finds nobody in the line. */
  readonly #fresh: Candidates = noCandidates();
  /** For the next moment at which a task goes on or an answer comes that nobody waits for; `Infinity`: it is not set. */
  readonly #timer: Timer;
  #timerSeconds = Number.POSITIVE_INFINITY;

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
    this.#messages = new MessageHandling(settings, line.random);
    const backoff = settings.backoff ?? usualBackoff;
    this.#pauses = new Pauses(backoff);
    this.patienceSeconds = backoff.maxSeconds + this.#messages.longestWaitSeconds;
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
    this.#tasks = new RoutingTasks({
      target: () => Math.min(this.#pending.openCount, mostRoutingTasks, 2 * this.#draw.all.count),
      run: (task) => this.#run(task),
      onTurnOver: () => {
        this.#send();
        this.#ask();
      },
    });
    this.#lengths = new QueueLengths({
      members: this.#draw.all,
      replicas,
      messages: this.#messages,
      loop,
      isHeld: () => this.#tasks.isInTurn,
      onAsked: () => this.#setTimer(),
    });
    this.#sent = new SentRequests({
      loop,
      rank,
      onRefused: (request, order, replica, ongoing) => this.#onRefused(request, order, replica, ongoing),
    });
    this.#timer = loop.createTimer(
      loop.addHandler(() => this.#onTimer()),
      0,
      rank,
    );
  }

  /** A replica that the cache knows to have a free slot, while nobody else waits; any other request waits for a task. */
  choose(): number {
    if (this.#line.waitingCount > 0 || this.#tasks.count > 0 || this.#draw.all.count === 0) return none;
    if (this.#fresh.first === none) this.#draw.draw(this.#fresh);
    const found = this.#lengths.betterByCache(this.#fresh);
    // One that is full after all refuses the request; so does one that the cache did not know.
    if (found === none || !this.#lengths.hasFreeSlot(found)) return none;
    this.#forgetFresh();
    return found;
  }

  /** Whoever waits here waits for the next attempt. */
  ownReplica(): number {
    return none;
  }

  add(replica: number, node: number): void {
    this.#draw.add(replica, node);
    // The router asks each new replica.
    this.#lengths.ask(replica);
    this.#tasks.foundReplicas();
    this.wake();
  }

  remove(replica: number): void {
    this.#draw.remove(replica);
    this.#forgetFresh();
  }

  /** A replica that takes a request of this router tells its length. */
  update(replica: number): void {
    this.#lengths.learn(replica);
  }

  /** A request that this router has sent to the replica is done: one less, as far as it knows. */
  finished(replica: number): void {
    this.#lengths.change(replica, -1);
  }

  /** Someone has come to the line. */
  joined(request: number): void {
    this.#pending.join(request);
    this.wake();
  }

  /** Someone leaves the line, for whatever reason; called while he still stands in it. */
  left(request: number): void {
    const slot = this.#pending.leave(request);
    if (slot !== none) this.#tasks.end(this.#tasks.at(slot));
  }

  /** Lets tasks run for those who have none; whenever the line or the replicas have changed. */
  wake(): void {
    this.#tasks.wake();
    if (!this.#tasks.isInTurn) this.#setTimer();
  }

  /** Another policy takes over. */
  stop(): void {
    this.#tasks.stop();
    this.#lengths.stop();
    this.#sent.stop();
    this.#loop.releaseTimer(this.#timer);
    this.#timerSeconds = Number.POSITIVE_INFINITY;
  }

  /**
   * Tasks whose pause ends now run first; answers that come now take a few more steps through the event loop of the router,
   * so those who wait for them run after that.
   */
  #onTimer(): void {
    this.#timerSeconds = Number.POSITIVE_INFINITY;
    do {
      const { nowSeconds } = this.#loop;
      this.#tasks.wakePaused(nowSeconds);
      this.#lengths.deliver();
      this.#tasks.wakeAsking(nowSeconds);
    } while (this.#loop.goOnTo(this.#nextSeconds()));
    this.#setTimer();
  }

  #nextSeconds(): number {
    return Math.min(this.#tasks.nextSeconds, this.#lengths.nextSeconds);
  }

  #setTimer(): void {
    const nextSeconds = this.#nextSeconds();
    if (nextSeconds === this.#timerSeconds) return;
    this.#timerSeconds = nextSeconds;
    if (nextSeconds === Number.POSITIVE_INFINITY) this.#loop.cancelTimer(this.#timer);
    else this.#loop.setTimer(this.#timer, nextSeconds);
  }

  #onRefused(request: number, order: number, replica: number, ongoing: number): void {
    this.#lengths.learn(replica, ongoing);
    if (this.#pending.orderOf(request) === order) this.#pending.reopen(request);
    this.wake();
  }

  /** The requests of this turn go out; those whom their replica refuses are back later. */
  #send(): void {
    const sent = this.#sent;
    if (sent.count === 0) return;
    // One request alone costs nothing that its latency does not tell.
    if (sent.count > 1) this.#handle(sent.count);
    for (let index = 0; index < sent.count; index++) {
      const request = sent.requestAt(index);
      const replica = sent.replicaAt(index);
      const order = this.#pending.orderOf(request);
      if (this.#offer(request, replica)) continue;
      const ongoing = this.#replicas.ongoing[replica] as number;
      this.#lengths.change(replica, 1);
      this.#handle(1);
      sent.refuse(request, order, replica, ongoing, this.#messages.drawRefusalSeconds());
    }
    sent.clear();
  }

  #handle(messages: number): void {
    this.#messages.handle(messages, this.#loop.nowSeconds);
    // Until then nobody can be asked.
    this.#line.lastAttemptSeconds = this.#messages.busyUntilSeconds;
  }

  /** The questions of this turn go out, after its requests. */
  #ask(): void {
    const { nowSeconds } = this.#loop;
    const askers = this.#askers;
    this.#lengths.askHeld();
    for (let index = 0; index < askers.length; index++) {
      const task = askers[index] as RoutingTask;
      // One that has been cancelled since may even have begun anew.
      if (task.phase !== "asking") continue;
      const answerSeconds = this.#drawAnswersSeconds(task.candidates);
      const deadlineSeconds = nowSeconds + probeDeadlineSeconds(task.failures);
      task.isAnsweredInTime = answerSeconds <= deadlineSeconds;
      this.#tasks.askUntil(Math.min(answerSeconds, deadlineSeconds), task);
    }
    askers.length = 0;
  }

  /** When both have answered who are asked now. */
  #drawAnswersSeconds({ second }: Candidates): number {
    const { nowSeconds } = this.#loop;
    const ofFirst = this.#messages.drawAnswerSeconds(nowSeconds);
    return second === none ? ofFirst : Math.max(ofFirst, this.#messages.drawAnswerSeconds(nowSeconds));
  }

  /** Goes on until the task has to wait for something, or is over. */
  #run(task: RoutingTask): void {
    let isAnswered = task.phase === "asking";
    if (task.request === none && !this.#takeNext(task)) {
      this.#tasks.end(task);
      return;
    }
    for (;;) {
      // Another task has found a replica for it.
      if (!isAnswered && this.#isDone(task) && !this.#takeNext(task)) {
        this.#tasks.end(task);
        return;
      }
      if (!isAnswered && this.#draw.all.count === 0) {
        task.phase = "without-replicas";
        return;
      }
      const found = isAnswered ? this.#answer(task) : this.#attempt(task);
      if (found === none && !isAnswered) {
        task.phase = "asking";
        this.#askers.push(task);
        return;
      }
      isAnswered = false;
      if (found === none) task.failures++;
      else if (this.#assign(found, task)) continue;
      const pauseSeconds = task.candidates.isLocal ? 0 : this.#pauses.at(task.retries++);
      if (pauseSeconds === 0) continue;
      this.#tasks.pauseUntil(this.#loop.nowSeconds + pauseSeconds, task);
      return;
    }
  }

  /** Whether the task goes on with a request that has none: not where there are more tasks than open requests. */
  #takeNext(task: RoutingTask): boolean {
    if (this.#tasks.areTooMany) return false;
    task.request = this.#pending.takeFree(task.slot);
    task.requestOrder = this.#pending.orderOf(task.request);
    task.retries = 0;
    task.failures = 0;
    forgetTried(task.candidates);
    return task.request !== none;
  }

  #isDone({ request, requestOrder }: RoutingTask): boolean {
    return !this.#pending.isOpen(request, requestOrder);
  }

  /** The better one of two new candidates by the cache. */
  #attempt({ candidates }: RoutingTask): number {
    if (this.#fresh.first === none) this.#draw.draw(candidates);
    else {
      // Drawn when the request came.
      copyCandidates(this.#fresh, candidates);
      this.#forgetFresh();
    }
    this.#line.lastAttemptSeconds = Math.max(this.#line.lastAttemptSeconds, this.#loop.nowSeconds);
    return this.#lengths.betterByCache(candidates);
  }

  /** The better candidate by their own answers; none where they come too late. */
  #answer({ candidates, isAnsweredInTime }: RoutingTask): number {
    return isAnsweredInTime ? this.#lengths.betterByAnswers(candidates) : none;
  }

  /** The first in the line gets the replica. Returns whether he is the one that the task takes care of. */
  #assign(replica: number, task: RoutingTask): boolean {
    const request = this.#pending.firstOpen();
    if (request === none) throw new Error("a routing task looks for a replica for nobody");
    const slot = this.#pending.send(request);
    this.#sent.add(request, replica);
    if (slot !== none && this.#tasks.at(slot) !== task) this.#tasks.cancel(this.#tasks.at(slot));
    return this.#isDone(task);
  }

  #forgetFresh(): void {
    this.#fresh.first = none;
    forgetTried(this.#fresh);
  }
}
