import { EventLoop } from "../../src/engine/EventLoop.ts";
import { createRandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts";
import { sample } from "../../src/engine/sample.ts";
import { RequestStatistics } from "../../src/metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../src/metrics/VersionIndex.ts";
import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import type { PathRouter } from "../../src/serve/path/PathRouter.ts";
import { RequestPath } from "../../src/serve/path/RequestPath.ts";
import { testDeployment } from "../serve/testDeployment.ts";
import type { QueueModel } from "./QueueModel.ts";

/** Is told of the run as it happens. */
export interface QueueObserver {
  /** Before an arrival, counted from 0, and once more after the last; with the request-seconds spent in the system so far. */
  onArrival(index: number, nowSeconds: number, inSystemSeconds: () => number): void;
  /** The request that arrived last was refused. */
  onRefusal(): void;
  onSuccess(waitSeconds: number, latencySeconds: number): void;
}

class ObservedStatistics extends RequestStatistics {
  readonly #observer: QueueObserver;
  constructor(observer: QueueObserver) {
    super({ failureCodes: failureReasons.length });
    this.#observer = observer;
  }
  override recordSuccess(version: VersionIndex, waitSeconds: number, serviceSeconds: number): void {
    super.recordSuccess(version, waitSeconds, serviceSeconds);
    this.#observer.onSuccess(waitSeconds, waitSeconds + serviceSeconds);
  }
  override recordFailure(version: VersionIndex, failureCode: number): void {
    super.recordFailure(version, failureCode);
    this.#observer.onRefusal();
  }
}

/**
 * Runs a model on Rollcast's own request path, event loop and random streams, from empty until the last request has left.
 * The only place in this folder that knows how the request path is called.
 */
export function runQueue(
  model: QueueModel,
  options: { readonly requests: number; readonly seed: string; readonly observer: QueueObserver },
): void {
  const { requests, seed, observer } = options;
  const loop = new EventLoop({ maxEvents: 10 * requests });
  const statistics = new ObservedStatistics(observer);
  const path = new RequestPath({ loop, statistics, maxRequests: 200_000, rank: 50 });
  const streams = createRandomStreams(seed);
  const [gaps, works, split] = [
    streams.stream("arrivals"),
    streams.stream("service"),
    streams.stream("split"),
  ];
  const version = statistics.addVersion();
  const routers: PathRouter[] = [];
  for (let owner = 0; owner < model.replicas; owner++) {
    if (owner === 0 || model.arrivalsGo === "split") {
      const deployment = testDeployment({ maxQueuedRequests: model.maxQueued });
      routers.push(path.addRouter({ version, deployment, random: streams.stream(`routing/${owner}`) }));
    }
    const router = routers.at(-1)!;
    path.addReplica({ router, maxOngoing: model.slots, slowdown: model.slowdown, speed: 1, owner });
  }
  const inSystemSeconds = () => {
    let sum = 0;
    for (const router of path.routers) {
      router.integrate(loop.nowSeconds);
      sum += router.inSystemSeconds;
    }
    return sum;
  };
  let arrived = 0;
  let timer = 0;
  const wait = { kind: "exponential", mean: 1 / model.arrivalsPerSecond } as const;
  const next = () => loop.setTimer(timer, loop.nowSeconds + sample(wait, gaps));
  const arrive = () => {
    observer.onArrival(arrived, loop.nowSeconds, inSystemSeconds);
    if (arrived++ === requests) return;
    path.arrive(routers[pick(routers.length, split)]!, model.serviceTime.draw(works), 0);
    next();
  };
  timer = loop.createTimer(loop.addHandler(arrive), 0, 60);
  next();
  while (arrived <= requests || path.countInSystem() > 0) loop.runUntil(loop.nowSeconds + 1000);
}

function pick(count: number, random: RandomStream): number {
  return count === 1 ? 0 : Math.floor(random() * count);
}
