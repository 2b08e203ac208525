import { CloudOffer } from "../../cluster/pools/CloudOffer.ts";
import { NodePool } from "../../cluster/pools/NodePool.ts";
import type { RolloutSplit, VersionShare } from "../../strategies/capacity/RolloutSplit.ts";
import { MetricsChannel } from "../replicas/MetricsChannel.ts";
import type { Scenario } from "../Scenario.ts";
import { LoadBalancer } from "../traffic/LoadBalancer.ts";
import { ranks } from "./ranks.ts";
import type { VersionWorld, World } from "./World.ts";

/** The world at 0 s, without any version yet; its pools change their sizes when the scenario says. */
export function createWorld(
  scenario: Scenario,
  parts: Pick<World, "loop" | "streams" | "statistics" | "path" | "requestReview" | "noteHolding" | "log">,
): World {
  const { loop, streams, statistics, path, requestReview, noteHolding, log } = parts;
  const world: World = {
    scenario,
    loop,
    streams,
    pools: new Map(scenario.pools.map((pool) => [pool.name, new NodePool(pool)])),
    offer: new CloudOffer(),
    statistics,
    path,
    clusters: [],
    versions: [],
    get primary(): VersionWorld {
      const version = this.versions[this.primaryIndex];
      if (version === undefined) throw new Error("there is no primary yet");
      return version;
    },
    primaryIndex: 0,
    canary: null,
    isRollingOut: false,
    isTerminating: false,
    get split(): RolloutSplit {
      return { canary: shareOf(this.canary), primary: shareOf(this.primary) };
    },
    balancer: new LoadBalancer(loop),
    metrics: new MetricsChannel({ loop }),
    surgeFactors: [],
    rounding: "up",
    replicas: [],
    proxies: [],
    targets: [],
    events: [],
    startingSinceSeconds: null,
    inPlaceSinceSeconds: null,
    replicasCrashed: 0,
    nodeCount: 0,
    requestReview,
    noteHolding,
    log,
  };
  for (const { name, changes = [] } of scenario.pools) {
    for (const { atSeconds, maxNodes } of changes) {
      loop.at(atSeconds, ranks.faults, () => world.pools.get(name)?.resize(maxNodes));
    }
  }
  return world;
}

function shareOf(version: VersionWorld | null): VersionShare {
  if (version === null) return { capacityPercent: 0, trafficPercent: 0 };
  const { capacityPercent, trafficPercent } = version;
  return { capacityPercent, trafficPercent };
}
