import type { DeploymentOptions, IntOrPercent } from "./deploymentOptionsSchema.ts";

/** How many replicas there may be too many, and how many too few. */
export interface Fenceposts {
  readonly surge: number;
  readonly unavailable: number;
}

/**
 * What the options allow a Deployment of so many replicas (k8s v1.36.3, `MaxSurge` and `MaxUnavailable` over
 * `ResolveFenceposts`): a percentage of the surge is rounded up, of the unavailable down, and both are never 0.
 */
export function resolveFenceposts(options: DeploymentOptions, replicas: number): Fenceposts {
  if (options.type === "Recreate") return { surge: 0, unavailable: 0 };
  const surge = scaled(options.maxSurge, replicas, Math.ceil);
  const allowed = scaled(options.maxUnavailable, replicas, Math.floor);
  const unavailable = surge === 0 && allowed === 0 ? 1 : allowed;
  return { surge, unavailable: Math.min(unavailable, replicas) };
}

function scaled(value: IntOrPercent, replicas: number, round: (value: number) => number): number {
  return typeof value === "number" ? value : round((Number(value.slice(0, -1)) * replicas) / 100);
}
