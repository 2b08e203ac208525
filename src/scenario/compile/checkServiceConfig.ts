import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { SourcedApplication, SourcedService } from "./SourcedService.ts";

/** Values of a whole service config that the Anyscale client or Ray Serve refuses together, or that mislead. */
export function checkServiceConfig(service: SourcedService, reporter: Reporter): void {
  const { value, pathOf } = service.config;
  const refuse = (key: string, message: string) => reporter.problem(pathOf(key), message, "key");
  // anyscale-service-api.txt: "Exclusive with containerfile."
  if (value.image_uri != null && value.containerfile != null) {
    refuse(
      "containerfile",
      "is exclusive with image_uri: leave one of them out (in update.config, null takes it away)",
    );
  }
  // anyscale-service-api.txt: "This can only be used when 'image_uri' is specified".
  if (value.registry_login_secret != null && value.image_uri == null) {
    refuse("registry_login_secret", "can only be used with image_uri; expected one, or no secret");
  }
  const ratio = value.tracing_config?.sampling_ratio;
  // ray 2.60.0, `TracingConfig.validate_sampling_ratio`.
  if (ratio != null && (ratio < 0 || ratio > 1)) {
    reporter.problem(
      pathOf("tracing_config", "sampling_ratio"),
      `found ${ratio}; expected a number from 0 to 1`,
    );
  }
  if (value.proxy_location === "Disabled") {
    reporter.warning(
      pathOf("proxy_location"),
      "no proxy runs, so that no request comes in by HTTP: those of the traffic section are taken to come by deployment handles. The Anyscale client refuses it",
    );
  }
  const { enabled, enable } = value.ray_gcs_external_storage_config ?? {};
  if (enabled != null && enable != null && enabled !== enable) {
    reporter.problem(
      pathOf("ray_gcs_external_storage_config", "enable"),
      `found ${enable}, but enabled is ${enabled}, and both mean the same; leave one of them out`,
    );
  }
  for (const application of service.applications) checkExternalScaler(application, reporter);
}

/** ray 2.60.0, `ServeApplicationSchema.validate_external_scaler_and_autoscaling`. */
function checkExternalScaler({ config, deployments }: SourcedApplication, reporter: Reporter): void {
  if (config.value.external_scaler_enabled !== true) return;
  for (const { value, pathOf } of deployments) {
    const key = value.num_replicas === "auto" ? "num_replicas" : "autoscaling_config";
    if (key === "autoscaling_config" && value.autoscaling_config == null) continue;
    const path: KeyPath = pathOf(key);
    reporter.problem(
      path,
      "Ray Serve refuses autoscaling where the application has external_scaler_enabled: true; leave one of them out",
      "key",
    );
  }
}
