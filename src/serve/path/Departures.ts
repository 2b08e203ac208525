import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RequestStatistics } from "../../metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../metrics/VersionIndex.ts";
import type { Router } from "../routing/Router.ts";
import { type Caller, mirrored, nobody } from "./Caller.ts";
import type { Composition } from "./Composition.ts";
import { leaveDeadlines } from "./deadlineLine.ts";
import { failureCode } from "./failureReasons.ts";
import { nothing, type RequestTable } from "./RequestTable.ts";

/**
 * How requests leave: with an answer, with an error, or turned away before they came in. Each is recorded once, and whoever
 * sent it is told: a client, or the request inside the application that called.
 */
export class Departures {
  readonly #requests: RequestTable;
  readonly #loop: EventLoop;
  readonly #statistics: RequestStatistics;
  readonly #composition: Composition;
  /** Whoever sends for clients has named itself before it sends (`answerClients`). */
  #onAnswer: (row: number, failure: number, waySeconds: number) => void = () => {
    throw new Error("a request of a client left, and nobody sends for clients");
  };

  constructor(options: {
    readonly requests: RequestTable;
    readonly loop: EventLoop;
    readonly statistics: RequestStatistics;
    readonly composition: Composition;
  }) {
    this.#requests = options.requests;
    this.#loop = options.loop;
    this.#statistics = options.statistics;
    this.#composition = options.composition;
  }

  /** Names whom to tell when a request of a client has left (`RequestPath.answerClients`). */
  answerClients(onAnswer: (row: number, failure: number, waySeconds: number) => void): void {
    this.#onAnswer = onAnswer;
  }

  /** A request that is no longer on a replica leaves with an answer. */
  succeed(router: Router, request: number): void {
    const requests = this.#requests;
    const caller = requests.caller[request] as Caller;
    const startSeconds = requests.startSeconds[request] as number;
    const waitSeconds = startSeconds - (requests.arrivalSeconds[request] as number);
    const waySeconds = requests.waySeconds[request] as number;
    const serviceSeconds = this.#loop.nowSeconds - startSeconds + waySeconds;
    router.succeeded++;
    if (router.latency !== null) router.latency.record(waitSeconds + serviceSeconds);
    if (caller >= nobody) this.#statistics.recordSuccess(router.version, waitSeconds, serviceSeconds);
    else {
      this.#statistics.recordCall(waitSeconds, serviceSeconds);
      if (caller === mirrored)
        this.#statistics.recordMirroredSuccess(router.version, waitSeconds + serviceSeconds);
    }
    if (requests.isAwaiting[request] === 1) this.#composition.leave(request, true);
    this.#leave(router, request);
    if (caller !== nobody) this.#tell(caller, request, nothing, waySeconds);
  }

  /** A request that is no longer in a queue or on a replica leaves as failed. */
  fail(router: Router, request: number, reason: number): void {
    const caller = this.#requests.caller[request] as Caller;
    // Any other failure is known where it happens, or is no answer of the replica.
    const waySeconds =
      reason === failureCode.applicationError ? (this.#requests.waySeconds[request] as number) : 0;
    this.#recordFailure(router, caller, reason);
    if (this.#requests.isAwaiting[request] === 1) this.#composition.leave(request, false);
    this.#leave(router, request);
    if (caller !== nobody) this.#tell(caller, request, reason, waySeconds);
  }

  /** A request that has arrived at the router is not let in. */
  turnAway(router: Router, caller: Caller, reason: number): void {
    this.#recordFailure(router, caller, reason);
    if (caller !== nobody) this.#tell(caller, nothing, reason, 0);
  }

  /** A request reaches no router of the version: it fails at once. */
  refuse(version: VersionIndex, caller: Caller, reason: number): void {
    if (caller === mirrored) {
      this.#statistics.recordMirroredArrival(version);
      this.#statistics.recordMirroredFailure(version, reason);
      return;
    }
    this.#statistics.recordArrival(version);
    this.#statistics.recordFailure(version, reason);
    if (caller !== nobody) this.#onAnswer(caller, reason, 0);
  }

  /** Records how fast the tokens of an answer came, of which the last is there now; those of a copy nobody reads. */
  recordTokens(router: Router, request: number, lastTokenSeconds: number): void {
    if (this.#isForCopy(request)) return;
    const firstTokenSeconds = this.#requests.firstTokenSeconds[request] as number;
    const gaps = (this.#requests.outputTokens[request] as number) - 1;
    this.#statistics.recordTokens(
      router.version,
      firstTokenSeconds -
        (this.#requests.arrivalSeconds[request] as number) +
        (this.#requests.waySeconds[request] as number),
      gaps === 0 ? null : (lastTokenSeconds - firstTokenSeconds) / gaps,
    );
  }

  #recordFailure(router: Router, caller: Caller, reason: number): void {
    router.failed[reason] = (router.failed[reason] as number) + 1;
    if (caller >= nobody) this.#statistics.recordFailure(router.version, reason);
    else if (caller === mirrored) this.#statistics.recordMirroredFailure(router.version, reason);
  }

  /** A copy itself, or what one calls inside the application: nobody reads its tokens. */
  #isForCopy(request: number): boolean {
    let caller = this.#requests.caller[request] as Caller;
    while (caller < mirrored) {
      const above = this.#composition.requestOf(caller);
      if (above === nothing) return false;
      caller = this.#requests.caller[above] as Caller;
    }
    return caller === mirrored;
  }

  /** Tells a client, or the request inside the application that called. */
  #tell(caller: Caller, request: number, failure: number, waySeconds: number): void {
    if (caller > nobody) this.#onAnswer(caller, failure, waySeconds);
    else if (caller < mirrored) this.#composition.onAnswer(caller, request, failure, waySeconds);
  }

  #leave(router: Router, request: number): void {
    router.integrate(this.#loop.nowSeconds);
    router.inSystemCount--;
    if (router.requestTimeoutSeconds !== Number.POSITIVE_INFINITY) {
      leaveDeadlines(this.#requests, router, request);
    }
    this.#requests.close(request);
  }
}
