import * as fc from "fast-check";
import type { CapacityPool, Cluster, InstanceType, WorkerGroup } from "../cluster/Cluster.ts";
import type { AutoscalingSettings, Deployment, StaticScaling } from "../serve/Deployment.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../simulation/Scenario.ts";
import { defaultRolloutSettings } from "../simulation/updates/defaultRolloutSettings.ts";
import { anyscaleStrategy } from "../strategies/anyscale/anyscaleStrategy.ts";
import { type ChosenStrategy, choose } from "../strategies/ChosenStrategy.ts";
import { strategies } from "../strategies/registry.ts";
import { strategyArbitraries } from "./scenario/strategyArbitraries.ts";

/**
 * Small scenarios in which machines are scarce: a few replicas, a few nodes, pools that hold about as many as the versions need, and
 * one update. About half of the updates can never be done. Nothing breaks in them, and their horizon is far beyond what an update
 * takes that can be done.
 */
export function tightScenarioArbitrary(): fc.Arbitrary<Scenario> {
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      groups: fc.array(groupArbitrary(), { minLength: 1, maxLength: 2 }),
      other: groupArbitrary(),
      isOtherCluster: oneIn(5),
      pools: fc.tuple(poolArbitrary("p"), poolArbitrary("q")),
      deployments: fc.array(deploymentArbitrary(), { minLength: 1, maxLength: 3 }),
      changed: fc.array(deploymentArbitrary(), { minLength: 3, maxLength: 3 }),
      change: fc.constantFrom("none", "none", "one", "fewer"),
      cluster: fc.record({
        zones: fc.constantFrom<readonly string[]>([], [], [], ["a"], ["a", "b"]),
        hasProxies: oneIn(6),
        placement: fc.constantFrom("pack", "pack", "spread"),
        isCompacted: oneIn(10),
        gcsExternalStorage: fc.boolean(),
      }),
      update: updateArbitrary(),
      isEmpty: oneIn(20),
      replacements: fc.constantFrom<Scenario["replacements"]>("after-drain", "after-drain", "at-once"),
      requestsPerSecond: fc.constantFrom(0, 0.01, 0.05, 0.2),
    })
    .map((drawn) => {
      const groups = drawn.groups.map((group, index) => ({ ...group, name: `g${index}` }));
      const otherGroups = drawn.isOtherCluster ? [{ ...drawn.other, name: "g0" }] : groups;
      const clusterOf = (workerGroups: readonly WorkerGroup[]): Cluster =>
        buildCluster(workerGroups, drawn.cluster);
      const before = drawn.deployments.map((deployment, index) => ({ ...deployment, name: `d${index}` }));
      const after = changeDeployments(before, drawn);
      const primary: ServiceVersion = {
        config: { name: "tight", image_uri: "1" },
        deployments: before,
        cluster: clusterOf(groups),
      };
      const next: ServiceVersion = {
        config: { name: "tight", image_uri: "2" },
        deployments: after,
        // In place nothing of the cluster changes.
        cluster: clusterOf(drawn.update.kind === "in-place" ? groups : otherGroups),
      };
      return {
        name: "tight",
        description: "",
        seed: String(drawn.seed),
        horizonSeconds,
        timelineIntervalSeconds: 3600,
        primary,
        start: drawn.isEmpty ? "empty" : "running",
        startReplicas: {},
        replacements: drawn.replacements,
        pools: drawn.pools,
        traffic: before.map(({ name }) => ({
          name: `to ${name}`,
          deployment: name,
          arrivals: { kind: "poisson", requestsPerSecond: Math.max(1e-6, drawn.requestsPerSecond) },
          inputTokens: { kind: "fixed", value: 0 },
          outputTokens: { kind: "fixed", value: 0 },
          startSeconds: 0,
          endSeconds: drawn.requestsPerSecond === 0 ? 0 : 3600,
          pinnedPrimaryPercent: 0,
          pinnedCanaryPercent: 0,
        })),
        commands: commandsOf(drawn.update, next),
        faults: [],
        limits: { maxRequestsInSystem: 2000, maxEvents: 5_000_000 },
      } satisfies Scenario;
    });
}

/** Whatever can be done is done by then: the timeout is two hours, and pools change long before. */
const horizonSeconds = 4 * 3600;
const updateSeconds = 300;

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.integer({ min: 1, max: count }).map((drawn) => drawn === 1);
}

const machines: readonly InstanceType[] = [
  { name: "gpu-1", cpus: 4, gpus: 1, pricePerHour: 1 },
  { name: "gpu-2", cpus: 8, gpus: 2, pricePerHour: 2.5 },
  { name: "gpu-4", cpus: 8, gpus: 4, pricePerHour: null },
  { name: "cpu-4", cpus: 4, gpus: 0, pricePerHour: 0.2 },
  { name: "tpu", cpus: 4, gpus: 1, pricePerHour: 1.5, resources: { tpu: 2, memory: 16 } },
];

function groupArbitrary(): fc.Arbitrary<Omit<WorkerGroup, "name">> {
  return fc
    .record({
      instanceType: fc.constantFrom(...machines),
      minNodes: fc.constantFrom(0, 0, 0, 1, 2),
      maxNodes: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 8, 10, 12),
      bootSeconds: fc.constantFrom(30, 100),
      idleSeconds: fc.constantFrom(20, 60, 300),
      pool: fc.constantFrom("p", "p", "p", "q", null),
      market: fc.constantFrom<WorkerGroup["market"]>(
        "on-demand",
        "on-demand",
        "on-demand",
        "spot",
        "prefer-spot",
      ),
      hosts: oneIn(12),
    })
    .map(({ bootSeconds, hosts, minNodes, maxNodes, ...rest }) => {
      const unit = hosts ? 2 : 1;
      const most = Math.floor(maxNodes / unit) * unit;
      return {
        ...rest,
        minNodes: Math.min(most, Math.floor(minNodes / unit) * unit),
        maxNodes: most,
        bootSeconds: { kind: "uniform", low: bootSeconds / 2, high: bootSeconds * 1.5 },
        fallbackSeconds: 60,
        ...(hosts ? { hostsPerUnit: 2 } : {}),
      };
    });
}

function poolArbitrary(name: string): fc.Arbitrary<CapacityPool> {
  const change = fc.record({
    atSeconds: fc.integer({ min: 1, max: 5000 }),
    maxNodes: fc.integer({ min: 0, max: 12 }),
  });
  return fc
    .record({
      maxNodes: fc.integer({ min: 2, max: 14 }),
      changes: fc.oneof(
        { weight: 6, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.array(change, { minLength: 1, maxLength: 2 }) },
      ),
    })
    .map(({ maxNodes, changes }) => ({
      name,
      maxNodes,
      ...(changes.length === 0
        ? {}
        : { changes: changes.toSorted((one, other) => one.atSeconds - other.atSeconds) }),
    }));
}

function deploymentArbitrary(): fc.Arbitrary<Omit<Deployment, "name">> {
  return fc
    .record({
      replicas: fc.integer({ min: 1, max: 5 }),
      scaling: fc.constantFrom("static", "static", "static", "autoscaling"),
      most: fc.integer({ min: 0, max: 3 }),
      least: fc.constantFrom(0, 1, 1, 2),
      initial: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null, freq: 1 }),
      cpus: fc.constantFrom(0.5, 1, 2),
      gpus: fc.constantFrom(0, 0.5, 1, 1, 1, 2),
      custom: oneIn(10),
      limit: fc.constantFrom(undefined, undefined, undefined, undefined, 1, 2),
      layout: fc.constantFrom("one", "one", "one", "one", "one", "bundles", "gang"),
      bundles: fc.integer({ min: 2, max: 3 }),
      strategy: fc.constantFrom<"PACK" | "SPREAD" | "STRICT_PACK" | "STRICT_SPREAD">(
        "PACK",
        "SPREAD",
        "STRICT_PACK",
        "STRICT_SPREAD",
      ),
      startUpSeconds: fc.constantFrom(10, 60),
      surge: fc.constantFrom(undefined, undefined, 25),
    })
    .map((drawn) => {
      const size = drawn.layout === "gang" ? 2 : 1;
      const each = {
        cpus: drawn.cpus,
        gpus: drawn.gpus,
        ...(drawn.custom ? { custom: { tpu: 1 } } : {}),
      };
      const hasBundles = drawn.layout === "bundles";
      return {
        application: "app",
        scaling: scalingOf(drawn, size),
        maxOngoingRequests: 4,
        maxQueuedRequests: null,
        requestTimeoutSeconds: 60,
        gracefulShutdownTimeoutSeconds: 20,
        gracefulShutdownWaitLoopSeconds: 2,
        healthCheckPeriodSeconds: 10,
        healthCheckTimeoutSeconds: 30,
        resources: hasBundles
          ? {
              cpus: each.cpus * drawn.bundles,
              gpus: each.gpus * drawn.bundles,
              ...(drawn.custom ? { custom: { tpu: drawn.bundles } } : {}),
            }
          : each,
        ...(hasBundles
          ? {
              placementGroup: {
                strategy: drawn.strategy,
                bundles: Array.from({ length: drawn.bundles }, () => each),
              },
            }
          : {}),
        ...(size > 1
          ? {
              gang: { size, strategy: drawn.strategy === "SPREAD" ? ("SPREAD" as const) : ("PACK" as const) },
            }
          : {}),
        ...(drawn.limit === undefined || hasBundles || size > 1 ? {} : { maxReplicasPerNode: drawn.limit }),
        ...(drawn.surge === undefined || size > 1 ? {} : { inPlaceSurgePercent: drawn.surge }),
        startUpSeconds: { kind: "uniform", low: drawn.startUpSeconds / 2, high: drawn.startUpSeconds * 2 },
        serviceTime: { kind: "distribution", seconds: { kind: "uniform", low: 0.2, high: 8 } },
        batching: null,
        slowdownPerOngoingRequest: 0,
      };
    });
}

function scalingOf(
  drawn: {
    readonly scaling: string;
    readonly replicas: number;
    readonly least: number;
    readonly most: number;
    readonly initial: number | null;
  },
  size: number,
): StaticScaling | AutoscalingSettings {
  if (drawn.scaling === "static") return { kind: "static", numReplicas: drawn.replicas * size };
  const minReplicas = drawn.least * size;
  const maxReplicas = Math.max(1, drawn.least + drawn.most) * size;
  return {
    kind: "autoscaling",
    minReplicas,
    maxReplicas,
    initialReplicas:
      drawn.initial === null ? null : Math.min(maxReplicas, Math.max(minReplicas, drawn.initial * size)),
    targetOngoingRequests: 1,
    upscaleDelaySeconds: 30,
    downscaleDelaySeconds: 120,
    downscaleToZeroDelaySeconds: 120,
    metricsIntervalSeconds: 60,
    lookBackPeriodSeconds: 120,
    upscalingFactor: 1,
    downscalingFactor: 1,
  };
}

function changeDeployments(
  before: readonly Deployment[],
  drawn: { readonly change: string; readonly changed: readonly Omit<Deployment, "name">[] },
): readonly Deployment[] {
  switch (drawn.change) {
    case "one":
      return before.map((deployment, index) =>
        index === 0
          ? { ...(drawn.changed[0] as Omit<Deployment, "name">), name: deployment.name }
          : deployment,
      );
    case "fewer":
      return before.length > 1 ? before.slice(1) : before;
    default:
      return before;
  }
}

function buildCluster(
  workerGroups: readonly WorkerGroup[],
  drawn: {
    readonly zones: readonly string[];
    readonly hasProxies: boolean;
    readonly placement: "pack" | "spread";
    readonly isCompacted: boolean;
    readonly gcsExternalStorage: boolean;
  },
): Cluster {
  return {
    headNode: {
      instanceType: { name: "head", cpus: 4, gpus: 0, pricePerHour: 1 },
      bootSeconds: { kind: "uniform", low: 20, high: 60 },
    },
    workerGroups,
    gcsExternalStorage: drawn.gcsExternalStorage,
    zones: drawn.zones,
    placement: drawn.placement,
    ...(drawn.isCompacted && drawn.placement === "pack"
      ? { compaction: { delaySeconds: 60, timeoutSeconds: 300, maxBackoffSeconds: 60 } }
      : {}),
    ...(drawn.hasProxies
      ? {
          proxies: {
            location: "every-node",
            startSeconds: { kind: "uniform", low: 1, high: 4 },
            checkPeriodSeconds: 10,
            minDrainingSeconds: 30,
            loadBalancer: { checkIntervalSeconds: 5, unhealthyThreshold: 2 },
          },
        }
      : {}),
  };
}

type DrawnUpdate =
  | { readonly kind: "rollout"; readonly strategy: ChosenStrategy; readonly percents: readonly number[] }
  | { readonly kind: "in-place" };

function updateArbitrary(): fc.Arbitrary<DrawnUpdate> {
  const surge = fc.oneof(fc.integer({ min: 8, max: 99 }), fc.constantFrom(20, 25, 34, 50, 100));
  const percents = fc.constantFrom<readonly number[]>([], [], [], [], [20], [10, 100], [100]);
  const anyscale = fc
    .record({ surge, percents, rounding: fc.constantFrom<"up" | "half-up">("up", "up", "half-up") })
    .map(
      ({ surge: maxSurgePercent, percents: shares, rounding }): DrawnUpdate => ({
        kind: "rollout",
        percents: shares,
        strategy: choose(anyscaleStrategy, {
          ...defaultRolloutSettings,
          maxSurgePercent,
          rounding,
          canaryPercent: shares[0] ?? null,
        }),
      }),
    );
  const others = strategies.map((named) =>
    (strategyArbitraries[named.kind]?.() ?? fc.constant({}))
      // Hundreds of steps would take longer than the horizon.
      .filter((written) => stepsOf(written) <= 10)
      .map(
        (written): DrawnUpdate => ({
          kind: "rollout",
          percents: [],
          strategy: named.schema.parse(written).chosen,
        }),
      ),
  );
  return fc.oneof(
    // The others look at everything every other second, for ever where they wait: they take much longer to play.
    { weight: 24, arbitrary: anyscale },
    { weight: 8, arbitrary: fc.constant<DrawnUpdate>({ kind: "in-place" }) },
    ...others.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
}

/** At least so many steps, by any percentage among the options. */
function stepsOf(written: object): number {
  const percents = Object.entries(written).flatMap(([name, value]) =>
    name.endsWith("Percent") && typeof value === "number" ? [value] : [],
  );
  return 100 / Math.min(100, ...percents);
}

function commandsOf(update: DrawnUpdate, version: ServiceVersion): readonly TimedCommand[] {
  if (update.kind === "in-place") {
    const restarts = version.deployments.map(({ name }) => name);
    return [{ atSeconds: updateSeconds, command: { kind: "update-in-place", version, restarts } }];
  }
  return [
    { atSeconds: updateSeconds, command: { kind: "deploy", version, strategy: update.strategy } },
    ...update.percents.slice(1).map(
      (canaryPercent, index): TimedCommand => ({
        atSeconds: updateSeconds + 2700 * (index + 1),
        command: { kind: "set-canary-percent", canaryPercent, maxSurgePercent: null },
      }),
    ),
  ];
}
