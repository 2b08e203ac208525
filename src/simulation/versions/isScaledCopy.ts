import { configOptions } from "../../serve/controller/configOptions.ts";
import { versionOptions } from "../../serve/controller/versionOptions.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { ServiceVersion } from "../Scenario.ts";

/**
 * Whether a deployment is deployed again with another fixed number of replicas alone: that Ray Serve calls scaling, not an update
 * (ray 2.60.0, `DeploymentTargetState.is_scaled_copy_of`).
 */
export function isScaledCopy(
  before: { readonly version: ServiceVersion; readonly deployment: Deployment },
  after: { readonly version: ServiceVersion; readonly deployment: Deployment },
): boolean {
  if (before.deployment.scaling.kind !== "static" || after.deployment.scaling.kind !== "static") return false;
  const [one, other] = [writtenOptions(before), writtenOptions(after)];
  if (one !== null && other !== null) return one === other;
  const unscaled = ({ deployment }: { readonly deployment: Deployment }) => ({
    ...deployment,
    scaling: { kind: "static", numReplicas: 0 } as const,
  });
  return (
    configOptions(unscaled(before)) === configOptions(unscaled(after)) &&
    versionOptions(before.deployment) === versionOptions(after.deployment)
  );
}

/** What the config says of the deployment but for its number of replicas, as text; `null`: there is no config. */
function writtenOptions({
  version,
  deployment,
}: {
  readonly version: ServiceVersion;
  readonly deployment: Deployment;
}): string | null {
  for (const application of listIn(version.config, "applications")) {
    if (textIn(application, "name") !== deployment.application) continue;
    for (const written of listIn(application, "deployments")) {
      const name = textIn(written, "name");
      if (name !== deployment.name && `${deployment.application}#${name}` !== deployment.name) continue;
      const { num_replicas: _, ...rest } = { ...(written as object) } as Record<string, unknown>;
      return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
    }
  }
  return null;
}

function listIn(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const found: unknown = Reflect.get(value, key);
  return Array.isArray(found) ? found : [];
}

function textIn(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
