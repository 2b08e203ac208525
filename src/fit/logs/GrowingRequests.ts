import { grownFloats, grownIntegers } from "../../engine/grownColumn.ts";
import type { RequestLog } from "../RequestLog.ts";
import type { LoggedRequest } from "./LogSink.ts";

/** Requests of one deployment while a log is read; the order is that of the log. */
export class GrowingRequests {
  #count = 0;
  #arrivals = new Float64Array(1024);
  #durations = new Float64Array(1024);
  #waits = new Float64Array(1024);
  #inputs = new Float64Array(1024);
  #outputs = new Float64Array(1024);
  #outcomes = new Int32Array(1024);
  #replicas = new Int32Array(1024);
  readonly #replicaNumbers = new Map<string, number>();
  /** By request, where the log has ids. */
  readonly ids: (string | null)[] = [];
  readonly #ingress: boolean[] = [];
  readonly #routes: (string | null)[] = [];
  readonly #whole = new Map<number, number>();

  get count(): number {
    return this.#count;
  }

  add(request: LoggedRequest): void {
    if (this.#count === this.#arrivals.length) this.#grow();
    const at = this.#count++;
    this.#arrivals[at] = request.arrivalSeconds;
    this.#durations[at] = request.durationSeconds;
    this.#waits[at] = request.waitSeconds;
    this.#inputs[at] = request.inputTokens;
    this.#outputs[at] = request.outputTokens;
    this.#outcomes[at] = request.outcome;
    this.#replicas[at] = this.#numberOf(request.replica);
    if (request.requestId !== null || this.ids.length > 0) {
      while (this.ids.length < at) this.ids.push(null);
      this.ids.push(request.requestId);
      this.#ingress[at] = request.isIngress === true;
      this.#routes[at] = request.route;
    }
  }

  arrivalOf(index: number): number {
    return this.#arrivals[index]!;
  }

  durationOf(index: number): number {
    return this.#durations[index]!;
  }

  /** How long the request was at its replica, its calls included. */
  servedOf(index: number): number {
    return this.#whole.get(index) ?? this.#durations[index]!;
  }

  /** For a time without that of the calls that a request makes; `servedOf` still says the whole. */
  setOwnDuration(index: number, seconds: number): void {
    this.#whole.set(index, this.servedOf(index));
    this.#durations[index] = seconds;
  }

  isIngress(index: number): boolean {
    return this.#ingress[index] === true;
  }

  routeOf(index: number): string | null {
    return this.#routes[index] ?? null;
  }

  /** All requests, or those at these places, by arrival. */
  log(takenBy: RequestLog["takenBy"], places: readonly number[] | null = null): RequestLog {
    const order = Int32Array.from(places ?? Array.from({ length: this.#count }, (_, index) => index));
    const isAscending = order.every(
      (place, i) => i === 0 || this.#arrivals[place]! >= this.#arrivals[order[i - 1]!]!,
    );
    if (!isAscending) order.sort((a, b) => this.#arrivals[a]! - this.#arrivals[b]! || a - b);
    const pick = (column: Float64Array) => Float64Array.from(order, (place) => column[place]!);
    const known = (column: Float64Array) => {
      const picked = pick(column);
      return picked.every(Number.isNaN) ? null : picked;
    };
    const replicas = Int32Array.from(order, (place) => this.#replicas[place]!);
    return {
      arrivalSeconds: pick(this.#arrivals),
      durationSeconds: known(this.#durations),
      waitSeconds: known(this.#waits),
      outcomes: Uint8Array.from(order, (place) => this.#outcomes[place]!),
      inputTokens: known(this.#inputs),
      outputTokens: known(this.#outputs),
      replicas: replicas.every((replica) => replica < 0) ? null : replicas,
      takenBy,
    };
  }

  #numberOf(replica: string | null): number {
    if (replica === null) return -1;
    const known = this.#replicaNumbers.get(replica);
    if (known !== undefined) return known;
    const number = this.#replicaNumbers.size;
    this.#replicaNumbers.set(replica, number);
    return number;
  }

  #grow(): void {
    const length = 2 * this.#arrivals.length;
    this.#arrivals = grownFloats(this.#arrivals, length);
    this.#durations = grownFloats(this.#durations, length);
    this.#waits = grownFloats(this.#waits, length);
    this.#inputs = grownFloats(this.#inputs, length);
    this.#outputs = grownFloats(this.#outputs, length);
    this.#outcomes = grownIntegers(this.#outcomes, length);
    this.#replicas = grownIntegers(this.#replicas, length);
  }
}
