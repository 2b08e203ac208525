import type { CapacityPool, Cluster, WorkerGroup } from "../../cluster/Cluster.ts";
import type { Distribution } from "../../engine/Distribution.ts";
import { sample } from "../../engine/sample.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { Command, Scenario, ServiceVersion, TimedCommand } from "../../simulation/Scenario.ts";
import type { Conditions } from "./Conditions.ts";

/** More than any fleet has. */
export const unlimitedNodes = 1_000_000;

const quantileOf = { quick: 0.01, usual: 0.5, slow: 0.99 } as const;

/**
 * The scenario without requests, faults and luck, under these conditions: what is left of it is machines, replicas and the
 * strategy. It plays what the scenario tells the service to do, but not how it ends it: a last rollback, or a termination.
 */
export function quieten(scenario: Scenario, conditions: Conditions): Scenario {
  const commands = forwardCommands(scenario);
  const beginSeconds = commands[0]?.atSeconds ?? 0;
  const quiet = (version: ServiceVersion, isPrimary: boolean) => quietVersion(version, conditions, isPrimary);
  return {
    ...scenario,
    seed: conditions.seed ?? scenario.seed,
    primary: quiet(scenario.primary, true),
    startReplicas: {},
    pools: scenario.pools.map((pool) => quietPool(pool, conditions, beginSeconds)),
    traffic: [],
    commands: commands.map(({ atSeconds, command }) => ({
      atSeconds,
      command: "version" in command ? { ...command, version: quiet(command.version, false) } : command,
    })),
    faults: conditions.hasSpot
      ? []
      : [
          {
            name: "no-spot",
            trigger: { kind: "at", atSeconds: beginSeconds },
            effect: {
              kind: "spot-wave",
              workerGroup: null,
              percent: 0,
              warningSeconds: 0,
              spreadSeconds: 0,
              durationSeconds: null,
            },
          },
        ],
    // No requests: tables for them would be the largest part of the work.
    limits: { ...scenario.limits, maxRequestsInSystem: 1 },
  };
}

/** What the service is told within the horizon, up to the last command that updates it. */
export function forwardCommands({ commands, horizonSeconds, primary }: Scenario): readonly TimedCommand[] {
  const played = commands
    .filter(({ atSeconds }) => atSeconds < horizonSeconds)
    .toSorted((a, b) => a.atSeconds - b.atSeconds);
  return played.slice(
    0,
    played.findLastIndex(({ command }, index) => isForward(command, primary) || isScaled(played, index)) + 1,
  );
}

/** Who scales what is rolled out changes what the rollout needs; without an update before there is nothing to end. */
function isScaled(commands: readonly TimedCommand[], index: number): boolean {
  return (
    commands[index]?.command.kind === "scale" &&
    commands.slice(0, index).some(({ command }) => command.kind === "deploy")
  );
}

function isForward(command: Command, primary: ServiceVersion): boolean {
  if (command.kind === "rollback" || command.kind === "terminate" || command.kind === "scale") return false;
  return !takesBack(command, primary);
}

/** Some systems are told to roll back by a deploy of what ran before. */
export function takesBack(command: Command, { config }: ServiceVersion): boolean {
  if (command.kind !== "deploy" || config === undefined) return false;
  return JSON.stringify(command.version.config) === JSON.stringify(config);
}

function quietPool(pool: CapacityPool, { pools }: Conditions, beginSeconds: number): CapacityPool {
  switch (pools) {
    case "as-written":
      return pool;
    case "frozen":
      return { ...pool, changes: (pool.changes ?? []).filter(({ atSeconds }) => atSeconds <= beginSeconds) };
    case "unlimited":
      return { name: pool.name, maxNodes: unlimitedNodes };
  }
}

function quietVersion(version: ServiceVersion, conditions: Conditions, isPrimary: boolean): ServiceVersion {
  const isBusy = conditions.load === "most" || (conditions.load === "busy" && isPrimary);
  return {
    ...version,
    deployments: version.deployments.map((deployment) => quietDeployment(deployment, conditions, isBusy)),
    cluster: quietCluster(version.cluster, conditions),
  };
}

function quietDeployment(deployment: Deployment, conditions: Conditions, isBusy: boolean): Deployment {
  const { scaling, gracefulShutdownTimeoutSeconds } = deployment;
  return {
    ...deployment,
    startUpSeconds: quietTime(deployment.startUpSeconds, conditions),
    // Without requests a replica is gone at the first look, with long ones when its time is over.
    ...(conditions.pace === "slow"
      ? { gracefulShutdownWaitLoopSeconds: gracefulShutdownTimeoutSeconds }
      : {}),
    scaling:
      scaling.kind === "static"
        ? scaling
        : {
            ...scaling,
            ...(isBusy ? { minReplicas: scaling.maxReplicas, initialReplicas: null } : {}),
            // Nothing is to be measured.
            metricsIntervalSeconds: 1e6,
            lookBackPeriodSeconds: 1e6,
          },
  };
}

function quietCluster(cluster: Cluster, conditions: Conditions): Cluster {
  const { headNode, workerGroups, proxies } = cluster;
  return {
    ...cluster,
    ...(conditions.isPacked ? { placement: "pack" as const } : {}),
    headNode:
      headNode === null ? null : { ...headNode, bootSeconds: quietTime(headNode.bootSeconds, conditions) },
    workerGroups: workerGroups.map((group) => quietGroup(group, conditions)),
    ...(proxies === undefined
      ? {}
      : { proxies: { ...proxies, startSeconds: quietTime(proxies.startSeconds, conditions) } }),
  };
}

function quietGroup(group: WorkerGroup, conditions: Conditions): WorkerGroup {
  return {
    ...group,
    bootSeconds: quietTime(group.bootSeconds, conditions),
    ...(conditions.releasesIdle ? {} : { idleSeconds: 1e9 }),
    ...(conditions.pools === "unlimited" && group.maxNodes > 0 && group.isHead !== true
      ? { maxNodes: unlimitedNodes * (group.hostsPerUnit ?? 1) }
      : {}),
  };
}

function quietTime(distribution: Distribution, { pace, seed }: Conditions): Distribution {
  if (seed !== null) return distribution;
  return { kind: "fixed", value: sample(distribution, () => quantileOf[pace]) };
}
