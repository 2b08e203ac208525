import type { Reporter } from "../problems/Reporter.ts";
import type { ComputeConfig } from "../schema/computeConfigSchema.ts";
import type { Sourced, SourcedService } from "./SourcedService.ts";

/**
 * The compute config that stands in the service config; `null`: none, or the name of one. Of several, one a cloud
 * resource, the first, as Anyscale's client takes its values (0.26.112, `create_multi_deployment_compute_config`).
 */
export function inlineComputeConfig(
  service: SourcedService,
  reporter: Reporter,
): Sourced<ComputeConfig> | null {
  const { config } = service;
  const written = config.value.compute_config;
  if (typeof written !== "object" || written === null) return null;
  const [first, ...others] = written.configs ?? [];
  if (first === undefined) {
    return { value: written, pathOf: (...keys) => config.pathOf("compute_config", ...keys) };
  }
  if (others.length > 0) {
    reporter.note(
      config.pathOf("compute_config", "configs"),
      `the first of ${others.length + 1} is used; what the others offer plays no part`,
      "key",
    );
  }
  return { value: first, pathOf: (...keys) => config.pathOf("compute_config", "configs", 0, ...keys) };
}
