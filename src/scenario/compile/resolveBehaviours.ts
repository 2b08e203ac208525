import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { CallStep } from "../schema/callSchema.ts";
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
    if (name === null) continue;
    const { calls } = behaviour;
    const path = [...context.path, key, "calls"];
    const resolved =
      calls === undefined
        ? {}
        : { calls: calls.map((step) => resolveCall(step, name, path, context, reporter)) };
    behaviours.set(name, { ...behaviours.get(name), ...behaviour, ...resolved });
  }
  return behaviours;
}

/** The same with every deployment by its full name; a name that applications share is that of the caller's own. */
function resolveCall(
  step: CallStep,
  caller: string,
  path: KeyPath,
  context: { readonly names: DeploymentNames },
  reporter: Reporter,
): CallStep {
  const { names } = context;
  const each = (inner: CallStep) => resolveCall(inner, caller, path, context, reporter);
  if (typeof step === "string") {
    const own = `${caller.split("#")[0]}#${step}`;
    return names.all.includes(own) ? own : (names.resolve(step, path, reporter) ?? step);
  }
  if (isList(step)) return step.map(each);
  if ("parallel" in step) return { parallel: step.parallel.map(each) };
  return {
    percent: step.percent,
    calls: step.calls.map(each),
    ...(step.otherwise === undefined ? {} : { otherwise: step.otherwise.map(each) }),
  };
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(step: Exclude<CallStep, string>): step is readonly CallStep[] {
  return Array.isArray(step);
}
