import { nameSchema } from "../fields/nameSchema.ts";
import { reportCodeKeys } from "../keys/reportKeys.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { checkRayTypes } from "../rules/checkRayTypes.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { CodeOptions } from "../schema/codeOptionsSchema.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { mergeDeployment } from "./mergeService.ts";
import type { Sourced } from "./SourcedService.ts";

/** What is known of the deployments that stand in the code of applications: by application, then by name. */
export type CodeDeployments = ReadonlyMap<string, ReadonlyMap<string, Sourced<DeploymentConfig>>>;

/** The deployments that the configs of any version list, by application. */
export type ListedDeployments = ReadonlyMap<string, ReadonlySet<string>>;

interface Context {
  /** Where the behaviours stand. */
  readonly path: KeyPath;
  readonly listed: ListedDeployments;
  /** What was known before. */
  readonly base: CodeDeployments;
  /** Whether a name alone declares a deployment, where a service has one application and that lists none. */
  readonly byNameAlone: boolean;
  /** Takes the names that are declared wrongly. */
  readonly refused: Set<string>;
}

/** What a scenario says of the deployments that stand in code, laid over what it said of them before. */
export function readDeclarations(
  written: Readonly<Record<string, NewBehaviour>>,
  context: Context,
  reporter: Reporter,
): CodeDeployments {
  const known = new Map([...context.base].map(([application, byName]) => [application, new Map(byName)]));
  for (const [key, { config, application: own }] of Object.entries(written)) {
    const isDeclared = config !== undefined || own !== undefined;
    const path = [...context.path, key];
    const { application, name } = splitKey(key);
    if (!isDeclared && !declaresByName(name, application, context)) continue;
    const owner = isName(name, path, reporter)
      ? findApplication({ name, application, own: own ?? null }, path, context, reporter)
      : null;
    if (owner === null) {
      context.refused.add(key).add(name);
      continue;
    }
    const byName = known.get(owner) ?? new Map<string, Sourced<DeploymentConfig>>();
    known.set(owner, byName);
    if (config === null) {
      byName.delete(name);
      continue;
    }
    const declared = sourcedOptions(name, config ?? {}, path, reporter);
    const before = byName.get(name);
    byName.set(name, before === undefined ? declared : mergeDeployment(before, declared));
  }
  return known;
}

/** `application#deployment`, or the name of a deployment alone. */
function splitKey(key: string): { readonly application: string | null; readonly name: string } {
  const end = key.indexOf("#");
  return end === -1
    ? { application: null, name: key }
    : { application: key.slice(0, end), name: key.slice(end + 1) };
}

/** A service of one application that lists nothing has no name that this one could be a misspelling of. */
function declaresByName(name: string, application: string | null, { listed, byNameAlone }: Context): boolean {
  const [only, ...others] = listed;
  if (!byNameAlone || only === undefined || others.length > 0 || name === "") return false;
  return only[1].size === 0 && (application === null || application === only[0]);
}

function isName(name: string, path: KeyPath, reporter: Reporter): boolean {
  const { error } = nameSchema.safeParse(name);
  const [issue] = error?.issues ?? [];
  if (issue === undefined) return true;
  reporter.problem(path, `found ${JSON.stringify(name)}; ${issue.message}`, "key");
  return false;
}

function findApplication(
  declared: { readonly name: string; readonly application: string | null; readonly own: string | null },
  path: KeyPath,
  { listed, base }: Context,
  reporter: Reporter,
): string | null {
  const { name, application, own } = declared;
  const applications = [...listed.keys()];
  if (application !== null && own !== null && application !== own) {
    reporter.problem(
      [...path, "application"],
      `found ${JSON.stringify(own)}, but the key names ${JSON.stringify(application)}; expected one of them`,
    );
    return null;
  }
  const given = own ?? application;
  if (given !== null) {
    if (listed.has(given)) return given;
    reporter.problem(
      own === null ? path : [...path, "application"],
      `unknown application ${JSON.stringify(given)}; ${describeChoices(given, applications, "applications")}`,
      own === null ? "key" : "value",
    );
    return null;
  }
  const owners = applications.filter(
    (each) => listed.get(each)?.has(name) === true || base.get(each)?.has(name) === true,
  );
  const candidates = owners.length > 0 ? owners : applications;
  if (candidates.length === 1) return candidates[0]!;
  // Without any application the service itself is refused.
  if (candidates.length > 1) {
    reporter.problem(
      path,
      `needs the key application, because the service has several; expected one of ${candidates.join(", ")}`,
      "key",
    );
  }
  return null;
}

function sourcedOptions(
  name: string,
  config: CodeOptions,
  path: KeyPath,
  reporter: Reporter,
): Sourced<DeploymentConfig> {
  if (Object.hasOwn(config, "name")) {
    reporter.problem(
      [...path, "config", "name"],
      `unknown key; the deployment is called ${JSON.stringify(name)}, as the key around it says`,
      "key",
    );
  }
  reportCodeKeys(config, [...path, "config"], reporter);
  checkRayTypes(config, [...path, "config"], reporter, { of: "deployment" });
  return {
    value: { ...config, name },
    pathOf: (...keys) => (keys.length === 0 || keys[0] === "name" ? path : [...path, "config", ...keys]),
  };
}
