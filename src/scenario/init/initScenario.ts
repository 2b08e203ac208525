import type { Scenario } from "../../simulation/Scenario.ts";
import { type AssumedApplication, assumedApplications } from "../compile/assumedApplications.ts";
import { readServiceText } from "../import/readServiceText.ts";
import type { FileForm } from "../import/recogniseForm.ts";
import type { ServiceText } from "../import/ServiceText.ts";
import { parseScenario } from "../parseScenario.ts";
import type { ScenarioProblem } from "../problems/ScenarioProblem.ts";
import { serviceConfigSchema } from "../schema/serviceConfigSchema.ts";
import type { ScenarioSource } from "../yaml/ScenarioSource.ts";
import { assumedKeys, draftScenario } from "./draftScenario.ts";
import type { FieldFates } from "./FieldFates.ts";
import { manifestFields } from "./manifestFields.ts";
import { printDraft } from "./printDraft.ts";
import { serviceFields } from "./serviceFields.ts";

/** A scenario file to start from, and what it rests on. */
export interface InitialScenario {
  /** YAML, ready to be saved and played. */
  readonly text: string;
  readonly form: FileForm;
  /** What became of the fields of the service's file. */
  readonly fields: FieldFates;
  /** The keys of the scenario whose values were guessed. */
  readonly assumed: readonly string[];
  readonly warnings: readonly ScenarioProblem[];
  /** What was assumed where the service leaves it open; what was guessed beside it is marked in the text. */
  readonly notes: readonly ScenarioProblem[];
}

/**
 * Writes a scenario for a service: everything that the service does not say stands there with a guess.
 *
 * @param text of the file that describes the service, in any form
 * @param source reads the files that the service names; its path is that of the service's file
 * @param names `path` of the scenario's file, and how it names the service's file
 * @throws ScenarioError for what cannot be read, and where.
 */
export function initScenario(
  text: string,
  source: ScenarioSource,
  names: { readonly path: string; readonly servicePath: string },
): InitialScenario {
  const { path, servicePath } = names;
  const service = readServiceText(text, source.path);
  const { form, manifest, value } = service;
  const itself: ScenarioSource = {
    ...source,
    path,
    readText: (named) => (named === servicePath ? { text, path: source.path } : source.readText(named)),
  };
  const bare = parseScenario(
    JSON.stringify({ name: "service", horizon: "1h", service: servicePath }),
    itself,
  );
  const name = nameOf(value) ?? onlyApplication(bare.scenario) ?? fileName(source.path);
  const assumed = assumedOf(value);
  const draft = draftScenario(bare.scenario, {
    name,
    servicePath,
    manifest,
    image: hasText(value, "containerfile") ? "containerfile" : "image_uri",
    assumed,
  });
  const drafted = printDraft(draft);
  // What is handed out can be played: it is read as any scenario is.
  const { warnings, notes } = parseScenario(drafted, itself);
  const ofService = ({ file }: ScenarioProblem) => file !== path;
  return {
    text: drafted,
    form,
    fields: fieldsOf(service),
    assumed: assumedKeys(draft),
    warnings: warnings.filter(ofService),
    notes: notes.filter(ofService),
  };
}

/** Of a manifest, its own fields and those of the Serve config in it. */
function fieldsOf({ manifest, value }: ServiceText): FieldFates {
  if (manifest?.kind === "deployment") return manifestFields(manifest);
  const ofService = serviceFields(manifest === null ? value : serveConfigIn(value));
  if (manifest === null) return ofService;
  const ofManifest = manifestFields(manifest);
  return {
    used: [...ofManifest.used, ...ofService.used],
    leftAside: [...ofManifest.leftAside, ...ofService.leftAside],
  };
}

function assumedOf(service: unknown): readonly AssumedApplication[] {
  const { data } = serviceConfigSchema.safeParse(
    Array.isArray(service) ? { applications: service } : service,
  );
  return data === undefined ? [] : assumedApplications(data);
}

/** Without what was made of the cluster. */
function serveConfigIn(value: unknown): unknown {
  const entries = Object.entries(Object(value)).filter(([key]) => !clusterKeys.has(key));
  return Object.fromEntries(entries);
}

const clusterKeys = new Set([
  "name",
  "image_uri",
  "ray_version",
  "compute_config",
  "ray_gcs_external_storage_config",
]);

function nameOf(service: unknown): string | null {
  return hasText(service, "name") ? String(Reflect.get(service, "name")) : null;
}

function hasText(service: unknown, key: string): service is object {
  if (typeof service !== "object" || service === null || !Object.hasOwn(service, key)) return false;
  return typeof Reflect.get(service, key) === "string";
}

/** The name of the only application, where it was given one. */
function onlyApplication({ primary }: Scenario): string | null {
  const [name, ...others] = new Set(primary.deployments.map(({ application }) => application));
  return name === undefined || others.length > 0 || name === "default" ? null : name;
}

function fileName(path: string): string {
  return (path.split(/[\\/]/).at(-1) ?? "").replace(/\.(ya?ml|json)$/i, "");
}
