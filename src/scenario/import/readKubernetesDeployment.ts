import { formatKeyPath } from "../problems/formatKeyPath.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { YamlText } from "../yaml/readYaml.ts";
import { checkManifest } from "./checkManifest.ts";
import { kubernetesDeploymentSchema } from "./kubernetesDeploymentSchema.ts";
import type { FileForm } from "./recogniseForm.ts";
import type { ServiceText } from "./ServiceText.ts";
import { serviceOfDeployment } from "./serviceOfDeployment.ts";

/**
 * Reads a Kubernetes `Deployment`: one deployment whose replicas are its pods.
 * @throws ScenarioError with everything that is wrong, and where.
 */
export function readKubernetesDeployment(yaml: YamlText, form: FileForm): ServiceText {
  const deployment = checkManifest(kubernetesDeploymentSchema, yaml);
  const { config, places, remarks } = serviceOfDeployment(deployment);
  const written = (path: KeyPath): KeyPath =>
    places.findLast(({ ofConfig }) => ofConfig.every((part, index) => part === path[index]))?.ofManifest ??
    (path.length === 0 ? [] : ["spec"]);
  return {
    form,
    manifest: { kind: "deployment", deployment },
    value: config,
    start: yaml.start,
    warnings: yaml.warnings,
    notes: remarks.map(({ path, message }) => ({
      ...yaml.locate(path),
      keyPath: formatKeyPath(path),
      message,
    })),
    locate: (path) => yaml.locate(written(path)),
    locateKey: (path) => yaml.locateKey(written(path)),
  };
}
