import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStreams } from "../../engine/RandomStreams.ts";
import { ClientStatistics } from "../../metrics/ClientStatistics.ts";
import { failureCode } from "../../serve/path/failureReasons.ts";
import type { RequestPath } from "../../serve/path/RequestPath.ts";
import { nothing } from "../../serve/path/RequestTable.ts";
import { KeyedDraws } from "../../workload/arrivals/KeyedDraws.ts";
import { attemptDeadlineSeconds } from "../../workload/clients/attemptDeadlineSeconds.ts";
import type { ClientSettings } from "../../workload/clients/Client.ts";
import { nextAttemptSeconds } from "../../workload/clients/nextAttemptSeconds.ts";
import { RetryBudget } from "../../workload/clients/RetryBudget.ts";
import type { TrafficStream } from "../../workload/Traffic.ts";
import { ranks } from "../world/ranks.ts";
import { ClientTable } from "./ClientTable.ts";

/** Who asks nothing more than to be answered. */
const patient: ClientSettings = {
  attemptTimeoutSeconds: null,
  overallTimeoutSeconds: null,
  retries: null,
  cancelsWork: true,
};

/** The clients of one traffic stream. */
interface StreamClients {
  readonly settings: ClientSettings;
  readonly budget: RetryBudget | null;
  /** By the request's serial number, then by `4 × attempt + purpose`. */
  readonly draws: KeyedDraws;
  readonly statistics: ClientStatistics;
}

/** What the timer of a row brings, where its answer has left its replica (`ClientTable.coming`). */
const coming = { nothing: 0, answer: 1, endOfPatience: 2 } as const;

const purposes = { backoff: 0, split: 1, error: 2, service: 3 } as const;

/**
 * Those who send requests, wait for answers, lose patience and try again. A request has one row here from its first
 * attempt to its final answer; each attempt is a request of its own on the request path. Nothing is allocated a request.
 */
export class Clients {
  readonly table: ClientTable;
  readonly #loop: EventLoop;
  readonly #path: RequestPath;
  readonly #streams: readonly StreamClients[];
  readonly #handler: number;
  readonly #send: (row: number, splitDraw: number, errorDraw: number) => number;
  readonly #onAnswered: (stream: number, user: number) => void;

  constructor(options: {
    readonly loop: EventLoop;
    readonly path: RequestPath;
    readonly streams: RandomStreams;
    readonly traffic: readonly TrafficStream[];
    readonly maxRequests: number;
    /** Sends an attempt to a version, with the row as its caller; returns its number on the request path, or `nothing`. */
    readonly send: (row: number, splitDraw: number, errorDraw: number) => number;
    /** A user of a closed loop has its final answer. */
    readonly onAnswered: (stream: number, user: number) => void;
  }) {
    this.#loop = options.loop;
    this.#path = options.path;
    this.#send = options.send;
    this.#onAnswered = options.onAnswered;
    this.table = new ClientTable({ maxRequests: options.maxRequests });
    options.path.answerClients((row, failure, waySeconds) => this.#onLeft(row, failure, waySeconds));
    this.#handler = this.#loop.addHandler((row) => this.#due(row));
    this.#streams = options.traffic.map((stream, index) => {
      const settings = stream.client ?? patient;
      const budget = settings.retries?.budget ?? null;
      return {
        settings,
        budget: budget === null ? null : new RetryBudget(budget, 0),
        draws: new KeyedDraws(options.streams.stream(`clients/${index}`)),
        statistics: new ClientStatistics(),
      };
    });
  }

  /** Whether anyone does more than wait: else requests need no row. */
  static areNeeded(traffic: readonly TrafficStream[]): boolean {
    return traffic.some(({ client, arrivals }) => client !== undefined || arrivals.kind === "closed-loop");
  }

  /** What the clients of each stream have seen, in the order of the streams. */
  get statistics(): readonly ClientStatistics[] {
    return this.#streams.map(({ statistics }) => statistics);
  }

  /** A row for a request that is sent now; its sender fills in what it asks for, and calls `begin`. */
  open(stream: number): number {
    const { table } = this;
    const row = table.open();
    if ((table.timer[row] as number) === nothing) {
      table.timer[row] = this.#loop.createTimer(this.#handler, row, ranks.arrivals);
    }
    table.stream[row] = stream;
    table.firstSeconds[row] = this.#loop.nowSeconds;
    table.attempt[row] = 1;
    table.coming[row] = coming.nothing;
    return row;
  }

  /** Sends the first attempt. */
  begin(row: number, splitDraw: number, errorDraw: number): void {
    const { budget, statistics } = this.#of(row);
    statistics.recordRequest();
    budget?.noteRequest(this.#loop.nowSeconds);
    this.#attempt(row, splitDraw, errorDraw);
  }

  /** A draw for the row's present attempt: the same in every run of its stream, whatever came before. */
  draw(row: number, purpose: keyof typeof purposes): number {
    const key = 4 * (this.table.attempt[row] as number) + purposes[purpose];
    return this.#of(row).draws.at(this.table.serial[row] as number, key);
  }

  /**
   * The present attempt has left the request path, and its client knows after `waySeconds`, if its patience lasts so long. Does not
   * call the request path.
   */
  #onLeft(row: number, failure: number, waySeconds: number): void {
    if (waySeconds === 0) {
      this.#onAnswer(row, failure);
      return;
    }
    const { table } = this;
    const answerSeconds = this.#loop.nowSeconds + waySeconds;
    const deadlineSeconds = table.deadlineSeconds[row] as number;
    const isInTime = answerSeconds <= deadlineSeconds;
    table.request[row] = nothing;
    table.coming[row] = isInTime ? coming.answer : coming.endOfPatience;
    table.comingFailure[row] = isInTime ? failure : failureCode.clientTimeout;
    this.#loop.setTimer(table.timer[row] as number, Math.min(answerSeconds, deadlineSeconds));
  }

  /** The present attempt has ended: with a failure code, or `nothing` for an answer. Does not call the request path. */
  #onAnswer(row: number, failure: number): void {
    const { table } = this;
    const { settings, budget, statistics } = this.#of(row);
    const nowSeconds = this.#loop.nowSeconds;
    const firstSeconds = table.firstSeconds[row] as number;
    table.request[row] = nothing;
    if (failure === nothing) {
      statistics.recordSuccess(nowSeconds - firstSeconds);
      this.#close(row);
      return;
    }
    const attempt = table.attempt[row] as number;
    const draw = settings.retries === null ? 0 : this.draw(row, "backoff");
    const atSeconds = nextAttemptSeconds(settings, attempt, firstSeconds, nowSeconds, draw);
    const isWanted = atSeconds !== Number.POSITIVE_INFINITY;
    if (isWanted && (budget === null || budget.takeRetry(nowSeconds))) {
      table.attempt[row] = attempt + 1;
      this.#loop.setTimer(table.timer[row] as number, atSeconds);
      return;
    }
    if (isWanted) statistics.retriesDenied++;
    statistics.recordFailure();
    this.#close(row);
  }

  #of(row: number): StreamClients {
    return this.#streams[this.table.stream[row] as number] as StreamClients;
  }

  #attempt(row: number, splitDraw: number, errorDraw: number): void {
    const { table } = this;
    const { settings, statistics } = this.#of(row);
    const nowSeconds = this.#loop.nowSeconds;
    statistics.recordAttempt(table.attempt[row] as number);
    const deadline = attemptDeadlineSeconds(settings, table.firstSeconds[row] as number, nowSeconds);
    const timer = table.timer[row] as number;
    // Before it is sent: an attempt that is turned away is answered at once, and sets the timer for the next.
    table.deadlineSeconds[row] = deadline;
    if (deadline !== Number.POSITIVE_INFINITY) this.#loop.setTimer(timer, deadline);
    table.request[row] = nothing;
    const request = this.#send(row, splitDraw, errorDraw);
    if (request !== nothing) table.request[row] = request;
  }

  /** An answer is there, the next attempt is due, or the patience for the present one has ended. */
  #due(row: number): void {
    const { table } = this;
    if (table.coming[row] !== coming.nothing) {
      table.coming[row] = coming.nothing;
      this.#onAnswer(row, table.comingFailure[row] as number);
      return;
    }
    const request = table.requestOf(row);
    if (request === nothing) {
      this.#attempt(row, this.draw(row, "split"), this.draw(row, "error"));
    } else if (this.#of(row).settings.cancelsWork) {
      this.#path.abandon(request, failureCode.clientTimeout);
    } else {
      this.#path.detach(request);
      this.#onAnswer(row, failureCode.clientTimeout);
    }
  }

  #close(row: number): void {
    const { table } = this;
    const user = table.user[row] as number;
    this.#loop.cancelTimer(table.timer[row] as number);
    table.close(row);
    if (user !== nothing) this.#onAnswered(table.stream[row] as number, user);
  }
}
