import { nothing, type RequestTable } from "../path/RequestTable.ts";
import type { ReplicaWork } from "./ReplicaWork.ts";

/** Ray Serve's `@serve.multiplexed`: a replica holds a few of many models. */
export interface MultiplexingSettings {
  readonly maxModelsPerReplica: number;
  /** To load one model; nothing else of the replica waits for it. */
  readonly loadSeconds: number;
}

/**
 * Models that a replica holds, before the work that its requests need (ray 2.60.0, serve/multiplex.py). A request whose model
 * is there is worked on at once. The others stand in one line: one model is loaded at a time, in the place of the one that
 * has been used least recently, and who comes to the front finds the model there or has it loaded.
 */
export class ModelCache implements ReplicaWork {
  readonly #requests: RequestTable;
  readonly #work: ReplicaWork;
  readonly #loadSeconds: number;
  readonly #onLoad: () => void;
  /** Least recently used first. */
  readonly #models: Int32Array;
  #modelCount = 0;
  #loading = nothing;
  #loadedAtSeconds = 0;
  /** Requests that wait for their model; `position` says that they do. */
  #head = nothing;
  #tail = nothing;
  #workingCount = 0;
  /** What the work named when it was asked last: it is done with something then, or looks at what has come. */
  #workDueSeconds = Number.POSITIVE_INFINITY;

  constructor(
    requests: RequestTable,
    work: ReplicaWork,
    options: MultiplexingSettings & { readonly onLoad: () => void },
  ) {
    if (!(options.maxModelsPerReplica >= 1 && options.loadSeconds >= 0)) {
      throw new RangeError("a replica without room for a model, or that loads one in less than no time");
    }
    this.#requests = requests;
    this.#work = work;
    this.#loadSeconds = options.loadSeconds;
    this.#onLoad = options.onLoad;
    this.#models = new Int32Array(options.maxModelsPerReplica);
  }

  /** Models that it holds or loads. */
  get modelCount(): number {
    return this.#modelCount + (this.#loading === nothing ? 0 : 1);
  }

  /** Whether the model is there or being loaded: replicas tell of both (serve/multiplex.py). */
  holds(model: number): boolean {
    return model === this.#loading || this.#placeOf(model) !== nothing;
  }

  begin(request: number, nowSeconds: number): void {
    this.#endLoads(nowSeconds);
    const model = this.#requests.model[request] as number;
    if (model === nothing || this.#touch(model)) {
      this.#startWork(request, nowSeconds);
      return;
    }
    this.#append(request);
    if (this.#loading === nothing) this.#serveLine(nowSeconds);
  }

  finish(nowSeconds: number): number {
    if (this.#workingCount === 0 || nowSeconds < this.#workDueSeconds) {
      this.#endLoads(nowSeconds);
      return nothing;
    }
    const request = this.#work.finish(nowSeconds);
    if (request !== nothing) this.#workingCount--;
    return request;
  }

  abandon(request: number, nowSeconds: number): void {
    this.#endLoads(nowSeconds);
    if (this.#requests.position[request] === waitsForModel) {
      this.#remove(request);
    } else {
      this.#workingCount--;
      this.#work.abandon(request, nowSeconds);
    }
  }

  nextSeconds(nowSeconds: number): number {
    this.#workDueSeconds =
      this.#workingCount === 0 ? Number.POSITIVE_INFINITY : this.#work.nextSeconds(nowSeconds);
    const loadSeconds = this.#loading === nothing ? Number.POSITIVE_INFINITY : this.#loadedAtSeconds;
    return Math.max(nowSeconds, Math.min(this.#workDueSeconds, loadSeconds));
  }

  anyRequest(): number {
    return this.#head === nothing ? this.#work.anyRequest() : this.#head;
  }

  setSpeed(speed: number, nowSeconds: number): void {
    this.#work.setSpeed(speed, nowSeconds);
  }

  /** Puts models that are loaded by now in place, one after the other. */
  #endLoads(nowSeconds: number): void {
    while (this.#loading !== nothing && nowSeconds >= this.#loadedAtSeconds) {
      this.#models[this.#modelCount++] = this.#loading;
      this.#loading = nothing;
      this.#serveLine(this.#loadedAtSeconds, nowSeconds);
    }
  }

  /** From the front: who finds the model there begins; for the first who does not, it is loaded. */
  #serveLine(atSeconds: number, nowSeconds: number = atSeconds): void {
    while (this.#head !== nothing) {
      const request = this.#head;
      const model = this.#requests.model[request] as number;
      if (this.#placeOf(model) === nothing) {
        if (this.#modelCount === this.#models.length) this.#models.copyWithin(0, 1, this.#modelCount--);
        this.#loading = model;
        this.#loadedAtSeconds = atSeconds + this.#loadSeconds;
        this.#onLoad();
        return;
      }
      this.#remove(request);
      this.#startWork(request, nowSeconds);
    }
  }

  #startWork(request: number, nowSeconds: number): void {
    this.#requests.position[request] = 0;
    this.#workingCount++;
    this.#work.begin(request, nowSeconds);
  }

  /** Makes a model that is there the one used last. */
  #touch(model: number): boolean {
    const place = this.#placeOf(model);
    if (place === nothing) return false;
    this.#models.copyWithin(place, place + 1, this.#modelCount);
    this.#models[this.#modelCount - 1] = model;
    return true;
  }

  #placeOf(model: number): number {
    for (let place = 0; place < this.#modelCount; place++) if (this.#models[place] === model) return place;
    return nothing;
  }

  #append(request: number): void {
    const requests = this.#requests;
    requests.position[request] = waitsForModel;
    requests.before[request] = this.#tail;
    requests.behind[request] = nothing;
    if (this.#tail === nothing) this.#head = request;
    else requests.behind[this.#tail] = request;
    this.#tail = request;
  }

  #remove(request: number): void {
    const requests = this.#requests;
    const before = requests.before[request] as number;
    const behind = requests.behind[request] as number;
    if (before === nothing) this.#head = behind;
    else requests.behind[before] = behind;
    if (behind === nothing) this.#tail = before;
    else requests.before[behind] = before;
  }
}

/** In `position`: the request is not worked on yet. */
const waitsForModel = -2;
