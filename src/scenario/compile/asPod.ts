import type { Deployment } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Sourced } from "./SourcedService.ts";

/** A deployment of the service as a Deployment of Kubernetes runs it, and what of its config plays no part there. */
export function asPod(
  { scaling, gang, placementGroup, routing, ...deployment }: Deployment,
  source: Sourced<DeploymentConfig>,
  reporter: Reporter,
): Deployment {
  if (gang !== undefined) {
    reporter.warning(
      source.pathOf("gang_scheduling_config"),
      "has no effect: the pods of a Deployment are placed one by one",
      "key",
    );
  }
  if (placementGroup !== undefined && placementGroup.bundles.length > 1) {
    reporter.warning(
      source.pathOf("placement_group_bundles"),
      "are taken together: a pod lies on one node, with all its containers",
      "key",
    );
  }
  if (source.value.request_router_config != null) {
    reporter.warning(
      source.pathOf("request_router_config"),
      `has no effect: a Service of Kubernetes chooses a pod at random; deployments.${deployment.name}.routing sets another way`,
      "key",
    );
  }
  return {
    ...deployment,
    // kubernetes.io, "Virtual IPs and Service Proxies": an endpoint is chosen at random.
    routing: routing ?? { policy: "random" },
    scaling: { kind: "static", numReplicas: fixedReplicas(scaling, source, reporter) },
  };
}

function fixedReplicas(
  scaling: Deployment["scaling"],
  source: Sourced<DeploymentConfig>,
  reporter: Reporter,
): number {
  if (scaling.kind === "static") return scaling.numReplicas;
  const { minReplicas, maxReplicas, initialReplicas } = scaling;
  const replicas = initialReplicas ?? minReplicas;
  if (minReplicas < maxReplicas) {
    reporter.warning(
      source.pathOf("autoscaling_config"),
      `has no effect: a Deployment has the replicas that it is told, and a HorizontalPodAutoscaler is not modelled; assumed: ${replicas}; num_replicas sets them`,
      "key",
    );
  }
  return replicas;
}
