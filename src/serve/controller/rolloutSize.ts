/** ray 2.60.0: DEFAULT_ROLLING_UPDATE_PERCENTAGE; ray-serve.md: about 20 %. */
export const defaultRollingUpdateShare = 0.2;

/**
 * How many replicas a heavyweight in-place update replaces at a time: whole gangs where there are any (ray 2.60.0,
 * `DeploymentState._rollout_size`).
 */
export function rolloutSize(options: {
  readonly targetReplicas: number;
  readonly rollingUpdateShare: number;
  /** Left out: 1, no gangs. */
  readonly gangSize?: number;
}): number {
  const { gangSize = 1 } = options;
  const size = Math.max(Math.floor(options.rollingUpdateShare * options.targetReplicas), 1);
  return Math.ceil(size / gangSize) * gangSize;
}
