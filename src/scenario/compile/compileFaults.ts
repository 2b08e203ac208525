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
    default:
      return section satisfies never;
  }
}
