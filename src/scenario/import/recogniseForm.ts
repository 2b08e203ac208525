import type { scenarioFileSchema } from "../schema/scenarioFileSchema.ts";

/**
 * What a file is, as people have them: a scenario of ours, one of the forms of a service, or something else that can be
 * named.
 */
export type FileForm =
  | { readonly kind: "scenario" }
  /** Anyscale's ServiceConfig, or a Ray Serve config with its list of applications. */
  | { readonly kind: "service"; readonly isAnyscale: boolean }
  /** A Ray Serve config of one application, which stands at the top. */
  | { readonly kind: "application" }
  /** The list of applications alone. */
  | { readonly kind: "applications" }
  /** KubeRay's RayService; among the documents of the file, its number counts from 0. */
  | { readonly kind: "ray-service"; readonly document: number }
  /** A Deployment of Kubernetes, and no RayService; `count`: how many there are among the documents of the file. */
  | { readonly kind: "deployment"; readonly document: number; readonly count: number }
  /** Manifests of Kubernetes without a RayService or a Deployment. */
  | { readonly kind: "kubernetes"; readonly names: readonly string[] }
  | { readonly kind: "compute-config" }
  | { readonly kind: "unknown" };

/** Keys that scenarios have and no form of a service has. */
const scenarioKeys = [
  "service",
  "horizon",
] as const satisfies readonly (keyof typeof scenarioFileSchema.shape)[];

/** Keys of a service that Anyscale knows and Ray Serve does not (anyscale-service-api.txt, ServiceConfig). */
const anyscaleKeys = [
  "image_uri",
  "containerfile",
  "compute_config",
  "working_dir",
  "requirements",
  "query_auth_token_enabled",
  "ray_gcs_external_storage_config",
  "cloud",
  "project",
  "ray_serve_config",
  "cluster_env",
];

const computeKeys = ["head_node", "worker_nodes", "auto_select_worker_config"];

/** What the documents of a file are. Pure; only keys at the top are looked at. */
export function recogniseForm(documents: readonly unknown[]): FileForm {
  const manifests = documents.map(manifestKind);
  const document = manifests.indexOf("RayService");
  if (document >= 0) return { kind: "ray-service", document };
  const deployment = manifests.indexOf("Deployment");
  if (deployment >= 0) {
    const count = manifests.filter((name) => name === "Deployment").length;
    return { kind: "deployment", document: deployment, count };
  }
  const names = manifests.filter((name) => name !== null);
  if (names.length > 0) return { kind: "kubernetes", names: [...new Set(names)] };
  return recogniseOne(documents[0]);
}

function recogniseOne(value: unknown): FileForm {
  if (Array.isArray(value)) {
    const isApplications =
      value.length > 0 && value.every((each) => hasAny(each, ["import_path", "deployments"]));
    return { kind: isApplications ? "applications" : "unknown" };
  }
  if (hasAny(value, scenarioKeys)) return { kind: "scenario" };
  const isAnyscale = hasAny(value, anyscaleKeys);
  if (isAnyscale || hasAny(value, ["applications"])) return { kind: "service", isAnyscale };
  if (hasAny(value, ["import_path"])) return { kind: "application" };
  return { kind: hasAny(value, computeKeys) ? "compute-config" : "unknown" };
}

/** The kind of a Kubernetes manifest; `null`: it is none. */
function manifestKind(value: unknown): string | null {
  if (!hasAny(value, ["apiVersion"]) || !hasAny(value, ["kind"])) return null;
  const kind: unknown = Reflect.get(value, "kind");
  return typeof kind === "string" ? kind : null;
}

function hasAny(value: unknown, keys: readonly string[]): value is object {
  return typeof value === "object" && value !== null && keys.some((key) => Object.hasOwn(value, key));
}

/** Whether a file of this form describes a service, so that a scenario can be written for it. */
export function isServiceForm({ kind }: FileForm): boolean {
  return ["service", "application", "applications", "ray-service", "deployment"].includes(kind);
}
