import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced, SourcedApplication, SourcedService } from "./SourcedService.ts";

/**
 * The service config with changed fields laid over it: applications and deployments by name, maps field by field, lists
 * replaced, `null` back to the default.
 */
export function mergeService(base: SourcedService, change: SourcedService): SourcedService {
  const only = base.applications.length === 1 && change.applications.length === 1;
  const changes = change.applications.map((application) =>
    // A service with one application needs no name to say which one changes.
    only && application.config.value.name == null
      ? { ...application, name: base.applications[0]!.name }
      : application,
  );
  const names = [...new Set([...base.applications, ...changes].map((application) => application.name))];
  return {
    manifest: base.manifest,
    config: mergeSourced(base.config, change.config),
    applications: names.map((name) =>
      mergeApplication(
        base.applications.find((application) => application.name === name),
        changes.find((application) => application.name === name),
      ),
    ),
  };
}

function mergeApplication(
  base: SourcedApplication | undefined,
  change: SourcedApplication | undefined,
): SourcedApplication {
  if (base === undefined || change === undefined) return (base ?? change)!;
  const names = new Set(
    [...base.deployments, ...change.deployments].map((deployment) => deployment.value.name),
  );
  const find = (application: SourcedApplication, name: string) =>
    application.deployments.find((deployment) => deployment.value.name === name);
  return {
    name: base.name,
    config: mergeSourced(base.config, change.config),
    deployments: [...names].map((name) => {
      const before = find(base, name);
      const changed = find(change, name);
      if (before === undefined || changed === undefined) return (before ?? changed)!;
      return mergeDeployment(before, changed);
    }),
  };
}

/** The options of a deployment with changed ones laid over them. */
export function mergeDeployment(
  before: Sourced<DeploymentConfig>,
  change: Sourced<DeploymentConfig>,
): Sourced<DeploymentConfig> {
  return mergeSourced(oneKindOfScaling(before, change.value), change);
}

/** A change from a fixed number to autoscaling, or back, drops the other kind's settings. */
function oneKindOfScaling(
  before: Sourced<DeploymentConfig>,
  change: DeploymentConfig,
): Sourced<DeploymentConfig> {
  const { num_replicas: numReplicas, autoscaling_config: autoscaling, ...rest } = before.value;
  const value: DeploymentConfig = { ...rest };
  if (autoscaling != null && typeof change.num_replicas !== "number") value.autoscaling_config = autoscaling;
  if (numReplicas != null && change.autoscaling_config == null) value.num_replicas = numReplicas;
  return { value, pathOf: before.pathOf };
}

function mergeSourced<Value extends object>(base: Sourced<Value>, change: Sourced<Value>): Sourced<Value> {
  return {
    value: mergeMaps(base.value, change.value),
    pathOf: (...keys) => (holds(change.value, keys) ? change.pathOf(...keys) : base.pathOf(...keys)),
  };
}

function mergeMaps<Value extends object>(base: Value, change: Value): Value {
  const baseValues = new Map<string, unknown>(Object.entries(base));
  const merged = Object.entries(change).map(([key, value]) => {
    const before = baseValues.get(key);
    return [key, isMap(before) && isMap(value) ? mergeMaps(before, value) : value] as const;
  });
  // Both have the same keys and types by the schema, and so has their union.
  return { ...base, ...Object.fromEntries(merged) };
}

function isMap(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function holds(value: unknown, keys: readonly (string | number)[]): boolean {
  if (keys.length === 0) return true;
  const [key, ...rest] = keys;
  if (typeof value !== "object" || value === null || key === undefined || !Object.hasOwn(value, key))
    return false;
  return holds(Reflect.get(value, key), rest);
}
