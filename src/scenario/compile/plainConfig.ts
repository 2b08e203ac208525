import type { SourcedService } from "./SourcedService.ts";

/** The whole service config, merged as it is, as plain data. */
export function plainConfig(service: SourcedService): Readonly<Record<string, unknown>> {
  return {
    ...service.config.value,
    applications: service.applications.map((application) => ({
      ...application.config.value,
      name: application.name,
      deployments: application.deployments.map((deployment) => deployment.value),
    })),
  };
}
