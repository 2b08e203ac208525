import { deploymentOptionsSchema } from "../../strategies/deployment/deploymentOptionsSchema.ts";
import { formatKeyPath } from "../problems/formatKeyPath.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { problemsOfIssues } from "../problems/problemsOfIssues.ts";
import { ScenarioError } from "../problems/ScenarioError.ts";
import type { YamlText } from "../yaml/readYaml.ts";
import { checkManifest } from "./checkManifest.ts";
import { type KubernetesDeployment, kubernetesDeploymentSchema } from "./kubernetesDeploymentSchema.ts";
import type { FileForm } from "./recogniseForm.ts";
import type { ServiceText } from "./ServiceText.ts";
import { serviceOfDeployment } from "./serviceOfDeployment.ts";
import { strategyOfDeployment } from "./strategyOfDeployment.ts";

/**
 * Reads a Kubernetes `Deployment`: one deployment whose replicas are its pods.
 * @throws ScenarioError with everything that is wrong, and where.
 */
export function readKubernetesDeployment(yaml: YamlText, form: FileForm): ServiceText {
  const deployment = checkManifest(kubernetesDeploymentSchema, yaml);
  checkStrategy(deployment, yaml);
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

const ofRollingUpdate = new Set(["maxSurge", "maxUnavailable"]);

/** What `ValidateDeploymentSpec` of Kubernetes refuses of a strategy and its times. */
function checkStrategy(deployment: KubernetesDeployment, yaml: YamlText): void {
  const { type, rollingUpdate } = deployment.spec.strategy ?? {};
  if (type === "Recreate" && rollingUpdate != null) {
    throw refusal(
      yaml,
      ["spec", "strategy", "rollingUpdate"],
      "is refused by Kubernetes beside type: Recreate",
    );
  }
  const options = strategyOfDeployment(deployment);
  const read = deploymentOptionsSchema.safeParse(options);
  if (read.success) return;
  const [problem] = problemsOfIssues(read.error.issues, options);
  if (problem === undefined) return;
  const [key = ""] = problem.path.map(String);
  const place = ofRollingUpdate.has(key) ? ["spec", "strategy", "rollingUpdate", key] : ["spec", key];
  throw refusal(yaml, place, problem.message);
}

function refusal(yaml: YamlText, path: KeyPath, message: string): ScenarioError {
  return new ScenarioError([{ ...yaml.locate(path), keyPath: formatKeyPath(path), message }]);
}
