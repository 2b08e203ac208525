import { LatencyHistogram } from "../../metrics/LatencyHistogram.ts";
import type { VersionWords } from "../../strategies/VersionWords.ts";
import type { CompactedNode } from "../result/CompactedNode.ts";
import type { PlayedCommand } from "../result/PlayedCommand.ts";
import type { PlayedPlan } from "../result/PlayedPlan.ts";
import type { PlayedRollout } from "../result/PlayedRollout.ts";
import type { ServiceStatus, ServiceVersionStatus } from "../result/ServiceStatus.ts";
import type { SimulationResult } from "../result/SimulationResult.ts";
import type { SimulationOutcome, Summary } from "../result/Summary.ts";
import type { ClientLedger } from "../traffic/TrafficSources.ts";
import type { HeldBound } from "../updates/HeldBound.ts";
import type { UpdateRecord } from "../updates/UpdateClock.ts";
import { localName } from "../versions/reviewStatuses.ts";
import type { StateKeeper } from "../versions/StateKeeper.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { describeMirrored, mirroredFigures } from "./describeMirrored.ts";
import { describeNodes, describeNodeWaits } from "./describeNodes.ts";
import { describeOverhead } from "./describeOverhead.ts";
import { describeDeployment, describeIdle, routersByDeployment } from "./describeRouters.ts";
import { heldReplicas } from "./heldReplicas.ts";
import type { Observer } from "./Observer.ts";
import { costs, countRequests, summariseLatency, summariseTokens } from "./summarise.ts";
import { summariseClients } from "./summariseClients.ts";
import { unmetWaits } from "./unmetWaits.ts";

/** What the result is made of. */
export interface ResultParts {
  readonly world: World;
  readonly observer: Observer;
  readonly plans: readonly PlayedPlan[];
  readonly words: VersionWords;
  readonly commands: readonly PlayedCommand[];
  /** The last one; `null`: none. */
  readonly update: UpdateRecord | null;
  readonly states: StateKeeper;
  readonly service: ServiceStatus<ServiceVersionStatus>;
  /** By stream; empty where no client does more than wait for its one attempt. */
  readonly rollouts: readonly PlayedRollout[];
  readonly clients: readonly ClientLedger[];
  readonly compactions: readonly CompactedNode[];
  readonly beyondCapacitySeconds: number;
  /** The most that may be held now. */
  readonly bound: HeldBound | null;
}

/** Durations of all versions together. */
interface Histograms {
  readonly total: LatencyHistogram;
  readonly firstToken: LatencyHistogram;
  readonly tokenGap: LatencyHistogram;
}

/** Everything that has been found out so far. */
export function describeResult(parts: ResultParts): SimulationResult {
  const { world, observer, plans, states } = parts;
  const { statistics, path } = world;
  const overhead = describeOverhead(world);
  const total = new LatencyHistogram({ precisionBits: 8 });
  const firstToken = new LatencyHistogram({ precisionBits: 8 });
  const tokenGap = new LatencyHistogram({ precisionBits: 8 });
  for (const version of statistics.versions) {
    total.add(version.latency);
    firstToken.add(version.firstToken);
    tokenGap.add(version.tokenGap);
  }
  const named = <Value>(value: (version: VersionWorld) => Value): Record<string, Value> =>
    Object.fromEntries(world.versions.map((version) => [version.id, value(version)]));
  const statisticsOf = (version: VersionWorld) => {
    const found = statistics.versions[version.index];
    if (found === undefined) throw new Error(`no statistics of ${version.id}`);
    return found;
  };
  return {
    scenario: {
      name: world.scenario.name,
      description: world.scenario.description,
      seed: world.scenario.seed,
      replacements: world.scenario.replacements,
      horizonSeconds: world.loop.nowSeconds,
    },
    summary: summarise(parts, { total, firstToken, tokenGap }),
    waitedFor: unmetWaits(world, parts),
    rollouts: [...parts.rollouts],
    plans: [...plans],
    steps: observer.stepsUntilNow(),
    splits: [...observer.splits],
    trafficInEffect: [...world.balancer.inEffect],
    loadBalancerLags: world.balancer.lags.map((lag) => ({ ...lag })),
    service: parts.service,
    serviceStates: [...states.serviceStates],
    versions: world.versions.map((version) => ({
      id: version.id,
      ...(version.definition.name === undefined ? {} : { name: version.definition.name }),
      ...(version.cluster.id === version.id ? {} : { onClusterOf: version.cluster.id }),
      changes: [...version.changes],
      shares: [...(observer.shares[version.index] ?? [])],
      configurations: [...version.configurations],
      applications: [...version.applications].map(([name, changes]) => ({
        name,
        changes: [...changes],
        deployments: version.everyDeployment
          .filter(({ definition }) => definition.application === name)
          .map((deployment) => ({ name: localName(deployment), changes: [...deployment.statusChanges] })),
      })),
    })),
    words: parts.words,
    commands: [...parts.commands],
    latency: {
      total: summariseLatency(total),
      byVersion: named((version) => summariseLatency(statisticsOf(version).latency)),
    },
    tokenLatency: {
      total: summariseTokens({ firstToken, tokenGap }),
      byVersion: named((version) => summariseTokens(statisticsOf(version))),
    },
    requests: {
      total: countRequests(statistics.versions),
      byVersion: named((version) => countRequests([statisticsOf(version)])),
      mirrored: describeMirrored(world),
      smallestWaitSeconds: finiteOrNull(statistics.smallestWaitSeconds),
      smallestServiceSeconds: finiteOrNull(statistics.smallestServiceSeconds),
      countedInSystem: path.countInSystem(),
      routerLooks: path.routers.reduce((sum, router) => sum + router.looks, 0),
    },
    clients: parts.clients.map(({ stream, statistics: seen, countedOpen }) => ({
      stream,
      requests: seen.requests,
      succeeded: seen.succeeded,
      failed: seen.failed,
      open: seen.open,
      countedOpen,
      attempts: seen.attempts,
      retries: seen.retries,
      retriesDenied: seen.retriesDenied,
      latency: summariseLatency(seen.latency),
    })),
    deployments: routersByDeployment(path).map((routers) => describeDeployment(path, routers)),
    calls: {
      calls: path.composition.callCount,
      smallestBeforeSeconds: finiteOrNull(path.composition.smallestBeforeSeconds),
      smallestAfterSeconds: finiteOrNull(path.composition.smallestAfterSeconds),
    },
    ...(overhead === undefined ? {} : { overhead }),
    timeline: observer.timeline.timeline(parts.bound),
    events: [...world.events],
    held: heldReplicas(world),
    nodes: describeNodes(world),
    nodeWaits: describeNodeWaits(world),
    pools: world.scenario.pools.map(({ name, maxNodes, changes = [] }) => ({
      pool: name,
      maxNodes,
      changes,
      peakNodes: world.pools.get(name)?.peakNodes ?? 0,
    })),
    compactions: parts.compactions.map((each) => ({ ...each })),
    replicas: world.replicas.map(({ life, pathReplica }) => ({
      ...life,
      servedRequests: pathReplica < 0 ? 0 : (path.replicas.served[pathReplica] ?? 0),
    })),
    proxies: world.proxies.map(({ life }) => ({ ...life })),
    targets: [...world.targets],
    idleWhileWaiting: routersByDeployment(path).map((routers) =>
      describeIdle(routers, world.loop.nowSeconds),
    ),
  };
}

function outcome({ world, update }: ResultParts): SimulationOutcome {
  if (world.isTerminating) return "terminated";
  return update === null ? "none" : (update.outcome ?? "in-progress");
}

function summarise(parts: ResultParts, histograms: Histograms): Summary {
  const { world, plans, rollouts, update } = parts;
  const counts = countRequests(world.statistics.versions);
  const failedRequests = Object.values(counts.failed).reduce((sum, count) => sum + count, 0);
  const finished = counts.succeeded + failedRequests;
  const latency = summariseLatency(histograms.total);
  const { firstToken, tokenGap } = summariseTokens(histograms);
  const held = heldReplicas(world);
  return {
    outcome: outcome(parts),
    durationMinutes:
      update === null || update.endedAtSeconds === null
        ? null
        : (update.endedAtSeconds - update.startedAtSeconds) / 60,
    requests: counts.arrived,
    succeededRequests: counts.succeeded,
    failedRequests,
    errorPercent: finished === 0 ? 0 : (100 * failedRequests) / finished,
    queueFullRequests: counts.failed["queue-full"],
    timeoutRequests: counts.failed.timeout,
    replicaDiedRequests: counts.failed["replica-died"],
    shutdownRequests: counts.failed.shutdown,
    unavailableRequests: counts.failed.unavailable,
    applicationErrorRequests: counts.failed["application-error"],
    childFailedRequests: counts.failed["child-failed"],
    proxyDiedRequests: counts.failed["proxy-died"],
    clientTimeoutRequests: counts.failed["client-timeout"],
    meanLatencySeconds: latency.meanSeconds,
    p50LatencySeconds: latency.p50Seconds,
    p90LatencySeconds: latency.p90Seconds,
    p99LatencySeconds: latency.p99Seconds,
    maxLatencySeconds: latency.maxSeconds,
    ...mirroredFigures(world),
    ...summariseClients(parts.clients, { counts, failedRequests, latency }),
    p50FirstTokenSeconds: firstToken.p50Seconds,
    p90FirstTokenSeconds: firstToken.p90Seconds,
    p99FirstTokenSeconds: firstToken.p99Seconds,
    p50TokenGapSeconds: tokenGap.p50Seconds,
    p90TokenGapSeconds: tokenGap.p90Seconds,
    p99TokenGapSeconds: tokenGap.p99Seconds,
    peakQueuedRequests: world.statistics.peakWaiting,
    peakGpus: world.holding.peakGpus,
    peakNodeGpus: world.holding.peakNodeGpus,
    peakNodes: world.holding.peakNodes,
    peakReplicas: world.holding.peakReplicas,
    peakSurgePercent: held.reduce(
      (most, { fullReplicas, peakReplicas }) =>
        fullReplicas === 0 ? most : Math.max(most, (100 * (peakReplicas - fullReplicas)) / fullReplicas),
      0,
    ),
    ...costs(world),
    trafficBeyondCapacitySeconds: parts.beyondCapacitySeconds,
    trafficBehindSeconds: world.balancer.behindSeconds,
    rollbacks:
      plans.filter(({ plan }) => plan.outcome === "rolled-back").length +
      rollouts.filter(({ strategy, outcome }) => strategy !== "anyscale" && outcome === "rolled-back").length,
    refusedCommands: parts.commands.filter(({ accepted }) => !accepted).length,
    modelLoads: world.path.routers.reduce((sum, { counts: { modelLoads } }) => sum + modelLoads, 0),
    replicasStarted: world.replicas.filter(({ life }) => life.placedAtSeconds !== null).length,
    replicasCrashed: world.replicasCrashed,
    proxiesDied: world.proxies.filter(({ isAlive }) => !isAlive).length,
    nodesStarted: world.clusters.reduce(
      (sum, { fleet }) =>
        sum + fleet.nodes.filter(({ launchedAtSeconds }) => launchedAtSeconds !== null).length,
      0,
    ),
    compactedNodes: parts.compactions.filter(({ outcome: end }) => end === "compacted").length,
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
