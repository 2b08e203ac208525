import { formatKeyPath } from "../problems/formatKeyPath.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import { ScenarioError } from "../problems/ScenarioError.ts";
import type { ScenarioProblem, TextPosition } from "../problems/ScenarioProblem.ts";
import type { YamlText } from "../yaml/readYaml.ts";
import { checkManifest } from "./checkManifest.ts";
import { rayServiceSchema } from "./rayServiceSchema.ts";
import { readEmbeddedYaml } from "./readEmbeddedYaml.ts";
import type { FileForm } from "./recogniseForm.ts";
import type { ServiceText } from "./ServiceText.ts";
import { type ManifestRemark, type ServiceOfRayService, serviceOfRayService } from "./serviceOfRayService.ts";

/** Keys of a Serve config that stand beside its applications and belong to the service. */
const servePath = ["spec", "serveConfigV2"];

/**
 * Reads a `RayService`: its Serve config, which is YAML in a text, and its cluster.
 * @param around the whole file, for places inside the Serve config
 * @throws ScenarioError with everything that is wrong in one of the two, and where.
 */
export function readRayService(
  yaml: YamlText,
  { text, form }: { readonly text: string; readonly form: FileForm },
): ServiceText {
  const manifest = checkManifest(rayServiceSchema, yaml);
  const { serveConfigV2 } = manifest.spec;
  if (serveConfigV2 == null || serveConfigV2.trim() === "") return failWithout(yaml);
  const serve = readEmbeddedYaml({ text: serveConfigV2, at: yaml.locate(servePath), around: text });
  if (typeof serve.value !== "object" || serve.value === null || Array.isArray(serve.value)) {
    throw new ScenarioError([
      {
        ...serve.start,
        keyPath: "spec.serveConfigV2",
        message: "expected a Serve config with its applications",
      },
    ]);
  }
  const service = serviceOfRayService(manifest);
  const remarks = (each: readonly ManifestRemark[]): ScenarioProblem[] =>
    each.map(({ path, message }) => ({ ...yaml.locate(path), keyPath: formatKeyPath(path), message }));
  return {
    form,
    manifest: { kind: "ray-service", rayService: manifest },
    value: { ...service.config, ...serve.value },
    start: yaml.start,
    warnings: [...yaml.warnings, ...serve.warnings, ...remarks(service.warnings)],
    notes: remarks(service.notes),
    locate: (path) => locate(path, { yaml, serve, service, place: "value" }),
    locateKey: (path) => locate(path, { yaml, serve, service, place: "key" }),
  };
}

function failWithout(yaml: YamlText): never {
  const spec: unknown =
    typeof yaml.value === "object" && yaml.value !== null ? Reflect.get(yaml.value, "spec") : {};
  const isOld = typeof spec === "object" && spec !== null && Object.hasOwn(spec, "serveConfig");
  throw new ScenarioError([
    {
      ...yaml.locate(servePath),
      keyPath: "spec.serveConfigV2",
      message: isOld
        ? "is missing; spec.serveConfig is of an API that KubeRay no longer has: write serveConfigV2 instead"
        : "is missing; without it the manifest does not say what is served",
    },
  ]);
}

function locate(
  path: KeyPath,
  {
    yaml,
    serve,
    service,
    place,
  }: {
    readonly yaml: YamlText;
    readonly serve: YamlText;
    readonly service: ServiceOfRayService;
    readonly place: "key" | "value";
  },
): TextPosition {
  const within = (text: YamlText, inner: KeyPath) =>
    place === "key" ? text.locateKey(inner) : text.locate(inner);
  const [key] = path;
  if (key === undefined) return yaml.start;
  const isOfServe = typeof key === "string" && Object.hasOwn(Object(serve.value), key);
  if (isOfServe) return within(serve, path);
  const found = service.places
    .filter(({ ofConfig }) => ofConfig.every((part, index) => part === path[index]))
    .reduce<{ ofConfig: KeyPath; ofManifest: KeyPath } | null>(
      (best, each) => (best !== null && best.ofConfig.length >= each.ofConfig.length ? best : each),
      null,
    );
  return found === null ? within(yaml, servePath) : within(yaml, found.ofManifest);
}
