import { isRecord } from "../../values/isRecord.ts";

type Options = Readonly<Record<string, unknown>>;

/** Ray Serve's deprecated names of options, and what they are called now. */
const deploymentNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["max_concurrent_queries", ["max_ongoing_requests"]],
]);
const autoscalingNames: ReadonlyMap<string, readonly string[]> = new Map([
  ["target_num_ongoing_requests_per_replica", ["target_ongoing_requests"]],
  ["upscale_smoothing_factor", ["upscaling_factor"]],
  ["downscale_smoothing_factor", ["downscaling_factor"]],
  // One factor for both directions, unless a direction has its own.
  ["smoothing_factor", ["upscaling_factor", "downscaling_factor"]],
]);

/** The options of a deployment under their current names. Where an old and a new name are both given, the new one counts. */
export function currentNames(deployment: Options): Options {
  const renamed = rename(deployment, deploymentNames);
  const autoscaling = renamed.autoscaling_config;
  if (!isRecord(autoscaling)) return renamed;
  return { ...renamed, autoscaling_config: rename(autoscaling, autoscalingNames) };
}

function rename(options: Options, names: ReadonlyMap<string, readonly string[]>): Options {
  const current = new Map(Object.entries(options).filter(([name]) => !names.has(name)));
  for (const [oldName, newNames] of names) {
    const value = options[oldName] ?? undefined;
    if (value === undefined) continue;
    for (const newName of newNames) {
      if ((current.get(newName) ?? undefined) === undefined) current.set(newName, value);
    }
  }
  return Object.fromEntries(current);
}
