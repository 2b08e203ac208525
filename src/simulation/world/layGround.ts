import { CloudOffer } from "../../cluster/pools/CloudOffer.ts";
import { NodePool } from "../../cluster/pools/NodePool.ts";
import { EventLoop } from "../../engine/EventLoop.ts";
import { createRandomStreams } from "../../engine/RandomStreams.ts";
import { RequestStatistics } from "../../metrics/RequestStatistics.ts";
import { failureReasons } from "../../serve/path/failureReasons.ts";
import { RequestPath } from "../../serve/path/RequestPath.ts";
import { anyscaleService } from "../../strategies/anyscale/service/anyscaleService.ts";
import { KeyedDraws } from "../../workload/arrivals/KeyedDraws.ts";
import { ReviewRequests } from "../ReviewRequests.ts";
import { HoldingRecorder } from "../record/HoldingRecorder.ts";
import { MetricsChannel } from "../replicas/MetricsChannel.ts";
import type { SimulationEvent } from "../result/SimulationEvent.ts";
import type { Scenario } from "../Scenario.ts";
import { LoadBalancer } from "../traffic/LoadBalancer.ts";
import type { ClusterWorld } from "./ClusterWorld.ts";
import { ranks } from "./ranks.ts";
import type { Ground, VersionWorld } from "./World.ts";

/** More events than anyone reads; the log stops there and says so. */
const maxLoggedEvents = 100_000;

/** All of a world at 0 s but its versions: clock, luck, machines to be had, the request path, and where things are written down. */
export function layGround(scenario: Scenario): Ground {
  const { limits, seed, replacements, machines } = scenario;
  const loop = new EventLoop({ maxEvents: limits.maxEvents });
  const streams = createRandomStreams(seed);
  const statistics = new RequestStatistics({ failureCodes: failureReasons.length });
  const calls = new KeyedDraws(streams.stream("calls"));
  const clusters: ClusterWorld[] = [];
  const versions: VersionWorld[] = [];
  const holding = new HoldingRecorder({ loop, clusters, versions, replacements });
  const reviews = new ReviewRequests(loop);
  const events: SimulationEvent[] = [];
  return {
    scenario,
    rules: anyscaleService,
    loop,
    streams,
    pools: createPools(scenario, loop),
    offer: new CloudOffer(),
    statistics,
    path: new RequestPath({
      loop,
      statistics,
      maxRequests: limits.maxRequestsInSystem,
      rank: ranks.requests,
      drawCalls: (key, index) => calls.at(key, index),
      ...(machines === undefined ? {} : { machines }),
    }),
    clusters,
    versions,
    canary: null,
    isRollingOut: false,
    isTerminating: false,
    balancer: new LoadBalancer(
      loop,
      scenario.traffic.map(({ endpoint = null }) => endpoint),
    ),
    isByReadiness: scenario.primary.cluster.headNode === null,
    metrics: new MetricsChannel({ loop }),
    surgeFactors: [],
    rounding: "up",
    replicas: [],
    proxies: [],
    targets: [],
    events,
    startingSinceSeconds: null,
    inPlaceSinceSeconds: null,
    replicasCrashed: 0,
    nodeCount: 0,
    holding,
    reviews,
    requestReview: () => reviews.request(),
    noteHolding: () => holding.note(),
    log: (event) => noteEvent(events, { atSeconds: loop.nowSeconds, ...event }),
  };
}

/** They change their sizes when the scenario says. */
function createPools({ pools }: Scenario, loop: EventLoop): ReadonlyMap<string, NodePool> {
  const byName = new Map(pools.map((pool) => [pool.name, new NodePool(pool)]));
  for (const { name, changes = [] } of pools) {
    for (const { atSeconds, maxNodes } of changes) {
      loop.at(atSeconds, ranks.faults, () => byName.get(name)?.resize(maxNodes));
    }
  }
  return byName;
}

function noteEvent(events: SimulationEvent[], event: SimulationEvent): void {
  if (events.length > maxLoggedEvents) return;
  if (events.length < maxLoggedEvents) events.push(event);
  else {
    const { atSeconds } = event;
    events.push({ atSeconds, kind: "log-full", message: "more happened than is logged" });
  }
}
