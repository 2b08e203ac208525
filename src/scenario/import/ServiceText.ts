import type { ScenarioProblem } from "../problems/ScenarioProblem.ts";
import type { YamlText } from "../yaml/readYaml.ts";
import type { KubernetesDeployment } from "./kubernetesDeploymentSchema.ts";
import type { RayService } from "./rayServiceSchema.ts";
import type { FileForm } from "./recogniseForm.ts";

/** A file that describes a service, as a service config; places are those of the file. */
export interface ServiceText extends YamlText {
  readonly form: FileForm;
  readonly notes: readonly ScenarioProblem[];
  /** The manifest that it was read from; `null`: it is no manifest. */
  readonly manifest: Manifest | null;
}

/** What manages a service that is described by a manifest. */
export type Manifest =
  | { readonly kind: "ray-service"; readonly rayService: RayService }
  | { readonly kind: "deployment"; readonly deployment: KubernetesDeployment };
