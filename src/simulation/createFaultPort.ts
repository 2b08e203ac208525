import type { NodeId } from "../cluster/nodes/NodeId.ts";
import type { Fault, FaultVersion } from "../faults/Fault.ts";
import type { FaultPort } from "../faults/ports/FaultPort.ts";
import { type Victim, victim } from "../faults/ports/Victim.ts";
import type { LastingHurts } from "./LastingHurts.ts";
import { ReplicaHurts } from "./replicas/ReplicaHurts.ts";
import type { ReplicaLifecycle } from "./replicas/ReplicaLifecycle.ts";
import type { HeadNodes } from "./versions/HeadNodes.ts";
import type { ProxyLifecycle } from "./versions/ProxyLifecycle.ts";
import { ranks } from "./world/ranks.ts";
import type { ReplicaWorld, VersionWorld, World } from "./world/World.ts";

/** The parts of a simulation that faults reach into. */
export interface FaultPortParts {
  readonly replicas: ReplicaLifecycle;
  readonly heads: HeadNodes;
  readonly proxies: ProxyLifecycle;
}

/** The world as one fault can hurt it. */
export function createFaultPort(
  options: FaultPortParts & {
    readonly world: World;
    readonly fault: Fault;
    readonly lasting: LastingHurts;
  },
): FaultPort {
  const { world, replicas, heads, proxies, fault, lasting } = options;
  const hurts = new ReplicaHurts(world, replicas.checks);
  const random = world.streams.stream(`fault/${fault.name}`);
  const versionOf = (version: FaultVersion) => (version === "canary" ? world.canary : world.primary);
  const nodeOf = (id: number) => {
    for (const cluster of world.clusters) {
      const node = cluster.fleet.nodes.find((each) => each.id === id);
      if (node !== undefined) return { cluster, node };
    }
    throw new Error(`no node ${id}`);
  };
  const replicaOf = (id: Victim<"replica">): ReplicaWorld => {
    const replica = world.replicas[id];
    if (replica === undefined) throw new Error(`no replica ${id}`);
    return replica;
  };
  const replicasOn = (id: NodeId) =>
    world.replicas.filter(
      ({ state, shares }) => state !== "gone" && shares.some(({ node }) => node.id === id),
    );
  const running = (version: VersionWorld | null, deployment: string | null) =>
    world.replicas
      .filter(
        (replica) =>
          replica.state === "running" &&
          replica.deployment.version === version &&
          (deployment === null || replica.deployment.definition.name === deployment),
      )
      .map(({ id }) => victim<"replica">(id));
  return {
    random,
    runningReplicas: (version, deployment) => running(versionOf(version), deployment),
    readyNodes: (version, workerGroup, market) =>
      (versionOf(version)?.cluster.fleet.nodes ?? [])
        .filter(
          ({ state, group, market: nodeMarket }) =>
            state === "ready" &&
            (workerGroup === null || group.name === workerGroup) &&
            (market === null || nodeMarket === market),
        )
        .map(({ id }) => victim<"node">(id)),
    eachReplica: (version, deployment, effect) => {
      const watch = { deployment, effect: (id: number) => effect(victim(id)) };
      return lasting.begin(version, {
        begin: (struck) => {
          for (const replica of running(struck, deployment)) effect(replica);
          struck.runningWatches.push(watch);
        },
        end: (struck) => {
          struck.runningWatches = struck.runningWatches.filter((other) => other !== watch);
        },
      });
    },
    crashReplica: (id, reason) => replicas.crash(replicaOf(id), reason),
    failHealthChecks: (id, how) => hurts.failHealthChecks(replicaOf(id), how),
    hangReplica: (id) => hurts.hang(replicaOf(id)),
    slowReplica: (id, factor) => hurts.slow(replicaOf(id), factor),
    afterServing: (id, requests, then) => {
      const { pathReplica, state } = replicaOf(id);
      if (state !== "gone" && pathReplica >= 0) world.path.afterServing(pathReplica, requests, then);
    },
    warnNode: (id, secondsLeft) => {
      const { cluster, node } = nodeOf(id);
      if (node.state !== "ready") return;
      for (const host of node.unit) cluster.fleet.beginLeaving(host);
      const deadlineSeconds = world.loop.nowSeconds + secondsLeft;
      for (const replica of node.unit.flatMap((host) => replicasOn(host.id))) {
        // ray 2.60.0 looks at the node of the actor alone: a replica that lies there with other bundles only is not moved.
        if (replica.node === null || !node.unit.includes(replica.node)) continue;
        const cause = `node ${id} goes in ${secondsLeft} s`;
        replicas.moveAway(replica, { nodes: node.unit, deadlineSeconds, cause });
      }
    },
    loseNode: (id, reason) => {
      const { cluster, node } = nodeOf(id);
      if (node.state === "gone") return;
      world.log({
        kind: "node-lost",
        message: `${cluster.id}: node ${id} is lost`,
        version: cluster.id,
        node: id,
      });
      for (const host of node.unit) {
        for (const replica of replicasOn(host.id)) replicas.crash(replica, reason);
        proxies.loseNode(cluster, host);
      }
      cluster.fleet.release(node);
    },
    nodesInZone: (zone) =>
      world.clusters.flatMap(({ fleet }) =>
        fleet.nodes
          .filter((node) => node.zone === zone && node.state !== "gone")
          .map(({ id }) => victim<"node">(id)),
      ),
    isHeadInZone: (version, zone) => versionOf(version)?.cluster.definition.zones[0] === zone,
    closeZone: (zone) => world.offer.closeZone(zone),
    closeSpotMarket: () => world.offer.closeSpot(),
    liveProxies: (version) =>
      (versionOf(version)?.cluster.proxies ?? [])
        .filter(({ isAlive }) => isAlive)
        .map(({ id }) => victim<"proxy">(id)),
    killProxy: (id) => {
      const proxy = world.proxies[id];
      if (proxy === undefined) throw new Error(`no proxy ${id}`);
      proxies.die(proxy, { withNode: false });
    },
    killHeadNode: (version) => {
      const struck = versionOf(version);
      return struck !== null && heads.kill(struck.cluster);
    },
    breakStartUp: (version, deployment, mode) => {
      const broken = { deployment, mode };
      return lasting.begin(version, {
        begin: (struck) => struck.startUpFaults.push(broken),
        end: (struck) => {
          struck.startUpFaults = struck.startUpFaults.filter((other) => other !== broken);
        },
      });
    },
    slowStartUp: (version, deployment, factor) => {
      const slowed = { deployment, factor };
      return lasting.begin(version, {
        begin: (struck) => struck.startUpSlowdowns.push(slowed),
        end: (struck) => {
          struck.startUpSlowdowns = struck.startUpSlowdowns.filter((other) => other !== slowed);
        },
      });
    },
    slowDown: (scope, factor) => {
      const applySpeeds = (struck: VersionWorld) => {
        for (const deployment of struck.deployments) {
          for (const replica of deployment.replicas) hurts.applySpeed(replica);
        }
      };
      return lasting.begin(scope, {
        begin: (struck) => {
          struck.slowFactors.push(factor);
          applySpeeds(struck);
        },
        end: (struck) => {
          struck.slowFactors.splice(struck.slowFactors.indexOf(factor), 1);
          applySpeeds(struck);
        },
      });
    },
    addErrors: (scope, percent) => {
      const apply = ({ index, errorPercents }: VersionWorld) =>
        world.path.setVersionErrorPercent(index, Math.max(0, ...errorPercents));
      return lasting.begin(scope, {
        begin: (struck) => {
          struck.errorPercents.push(percent);
          apply(struck);
        },
        end: (struck) => {
          struck.errorPercents.splice(struck.errorPercents.indexOf(percent), 1);
          apply(struck);
        },
      });
    },
    beginStockOut: (name) => {
      const pool = world.pools.get(name);
      pool?.beginStockOut();
      return () => pool?.endStockOut();
    },
    multiplyTraffic: (factor) => {
      const { surgeFactors } = world;
      surgeFactors.push(factor);
      return () => {
        surgeFactors.splice(surgeFactors.indexOf(factor), 1);
      };
    },
    delayTrafficShifts: (seconds) => world.balancer.lag(seconds),
    disturbMetrics: (version, deployment, how) => {
      let undo = () => {};
      return lasting.begin(version, {
        begin: (struck) => {
          undo = world.metrics.disturb({ version: struck, deployment, random, ...how });
        },
        end: () => undo(),
      });
    },
    after: (seconds, then) =>
      world.loop.at(world.loop.nowSeconds + seconds, ranks.faults, () => {
        then();
        world.requestReview();
      }),
    log: (message) => world.log({ kind: "fault", message: `${fault.name}: ${message}` }),
  };
}
