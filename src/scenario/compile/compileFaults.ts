import type { Fault, FaultEffect, FaultTrigger } from "../../faults/Fault.ts";
import { describeChoices } from "../describeChoices.ts";
import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { FaultSection } from "../schema/faultSchema.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

interface FaultContext {
  readonly names: DeploymentNames;
  readonly pools: readonly string[];
  readonly workerGroups: readonly string[];
  readonly zones: readonly string[];
  readonly horizonSeconds: number;
  readonly hasRollout: boolean;
}

/** Faults; each gets a name of its own, after which its random numbers are drawn. */
export function compileFaults(
  sections: readonly FaultSection[],
  context: FaultContext,
  reporter: Reporter,
): readonly Fault[] {
  const names = new Set<string>();
  return sections.map((section, index) => {
    const path = ["faults", index];
    const name = section.name ?? unusedName(section.kind, names);
    if (names.has(name)) {
      reporter.problem(
        [...path, "name"],
        `two faults are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    return {
      name,
      trigger: compileTrigger(section, path, context, reporter),
      effect: compileEffect(section, path, context, reporter),
    };
  });
}

function unusedName(kind: string, names: ReadonlySet<string>): string {
  let number = 1;
  while (names.has(`${kind}-${number}`)) number++;
  return `${kind}-${number}`;
}

function compileTrigger(
  section: FaultSection,
  path: KeyPath,
  context: FaultContext,
  reporter: Reporter,
): FaultTrigger {
  if (section.at !== undefined) {
    if (section.at >= context.horizonSeconds) {
      reporter.warning([...path, "at"], "is not before the horizon, so that the fault never strikes");
    }
    return { kind: "at", atSeconds: section.at };
  }
  if (section.atRandom !== undefined) return compileRandom(section.atRandom, path, context, reporter);
  const { when } = section;
  if (when === undefined) throw new Error("The schema lets no fault through that never strikes.");
  if (!context.hasRollout) {
    reporter.warning([...path, "when"], "waits for a rollout, but nothing is rolled out");
  }
  if (when.canaryCapacityPercent !== undefined) {
    return { kind: "canary-capacity", percent: when.canaryCapacityPercent, delaySeconds: when.after };
  }
  return { kind: "canary-traffic", percent: when.canaryTrafficPercent ?? 0, delaySeconds: when.after };
}

/** A run in which more faults strike than this is a mistake. */
const mostStrikes = 10_000;

function compileRandom(
  { perHour, from, to }: NonNullable<FaultSection["atRandom"]>,
  path: KeyPath,
  { horizonSeconds }: FaultContext,
  reporter: Reporter,
): FaultTrigger {
  const toSeconds = Math.min(to ?? horizonSeconds, horizonSeconds);
  if (to !== undefined && to <= from) {
    reporter.problem(
      [...path, "atRandom", "to"],
      `ends at ${to} s, but begins at ${from} s; expected a later end`,
    );
  }
  if (from >= horizonSeconds) {
    reporter.warning(
      [...path, "atRandom", "from"],
      "is not before the horizon, so that the fault never strikes",
    );
  }
  const expected = (perHour * Math.max(0, toSeconds - from)) / 3600;
  if (expected > mostStrikes) {
    reporter.problem(
      [...path, "atRandom", "perHour"],
      `found ${perHour}; that is ${Math.round(expected)} strikes, expected at most ${mostStrikes}`,
    );
  }
  return { kind: "at-random", perHour, fromSeconds: from, toSeconds };
}

function compileEffect(
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
      return { kind: section.kind, deployment: deploymentOf(section.deployment), mode: section.mode };
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
