import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { overrideCode } from "./overrideCode.ts";
import type { CodeDeployments, ListedDeployments } from "./readDeclarations.ts";
import type { Sourced, SourcedApplication, SourcedService } from "./SourcedService.ts";

/**
 * The service with the deployments that its config leaves to the code: those that the scenario declares, or for an
 * application of which nothing is known, one under stated assumptions. A config lists what it overrides, not what there
 * is (ray 2.60.0, `ServeApplicationSchema.deployments`: "Deployment options that override options specified in the code").
 */
export function completeService(
  service: SourcedService,
  context: { readonly code: CodeDeployments; readonly listed: ListedDeployments },
  reporter: Reporter,
): SourcedService {
  return {
    ...service,
    applications: service.applications.map((application) => ({
      ...application,
      deployments: deploymentsOf(application, context, reporter),
    })),
  };
}

function deploymentsOf(
  application: SourcedApplication,
  context: { readonly code: CodeDeployments; readonly listed: ListedDeployments },
  reporter: Reporter,
): readonly Sourced<DeploymentConfig>[] {
  const code = context.code.get(application.name) ?? new Map<string, Sourced<DeploymentConfig>>();
  const names = new Set(application.deployments.map(({ value }) => value.name));
  const deployments = [
    ...application.deployments.map((listed) => {
      const own = code.get(listed.value.name);
      return own === undefined ? listed : overrideCode(own, listed, reporter);
    }),
    ...[...code].flatMap(([name, options]) => (names.has(name) ? [] : [options])),
  ];
  return deployments.length > 0 ? deployments : assumedDeployments(application, context.listed);
}

/** Those that another version of the service lists; else one, called as the application. */
function assumedDeployments(
  application: SourcedApplication,
  listed: ListedDeployments,
): readonly Sourced<DeploymentConfig>[] {
  const elsewhere = [...(listed.get(application.name) ?? [])];
  const names = elsewhere.length > 0 ? elsewhere : [application.name];
  return names.map((name) => ({ value: { name }, pathOf: () => application.config.pathOf("deployments") }));
}
