import type { GangSettings } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/** `gang_scheduling_config`; what ray 2.60.0 refuses beside it or in it (`DeploymentSchema`, `GangSchedulingConfig`). */
export function compileGang(
  deployment: Sourced<DeploymentConfig>,
  reporter: Reporter,
): GangSettings | undefined {
  const { gang_scheduling_config: gang, max_replicas_per_node, placement_group_strategy } = deployment.value;
  if (gang == null) return undefined;
  if (max_replicas_per_node != null) {
    reporter.problem(
      deployment.pathOf("max_replicas_per_node"),
      "Ray Serve refuses it beside gang_scheduling_config; leave one of them out",
      "key",
    );
  }
  if (placement_group_strategy != null) {
    reporter.problem(
      deployment.pathOf("placement_group_strategy"),
      "Ray Serve refuses it beside gang_scheduling_config; say gang_placement_strategy there",
      "key",
    );
  }
  if (gang.runtime_failure_policy === "RESTART_REPLICA") {
    reporter.problem(
      deployment.pathOf("gang_scheduling_config", "runtime_failure_policy"),
      "found RESTART_REPLICA, which Ray Serve 2.60.0 has not implemented and refuses; expected RESTART_GANG",
    );
  }
  return { size: gang.gang_size, strategy: gang.gang_placement_strategy ?? "PACK" };
}
