import { describeValue } from "../../values/describeValue.ts";
import { isRecord } from "../../values/isRecord.ts";
import { PlanError, type PlanProblemCode } from "../capacity/PlanError.ts";

type Options = Readonly<Record<string, unknown>>;

/** Named parts of a service config, in its order. */
export interface NamedApplication {
  readonly name: string;
  /** But for `name` and `deployments`. */
  readonly options: Options;
  /** Options by the deployment's name, but for `name`. */
  readonly deployments: ReadonlyMap<string, Options>;
}

/**
 * The applications of a service config by name.
 *
 * @throws PlanError for a config in which applications or deployments cannot be told apart.
 */
export function readApplications(config: object, field: string): ReadonlyMap<string, NamedApplication> {
  const list = isRecord(config) ? config.applications : undefined;
  const named = readNamedList(list, `${field}.applications`, "default");
  return new Map(
    [...named].map(([name, { options, path }]) => {
      const { deployments, ...others } = options;
      const readDeployments = readNamedList(deployments, `${path}.deployments`, null);
      const byName = new Map([...readDeployments].map(([key, value]) => [key, value.options]));
      return [name, { name, options: others, deployments: byName }];
    }),
  );
}

/** `defaultName`: of an item without one; `null`: there is none. */
function readNamedList(
  list: unknown,
  field: string,
  defaultName: string | null,
): ReadonlyMap<string, { readonly options: Options; readonly path: string }> {
  if (list === undefined || list === null) return new Map();
  if (!Array.isArray(list)) throw failure("wrong-type", field, `must be a list, not ${describeValue(list)}`);
  const byName = new Map<string, { readonly options: Options; readonly path: string }>();
  const items: readonly unknown[] = list;
  for (const [index, item] of items.entries()) {
    const path = `${field}[${index}]`;
    if (!isRecord(item)) throw failure("wrong-type", path, `must be an object, not ${describeValue(item)}`);
    const { name = defaultName, ...options } = item;
    if (typeof name !== "string") {
      throw failure("wrong-type", `${path}.name`, `must be a name, not ${describeValue(name)}`);
    }
    if (byName.has(name)) {
      throw failure(
        "duplicate-name",
        `${path}.name`,
        `${describeValue(name)} is used twice; names must be unique`,
      );
    }
    byName.set(name, { options, path });
  }
  return byName;
}

function failure(code: PlanProblemCode, field: string, rest: string): PlanError {
  return new PlanError([{ code, field, message: `${field} ${rest}.` }]);
}
