import { EventLoop } from "../../src/engine/EventLoop.ts";
import { createRandomStreams, type RandomStream } from "../../src/engine/RandomStreams.ts";
import { RequestStatistics } from "../../src/metrics/RequestStatistics.ts";
import type { VersionIndex } from "../../src/metrics/VersionIndex.ts";
import type { Deployment } from "../../src/serve/Deployment.ts";
import { failureReasons } from "../../src/serve/path/failureReasons.ts";
import type { PathReplica } from "../../src/serve/path/PathReplica.ts";
import { RequestPath } from "../../src/serve/path/RequestPath.ts";
import { nothing } from "../../src/serve/path/RequestTable.ts";
import { testDeployment } from "./testDeployment.ts";

/** How one request ended, as the statistics were told. */
export interface End {
  readonly atSeconds: number;
  /** A failure code, or that it succeeded. */
  readonly outcome: "success" | number;
  readonly waitSeconds: number | null;
}

class WatchedStatistics extends RequestStatistics {
  readonly ends: End[] = [];
  readonly #loop: EventLoop;

  constructor(loop: EventLoop) {
    super({ failureCodes: failureReasons.length });
    this.#loop = loop;
  }

  override recordSuccess(version: VersionIndex, waitSeconds: number, serviceSeconds: number): void {
    super.recordSuccess(version, waitSeconds, serviceSeconds);
    this.ends.push({ atSeconds: this.#loop.nowSeconds, outcome: "success", waitSeconds });
  }

  override recordFailure(version: VersionIndex, failureCode: number): void {
    super.recordFailure(version, failureCode);
    this.ends.push({ atSeconds: this.#loop.nowSeconds, outcome: failureCode, waitSeconds: null });
  }
}

/** A request path with its loop, one version a router, that keeps how every request ended and which replicas fell idle. */
export function watchedPath(
  deployments: readonly Partial<Deployment>[],
  options: {
    readonly maxRequests?: number;
    readonly maxEvents?: number;
    readonly random?: RandomStream;
  } = {},
) {
  const loop = new EventLoop({ maxEvents: options.maxEvents ?? 10_000_000 });
  const statistics = new WatchedStatistics(loop);
  const path = new RequestPath({
    loop,
    statistics,
    maxRequests: options.maxRequests ?? 100_000,
    rank: 50,
  });
  for (const [index, deployment] of deployments.entries()) {
    path.addRouter({
      version: statistics.addVersion(),
      deployment: testDeployment(deployment),
      random: options.random ?? createRandomStreams("routing").stream(String(index)),
    });
  }
  const idle: number[] = [];
  const drain = (replica: number) =>
    path.drainReplica(replica as PathReplica, () => idle.push(path.replicas.owner[replica] as number));
  return { loop, path, statistics, idle, drain };
}

/** What is wrong with the indices that the path's columns and lists hold of each other; empty when nothing is. */
export function wrongIndices(path: RequestPath): string[] {
  const wrong: string[] = [];
  const expectThat = (isRight: boolean, what: string) => {
    if (!isRight) wrong.push(what);
  };
  const { requests, replicas } = path;
  for (const [index, router] of path.routers.entries()) {
    for (let place = 0; place < router.availableCount; place++) {
      const replica = router.available[place] as number;
      expectThat(replicas.availablePosition[replica] === place, `replica ${replica} is not at its place`);
      expectThat(replicas.accepting[replica] === 1, `replica ${replica} drains and is available`);
      expectThat(
        (replicas.ongoing[replica] as number) < (replicas.maxOngoing[replica] as number),
        `replica ${replica} is full and available`,
      );
    }
    let [count, before] = [0, nothing];
    for (let at = router.waitingHead; at !== nothing; at = requests.behind[at] as number) {
      expectThat(requests.before[at] === before, `request ${at} has a wrong neighbour`);
      expectThat(requests.replica[at] === nothing, `request ${at} waits and is served`);
      expectThat(requests.router[at] === index, `request ${at} waits at a wrong router`);
      if (before !== nothing) {
        const isOrdered =
          (requests.arrivalSeconds[before] as number) <= (requests.arrivalSeconds[at] as number);
        expectThat(isOrdered, `request ${at} waits behind a younger one`);
      }
      before = at;
      count++;
    }
    expectThat(router.waitingTail === before, "the line has a wrong end");
    expectThat(router.waitingCount === count, `${count} wait, not ${router.waitingCount}`);
    if (router.requestTimeoutSeconds === Number.POSITIVE_INFINITY) continue;
    let [deadlines, earlier] = [0, nothing];
    for (let at = router.earliestDeadline; at !== nothing; at = requests.laterDeadline[at] as number) {
      expectThat(requests.earlierDeadline[at] === earlier, `request ${at} has a wrong earlier deadline`);
      earlier = at;
      deadlines++;
    }
    expectThat(router.latestDeadline === earlier, "the deadlines have a wrong end");
    expectThat(
      deadlines === router.inSystemCount,
      `${deadlines} deadlines of ${router.inSystemCount} requests`,
    );
  }
  return wrong;
}
