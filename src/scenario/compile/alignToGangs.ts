import type { AutoscalingSettings, GangSettings, StaticScaling } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/**
 * The scaling of a deployment in whole gangs. Ray Serve refuses a `num_replicas` that is no multiple of the gang size, and
 * with `num_replicas: auto` bounds that are none; other bounds it takes, and starts whole gangs within them (ray 2.60.0,
 * `DeploymentSchema.validate_gang_scheduling_config`).
 */
export function alignToGangs(
  scaling: StaticScaling | AutoscalingSettings,
  of: { readonly deployment: Sourced<DeploymentConfig>; readonly gang: GangSettings | undefined },
  reporter: Reporter,
): StaticScaling | AutoscalingSettings {
  const { deployment, gang } = of;
  if (gang === undefined) return scaling;
  const { size } = gang;
  if (scaling.kind === "autoscaling") return alignBounds(scaling, { deployment, size }, reporter);
  const { numReplicas } = scaling;
  if (numReplicas % size === 0) return scaling;
  const isDefault = deployment.value.num_replicas == null;
  reporter.problem(
    isDefault ? deployment.pathOf("gang_scheduling_config", "gang_size") : deployment.pathOf("num_replicas"),
    `num_replicas (${numReplicas}${isDefault ? ", the default" : ""}) must be a multiple of gang_size (${size}): Ray Serve starts whole gangs`,
  );
  return { ...scaling, numReplicas: up(numReplicas, size) };
}

function alignBounds(
  scaling: AutoscalingSettings,
  { deployment, size }: { readonly deployment: Sourced<DeploymentConfig>; readonly size: number },
  reporter: Reporter,
): AutoscalingSettings {
  const { minReplicas, maxReplicas, initialReplicas } = scaling;
  const config = deployment.value.autoscaling_config ?? {};
  const aligned = {
    min_replicas: up(minReplicas, size),
    max_replicas: Math.max(down(maxReplicas, size), size),
    initial_replicas: initialReplicas === null ? null : up(initialReplicas, size),
  };
  const given = {
    min_replicas: minReplicas,
    max_replicas: maxReplicas,
    initial_replicas: initialReplicas,
  };
  const isAuto = deployment.value.num_replicas === "auto";
  for (const key of ["min_replicas", "max_replicas", "initial_replicas"] as const) {
    const [found, counted] = [given[key], aligned[key]];
    if (found === counted) continue;
    const what = `${key} (${found}${config[key] == null ? ", the default" : ""})`;
    if (isAuto && config[key] != null) {
      reporter.problem(
        deployment.pathOf("autoscaling_config", key),
        `${what} must be a multiple of gang_size (${size}): Ray Serve starts whole gangs`,
      );
    } else {
      const remark = `${what} is no multiple of gang_size (${size}); Ray Serve starts whole gangs, so it counts as ${counted}`;
      const path = deployment.pathOf("gang_scheduling_config", "gang_size");
      if (config[key] == null) reporter.note(path, remark);
      else reporter.warning(deployment.pathOf("autoscaling_config", key), remark);
    }
  }
  const least = Math.max(aligned.min_replicas, aligned.initial_replicas ?? 0);
  if (least > aligned.max_replicas && minReplicas <= maxReplicas) {
    reporter.problem(
      deployment.pathOf("gang_scheduling_config", "gang_size"),
      `found ${size}; no whole number of gangs lies from min_replicas (${minReplicas}) to max_replicas (${maxReplicas})`,
    );
  }
  return {
    ...scaling,
    minReplicas: aligned.min_replicas,
    maxReplicas: Math.max(aligned.max_replicas, least),
    initialReplicas: aligned.initial_replicas,
  };
}

function up(count: number, size: number): number {
  return Math.ceil(count / size) * size;
}

function down(count: number, size: number): number {
  return Math.floor(count / size) * size;
}
