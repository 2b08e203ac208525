import type { BuiltDeployment } from "../llm/BuiltApplication.ts";
import { findLlmBuilder, type LlmBuilder } from "../llm/llmBuilders.ts";
import { noteBuilt } from "../llm/noteBuilt.ts";
import { placesOfModels, readLlmApplication } from "../llm/readLlmApplication.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import type { Order } from "./listOrders.ts";
import { overrideCode } from "./overrideCode.ts";
import type { Sourced, SourcedApplication, SourcedService } from "./SourcedService.ts";

/** Reads another file that a config names, as a value; `null` where it cannot (and a problem was reported). */
export type ReadPart = (path: string, place: KeyPath) => unknown;

interface Versions {
  readonly first: SourcedService;
  readonly orders: readonly Order[];
}

/** Every version with the deployments that builders of language models make of their arguments. */
export function buildApplications(
  { first, orders }: Versions,
  readPart: ReadPart,
  reporter: Reporter,
): Versions {
  const build = (service: SourcedService): SourcedService => ({
    ...service,
    applications: service.applications.map((application) => {
      const builder = findLlmBuilder(application.config.value.import_path);
      return builder === null ? application : buildApplication(application, builder, readPart, reporter);
    }),
  });
  return {
    first: build(first),
    orders: orders.map((order) =>
      order.kind === "deploy" ? { ...order, service: build(order.service) } : order,
    ),
  };
}

function buildApplication(
  application: SourcedApplication,
  builder: LlmBuilder,
  readPart: ReadPart,
  reporter: Reporter,
): SourcedApplication {
  const { pathOf } = application.config;
  const args = withFiles(application, builder, readPart);
  if (args === null) return application;
  const built = readLlmApplication(builder, args, (path, message, place) =>
    reporter.problem(pathOf(...path), message, place),
  );
  if (built === null) return application;
  noteBuilt(built, application.config, reporter);
  return {
    ...application,
    deployments: overridden(application, built, reporter),
    built: new Map(built.map((each) => [each.value.name, each])),
  };
}

/** The arguments with the configs that other files hold (ray 2.60.0, `LLMConfig.from_file`); `null` without one of them. */
function withFiles({ config }: SourcedApplication, builder: LlmBuilder, readPart: ReadPart): unknown {
  let { args } = config.value;
  for (const place of placesOfModels(builder, args)) {
    const path = valueAt(args, place);
    if (typeof path !== "string") continue;
    const part = readPart(path, config.pathOf("args", ...place));
    if (part === null) return null;
    args = withValue(args, place, part);
  }
  return args;
}

/** What the config lists wins over what the builder makes, option by option, as over any other code. */
function overridden(
  { name, config, deployments }: SourcedApplication,
  built: readonly BuiltDeployment[],
  reporter: Reporter,
): readonly Sourced<DeploymentConfig>[] {
  const names = built.map(({ value }) => value.name);
  for (const listed of deployments) {
    if (names.includes(listed.value.name)) continue;
    // ray 2.60.0, `override_deployment_info`: "Deployment … does not exist."
    reporter.problem(
      listed.pathOf("name"),
      `application ${JSON.stringify(name)} has no deployment ${JSON.stringify(listed.value.name)}, and Ray Serve refuses it; ${describeChoices(listed.value.name, names, "deployments that its builder makes")}`,
    );
  }
  return built.map((each) => {
    const code = { value: each.value, pathOf: (...keys: KeyPath) => config.pathOf(...each.placeOf(keys)) };
    const listed = deployments.find(({ value }) => value.name === each.value.name);
    return listed === undefined ? code : overrideCode(code, listed, ofWritten(code, reporter));
  });
}

/** Tells of options that are written, and not of those that the builder sets by itself. */
function ofWritten({ value }: Sourced<DeploymentConfig>, reporter: Reporter): Reporter {
  return {
    ...reporter,
    note: (path, message, place) => {
      const key = path.at(-1);
      if (typeof key === "string" && Object.hasOwn(value, key)) reporter.note(path, message, place);
    },
  };
}

function valueAt(value: unknown, keys: KeyPath): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
  return valueAt(Reflect.get(value, key), rest);
}

/** A copy with another value there. */
function withValue(value: unknown, keys: KeyPath, part: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return part;
  if (Array.isArray(value)) {
    return value.map((each: unknown, index) => (index === key ? withValue(each, rest, part) : each));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, name === key ? withValue(each, rest, part) : each]),
  );
}
