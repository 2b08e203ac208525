import { changedFields } from "../../strategies/inPlace/changedFields.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/**
 * A deployment of code with the options that the service config lists for it: each that the config gives replaces the
 * code's as a whole (ray 2.60.0, `override_deployment_info`).
 */
export function overrideCode(
  code: Sourced<DeploymentConfig>,
  listed: Sourced<DeploymentConfig>,
  reporter: Reporter,
): Sourced<DeploymentConfig> {
  const given = new Map<string, unknown>(Object.entries(listed.value));
  const differing = new Set(changedFields(code.value, listed.value));
  const keepsAutoscaling = isAutoscaled(code.value) && !given.has("autoscaling_config");
  const merged = merge(code.value, listed.value, keepsAutoscaling);
  const kept = new Map<string, unknown>(Object.entries(merged));
  for (const [key, value] of Object.entries(code.value)) {
    if (value == null || !given.has(key) || !differing.has(key) || kept.get(key) === value) continue;
    reporter.note(
      code.pathOf(key),
      `plays no part: the service config sets ${key} of ${code.value.name} as well, and Ray lets the config win over code`,
      "key",
    );
  }
  if (keepsAutoscaling && typeof listed.value.num_replicas === "number") {
    reporter.warning(
      listed.pathOf("num_replicas"),
      `has no effect: the code of ${code.value.name} is autoscaled, and Ray keeps that unless the config says autoscaling_config: null as well`,
      "key",
    );
  }
  return {
    value: merged,
    pathOf: (...keys) =>
      keys.length === 0 || (typeof keys[0] === "string" && given.has(keys[0]))
        ? listed.pathOf(...keys)
        : code.pathOf(...keys),
  };
}

function isAutoscaled({
  num_replicas: numReplicas,
  autoscaling_config: autoscaling,
}: DeploymentConfig): boolean {
  return numReplicas === "auto" || autoscaling != null;
}

function isEmpty(config: DeploymentConfig["autoscaling_config"]): boolean {
  return config == null || Object.keys(config).length === 0;
}

function merge(
  code: DeploymentConfig,
  listed: DeploymentConfig,
  keepsAutoscaling: boolean,
): DeploymentConfig {
  const merged = { ...code, ...listed };
  if (
    listed.num_replicas === "auto" &&
    isEmpty(listed.autoscaling_config) &&
    code.autoscaling_config != null
  ) {
    // Ray lays the code's, with its defaults filled in, over those of `auto`: the most replicas stay the code's.
    merged.autoscaling_config = code.autoscaling_config;
    merged.num_replicas = code.num_replicas === "auto" ? "auto" : null;
    return merged;
  }
  if (keepsAutoscaling) {
    if (merged.num_replicas !== "auto") merged.num_replicas = code.num_replicas === "auto" ? "auto" : null;
    return merged;
  }
  // A number in code plays no part beside autoscaling, in whichever of the two that stands.
  if (listed.autoscaling_config != null && listed.num_replicas === undefined) merged.num_replicas = null;
  // `auto` is kept by Ray as a filled-in autoscaling_config, which the config takes away.
  if (
    listed.autoscaling_config === null &&
    listed.num_replicas === undefined &&
    code.num_replicas === "auto"
  ) {
    merged.num_replicas = null;
  }
  return merged;
}
