import { reportKeys } from "../keys/reportKeys.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { checkRayTypes } from "../rules/checkRayTypes.ts";
import type { ApplicationConfig, ServiceConfig } from "../schema/serviceConfigSchema.ts";
import type { Sourced, SourcedApplication, SourcedService } from "./SourcedService.ts";

/** Ray Serve's name for an application that has none. */
const defaultApplicationName = "default";

/** What an application is called, also where its config leaves the name out. */
export function applicationName({ name }: ApplicationConfig): string {
  return name ?? defaultApplicationName;
}

/** A service config beside its place in the file; refuses applications and deployments that share a name. */
export function sourceService(config: ServiceConfig, path: KeyPath, reporter: Reporter): SourcedService {
  reportKeys(config, path, reporter);
  checkRayTypes(config, path, reporter);
  const names = new Set<string>();
  const applications = (config.applications ?? []).map((application, index): SourcedApplication => {
    const applicationPath = [...path, "applications", index];
    const name = applicationName(application);
    if (names.has(name)) {
      reporter.problem(
        [...applicationPath, "name"],
        `two applications are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    const deploymentNames = new Set<string>();
    const deployments = (application.deployments ?? []).map((deployment, position) => {
      const deploymentPath = [...applicationPath, "deployments", position];
      if (deploymentNames.has(deployment.name)) {
        reporter.problem(
          [...deploymentPath, "name"],
          `two deployments of application ${JSON.stringify(name)} are called ${JSON.stringify(deployment.name)}; expected different names`,
        );
      }
      deploymentNames.add(deployment.name);
      return sourced(deployment, deploymentPath);
    });
    return { name, config: sourced(application, applicationPath), deployments };
  });
  return { manifest: null, config: sourced(config, path), applications };
}

function sourced<Value>(value: Value, path: KeyPath): Sourced<Value> {
  return { value, pathOf: (...keys) => [...path, ...keys] };
}
