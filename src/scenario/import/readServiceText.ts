import type { KeyPath } from "../problems/KeyPath.ts";
import { ScenarioError } from "../problems/ScenarioError.ts";
import { serviceConfigSchema } from "../schema/serviceConfigSchema.ts";
import { readYamlDocuments, type YamlText } from "../yaml/readYaml.ts";
import { describeForm } from "./describeForm.ts";
import { readKubernetesDeployment } from "./readKubernetesDeployment.ts";
import { readRayService } from "./readRayService.ts";
import { recogniseForm } from "./recogniseForm.ts";
import type { ServiceText } from "./ServiceText.ts";

/**
 * Reads a file that describes a service, in any form that people have: an Anyscale service config, a Ray Serve config of
 * several applications or of one, a list of applications, or a manifest with a KubeRay RayService or a Kubernetes Deployment.
 * @throws ScenarioError for what is no YAML, and for a file that is something else.
 */
export function readServiceText(text: string, file: string): ServiceText {
  const documents = readYamlDocuments(text, file);
  const form = recogniseForm(documents.map(({ value }) => value));
  const [first, second] = documents;
  const fail = (message: string, at: YamlText = first): never => {
    throw new ScenarioError([{ ...at.start, keyPath: "", message }]);
  };
  if (form.kind === "ray-service") return readRayService(documents[form.document]!, { text, form });
  if (form.kind === "deployment") {
    const deployment = documents[form.document]!;
    return form.count === 1
      ? readKubernetesDeployment(deployment, form)
      : fail(
          `found ${form.count} Deployments; a scenario is about one service: put the one that is updated in a file of its own`,
          deployment,
        );
  }
  if (
    form.kind === "kubernetes" ||
    form.kind === "compute-config" ||
    form.kind === "scenario" ||
    (form.kind === "unknown" && !hasKnownKey(first.value))
  ) {
    return fail(
      `is ${describeForm(form)}; expected a service config, or a manifest with a RayService or a Deployment`,
    );
  }
  if (second !== undefined) {
    return fail("found a second YAML document; a service config is one (nothing after `---`)", second);
  }
  switch (form.kind) {
    case "application":
      return { ...within(first, ["applications", 0], { applications: [first.value] }), form };
    case "applications":
      return { ...within(first, ["applications"], { applications: first.value }), form };
    default:
      return { ...within(first, [], first.value), form };
  }
}

/** A map without any key of a service is another file: what stands in it is nobody's business. */
function hasKnownKey(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 0 || keys.some((key) => Object.hasOwn(serviceConfigSchema.shape, key));
}

/** A text whose value stands in a config at `base`. */
function within(yaml: YamlText, base: KeyPath, value: unknown): Omit<ServiceText, "form"> {
  const inner = (path: KeyPath): KeyPath => path.slice(Math.min(base.length, path.length));
  return {
    value,
    start: yaml.start,
    warnings: yaml.warnings,
    notes: [],
    manifest: null,
    locate: (path) => yaml.locate(inner(path)),
    locateKey: (path) => (path.length <= base.length ? yaml.start : yaml.locateKey(inner(path))),
  };
}
