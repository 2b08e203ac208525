import type { FaultEffect } from "../../faults/Fault.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { FaultSection } from "../schema/faultSchema.ts";
import type { FaultContext } from "./FaultContext.ts";

/** What a fault does, with the names in it looked up. */
export function compileFaultEffect(
  section: FaultSection,
  path: KeyPath,
  context: FaultContext,
  reporter: Reporter,
): FaultEffect {
  const deploymentOf = (name: string | undefined) =>
    name === undefined ? null : context.names.resolve(name, [...path, "deployment"], reporter);
  const groupOf = (name: string | undefined) => {
    if (name !== undefined && !context.workerGroups.includes(name)) {
      reporter.problem(
        [...path, "workerGroup"],
        `unknown worker group ${JSON.stringify(name)}; ${describeChoices(name, context.workerGroups, "worker groups")}`,
      );
    }
    return name ?? null;
  };
  switch (section.kind) {
    case "never-healthy":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        mode: section.mode,
        durationSeconds: section.duration ?? null,
      };
    case "unhealthy":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        count: section.count ?? null,
        failsRequests: section.failsRequests,
      };
    case "replica-crash":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        count: section.count,
      };
    case "node-loss":
      return {
        kind: section.kind,
        version: section.version,
        workerGroup: groupOf(section.workerGroup),
        count: section.count,
      };
    case "spot-preemption":
      return {
        kind: section.kind,
        version: section.version,
        workerGroup: groupOf(section.workerGroup),
        count: section.count,
        warningSeconds: section.warning,
      };
    case "stock-out":
      if (!context.pools.includes(section.pool)) {
        reporter.problem(
          [...path, "pool"],
          `unknown pool ${JSON.stringify(section.pool)}; ${context.pools.length === 0 ? "cluster.pools describes none" : describeChoices(section.pool, context.pools, "pools")}`,
        );
      }
      return { kind: section.kind, pool: section.pool, durationSeconds: section.duration ?? null };
    case "slow":
      return {
        kind: section.kind,
        version: section.version,
        factor: section.factor,
        durationSeconds: section.duration ?? null,
      };
    case "errors":
      return {
        kind: section.kind,
        version: section.version,
        percent: section.percent,
        durationSeconds: section.duration ?? null,
      };
    case "head-node-death":
      return { kind: section.kind, version: section.version };
    case "proxy-death":
      if (!context.hasProxies) {
        reporter.problem(
          [...path, "kind"],
          "there are no proxies that could die; set cluster.proxies (every-node or head-only)",
        );
      }
      return { kind: section.kind, version: section.version, count: section.count };
    case "crash-loop":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        percent: section.percent,
        lifetimeSeconds: section.lifetime,
        durationSeconds: section.duration ?? null,
      };
    case "slow-start":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        factor: section.factor,
        durationSeconds: section.duration ?? null,
      };
    case "hung-replica":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        count: section.count,
        durationSeconds: section.duration ?? null,
      };
    case "flapping-health":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        count: section.count ?? null,
        failingSeconds: section.failing,
        passingSeconds: section.passing,
        failsRequests: section.failsRequests,
        durationSeconds: section.duration ?? null,
      };
    case "gray-failure":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        count: section.count,
        factor: section.factor,
        durationSeconds: section.duration ?? null,
      };
    case "memory-leak":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        afterRequests: section.afterRequests ?? null,
        afterSeconds: section.afterTime ?? null,
        durationSeconds: section.duration ?? null,
      };
    case "brown-out":
      return {
        kind: section.kind,
        factor: section.factor,
        errorPercent: section.errorPercent,
        durationSeconds: section.duration ?? null,
      };
    case "traffic-surge":
      return { kind: section.kind, factor: section.factor, durationSeconds: section.duration ?? null };
    case "load-balancer-lag":
      return {
        kind: section.kind,
        delaySeconds: section.delay,
        durationSeconds: section.duration ?? null,
      };
    case "metrics-outage":
      return {
        kind: section.kind,
        version: section.version,
        deployment: deploymentOf(section.deployment),
        lostPercent: section.lostPercent,
        delaySeconds: section.delay,
        durationSeconds: section.duration ?? null,
      };
    case "zone-loss":
      if (!context.zones.includes(section.zone)) {
        reporter.problem(
          [...path, "zone"],
          `unknown zone ${JSON.stringify(section.zone)}; ${context.zones.length === 0 ? "neither cluster.zones nor the compute config names any" : describeChoices(section.zone, context.zones, "zones")}`,
        );
      }
      return { kind: section.kind, zone: section.zone, durationSeconds: section.duration ?? null };
    case "spot-wave":
      return {
        kind: section.kind,
        workerGroup: groupOf(section.workerGroup),
        percent: section.percent,
        warningSeconds: section.warning,
        spreadSeconds: section.spread,
        durationSeconds: section.duration ?? null,
      };
    default:
      return section satisfies never;
  }
}
