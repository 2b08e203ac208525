import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

/** Behaviours by the deployment's name, laid over those of the version before. */
export function resolveBehaviours(
  written: Readonly<Record<string, NewBehaviour>>,
  context: {
    readonly names: DeploymentNames;
    readonly base: ReadonlyMap<string, NewBehaviour>;
    readonly path: KeyPath;
  },
  reporter: Reporter,
): ReadonlyMap<string, NewBehaviour> {
  const behaviours = new Map(context.base);
  for (const [key, behaviour] of Object.entries(written)) {
    const name = context.names.resolve(key, [...context.path, key], reporter, "key");
    if (name !== null) behaviours.set(name, { ...behaviours.get(name), ...behaviour });
  }
  return behaviours;
}
