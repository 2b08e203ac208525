import type { CallStep } from "../../scenario/schema/callSchema.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import type { ApplicationOutline } from "./applicationsArbitrary.ts";

type Stream = NonNullable<WrittenScenario["traffic"]>[number];
type Behaviours = NonNullable<WrittenScenario["deployments"]>;

/**
 * Sends those streams that have a path to their application by its route instead of to a deployment by its name, where the
 * application has a route and one deployment that is called by none.
 */
export function withRoutes(
  streams: readonly { readonly stream: Stream; readonly path: string | undefined }[],
  applications: readonly ApplicationOutline[],
  behaviours: Behaviours,
): readonly Stream[] {
  const called = new Set(Object.values(behaviours).flatMap(({ calls = [] }) => calls.flatMap(namesIn)));
  return streams.map(({ stream, path }) => {
    const application = applications.find(({ deployments }) =>
      deployments.some((name) => name === stream.deployment),
    );
    const entries = application?.deployments.filter((name) => !called.has(name)) ?? [];
    const prefix = application?.routePrefix === undefined ? "/" : application.routePrefix;
    if (path === undefined || entries.length !== 1 || prefix === null) return stream;
    const { deployment: _, ...rest } = stream;
    return { ...rest, route: `${prefix === "/" ? "" : prefix}${path}` || "/" };
  });
}

function namesIn(step: CallStep): readonly string[] {
  if (typeof step === "string") return [step];
  if (isList(step)) return step.flatMap(namesIn);
  if ("parallel" in step) return step.parallel.flatMap(namesIn);
  return [...step.calls, ...(step.otherwise ?? [])].flatMap(namesIn);
}

/** `Array.isArray` does not narrow read-only lists. */
function isList(step: Exclude<CallStep, string>): step is readonly CallStep[] {
  return Array.isArray(step);
}
