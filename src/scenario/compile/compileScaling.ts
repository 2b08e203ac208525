import type { AutoscalingSettings, StaticScaling } from "../../serve/Deployment.ts";
import { isBefore, type RayRelease } from "../keys/RayRelease.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { AutoscalingConfig } from "../schema/autoscalingConfigSchema.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";
import { withCurrentName } from "./withCurrentName.ts";
import { withFormerName } from "./withFormerName.ts";

/** ray 2.32.0 changed the defaults of `max_ongoing_requests` from 100 to 5 and of `target_ongoing_requests` from 1 to 2. */
const firstWithNewDefaults: RayRelease = { major: 2, minor: 32 };

/** Whether a release has the old defaults for a deployment; `num_replicas: auto` came with the new ones. */
export function hasOldDefaults(
  { num_replicas: numReplicas }: DeploymentConfig,
  release: RayRelease,
): boolean {
  return numReplicas !== "auto" && isBefore(release, firstWithNewDefaults);
}

/** `num_replicas` and `autoscaling_config` with Ray Serve's defaults. */
export function compileScaling(
  deployment: Sourced<DeploymentConfig>,
  release: RayRelease,
  reporter: Reporter,
): StaticScaling | AutoscalingSettings {
  const { num_replicas: numReplicas, autoscaling_config: autoscaling } = deployment.value;
  if (numReplicas === "auto") {
    return compileAutoscaling(deployment, { defaultMaxReplicas: 100, release }, reporter);
  }
  if (autoscaling == null) return { kind: "static", numReplicas: numReplicas ?? 1 };
  if (numReplicas != null) {
    reporter.problem(
      deployment.pathOf("num_replicas"),
      `found ${numReplicas} beside autoscaling_config; Ray Serve takes only one of them (or num_replicas: auto)`,
    );
  }
  return compileAutoscaling(deployment, { defaultMaxReplicas: 1, release }, reporter);
}

function compileAutoscaling(
  deployment: Sourced<DeploymentConfig>,
  options: { readonly defaultMaxReplicas: number; readonly release: RayRelease },
  reporter: Reporter,
): AutoscalingSettings {
  const config: AutoscalingConfig = deployment.value.autoscaling_config ?? {};
  const pathOf = (key: string) => deployment.pathOf("autoscaling_config", key);
  const pick = (key: CurrentName, oldKeys: readonly OldName[]) =>
    withCurrentName({ config, pathOf }, key, oldKeys, reporter);

  const minReplicas = config.min_replicas ?? 1;
  const maxReplicas = config.max_replicas ?? options.defaultMaxReplicas;
  const initialReplicas = config.initial_replicas ?? null;
  if (minReplicas > maxReplicas) {
    reporter.problem(
      pathOf(config.min_replicas == null ? "max_replicas" : "min_replicas"),
      `min_replicas (${minReplicas}${config.min_replicas == null ? ", the default" : ""}) is above max_replicas (${maxReplicas}${config.max_replicas == null ? ", the default" : ""})`,
    );
  } else if (initialReplicas !== null && (initialReplicas < minReplicas || initialReplicas > maxReplicas)) {
    reporter.problem(
      pathOf("initial_replicas"),
      `found ${initialReplicas}; expected a number from min_replicas (${minReplicas}) to max_replicas (${maxReplicas})`,
    );
  }
  const downscaleDelaySeconds = config.downscale_delay_s ?? 600;
  return {
    kind: "autoscaling",
    minReplicas,
    maxReplicas,
    initialReplicas,
    targetOngoingRequests:
      withFormerName(
        { config, pathOf },
        {
          key: "target_ongoing_requests",
          former: "target_num_ongoing_requests_per_replica",
          release: options.release,
        },
        reporter,
      ) ?? (hasOldDefaults(deployment.value, options.release) ? 1 : 2),
    upscaleDelaySeconds: config.upscale_delay_s ?? 30,
    downscaleDelaySeconds,
    downscaleToZeroDelaySeconds: config.downscale_to_zero_delay_s ?? downscaleDelaySeconds,
    metricsIntervalSeconds: config.metrics_interval_s ?? 10,
    lookBackPeriodSeconds: config.look_back_period_s ?? 30,
    upscalingFactor: pick("upscaling_factor", ["upscale_smoothing_factor", "smoothing_factor"]) ?? 1,
    downscalingFactor: pick("downscaling_factor", ["downscale_smoothing_factor", "smoothing_factor"]) ?? 1,
    ...compileAggregation(config),
  };
}

/** In any case of letters; the usual mean is left out. */
function compileAggregation({
  aggregation_function: written,
}: AutoscalingConfig): Pick<AutoscalingSettings, "aggregation"> {
  const name = written?.toLowerCase();
  return name === "max" || name === "min" ? { aggregation: name } : {};
}

type CurrentName = "upscaling_factor" | "downscaling_factor";
type OldName = "upscale_smoothing_factor" | "downscale_smoothing_factor" | "smoothing_factor";
