import type { FileForm } from "./recogniseForm.ts";

/** What a file is, in words that stand after "is". */
export function describeForm(form: FileForm): string {
  switch (form.kind) {
    case "scenario":
      return "a scenario";
    case "service":
      return form.isAnyscale ? "an Anyscale service config" : "a Ray Serve config";
    case "application":
      return "a Ray Serve config of one application";
    case "applications":
      return "a list of Ray Serve applications";
    case "ray-service":
      return "a KubeRay RayService manifest";
    case "deployment":
      return "a Kubernetes Deployment manifest";
    case "kubernetes":
      return `a Kubernetes manifest (${form.names.slice(0, 5).map(plainName).join(", ")})`;
    case "compute-config":
      return "an Anyscale compute config";
    case "unknown":
      return "not a file that rollcast knows";
    default:
      return form satisfies never;
  }
}

/** Only names as Kubernetes has them are shown: what a file holds otherwise is not quoted. */
function plainName(name: string): string {
  return /^[A-Za-z]{1,40}$/.test(name) ? name : "another kind";
}
