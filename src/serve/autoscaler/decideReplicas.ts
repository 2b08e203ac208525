import { controlLoopSeconds } from "../controller/controlLoopSeconds.ts";
import type { AutoscalingSettings } from "../Deployment.ts";
import { desiredReplicas } from "./desiredReplicas.ts";

/** What the autoscaler remembers between decisions: which way it has wanted to go, and since when. */
export interface AutoscalerMemory {
  readonly direction: "up" | "down" | "none";
  readonly sinceSeconds: number;
}

/** What the autoscaler sees of a deployment. */
export interface AutoscalerView {
  readonly nowSeconds: number;
  readonly settings: AutoscalingSettings;
  /** Capacity-adjusted bounds. */
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly targetReplicas: number;
  readonly runningReplicas: number;
  /** Queued and running requests, averaged over the look-back period; `null` (no report yet) counts as 0. */
  readonly totalRequests: number | null;
  readonly memory: AutoscalerMemory;
  /** Left out: 1, no gangs. */
  readonly gangSize?: number;
}

/** How many replicas the autoscaler wants, and what it has to remember until it is asked again. */
export interface AutoscalerDecision {
  readonly targetReplicas: number;
  readonly memory: AutoscalerMemory;
  /** When to decide again even if nothing that it saw changes; `null`: only when something does. */
  readonly reviewAtSeconds: number | null;
}

/** ray 2.60.0, autoscaling_policy.py, `_DELAY_ELAPSED_EPS_S`: differences of clock times lose their last digits. */
const delayToleranceSeconds = 1e-6;

/**
 * Ray Serve's default autoscaling policy: as many replicas as bring the requests per replica to
 * `target_ongoing_requests`, once the same direction has held for the whole delay by the clock, and then within the
 * bounds.
 *
 * Follows ray 2.60.0 decision by decision: `default_autoscaling_policy` in `_apply_autoscaling_config`
 * (autoscaling_policy.py), and `DeploymentAutoscalingState.get_decision_num_replicas`. A new configuration or capacity
 * starts it with a memory of `"none"`, as `DeploymentAutoscalingState.register` does. With gangs, what it decides is rounded
 * up to whole ones, and the last gang may go as the last replica may (`GangSchedulingAutoscalingPolicy`).
 */
export function decideReplicas(view: AutoscalerView): AutoscalerDecision {
  const { gangSize = 1, settings, targetReplicas } = view;
  if (gangSize === 1) return decideEach(view);
  const isLast = settings.minReplicas === 0 && targetReplicas === gangSize;
  const decision = decideEach(isLast ? { ...view, targetReplicas: 1 } : view);
  return {
    ...decision,
    targetReplicas: clamp(Math.ceil(decision.targetReplicas / gangSize) * gangSize, view),
  };
}

function decideEach(view: AutoscalerView): AutoscalerDecision {
  const { settings, targetReplicas, memory } = view;
  const totalRequests = view.totalRequests ?? 0;
  if (view.runningReplicas > 0) return applyDelay(view, desiredReplicas({ ...view, totalRequests }));
  // Without running replicas there is no delay, and what was remembered stays.
  const coldStart = Math.max(Math.ceil(settings.upscalingFactor), targetReplicas);
  const wanted = totalRequests > 0 ? coldStart : targetReplicas;
  if (wanted > 0) return { targetReplicas: clamp(wanted, view), memory, reviewAtSeconds: null };
  return applyDelay(view, 0);
}

/** ray 2.60.0, `_apply_delay_logic`, then `apply_bounds`: the bounds come last, so they hold at once. */
function applyDelay(view: AutoscalerView, desired: number): AutoscalerDecision {
  const { nowSeconds, targetReplicas } = view;
  const bounded = clamp(targetReplicas, view);
  const none = { direction: "none", sinceSeconds: nowSeconds } as const;
  const nextLoopSeconds = nowSeconds + controlLoopSeconds;
  if (desired === targetReplicas) return { targetReplicas: bounded, memory: none, reviewAtSeconds: null };
  const direction = desired > targetReplicas ? "up" : "down";
  const sinceSeconds = view.memory.direction === direction ? view.memory.sinceSeconds : nowSeconds;
  const delaySeconds = delayOf(direction, view);
  // To 0 only from 1.
  const reached = direction === "down" && targetReplicas !== 1 ? Math.max(1, desired) : desired;
  const next = clamp(reached, view);
  if (nowSeconds - sinceSeconds + delayToleranceSeconds >= delaySeconds) {
    // From 1 it goes on to 0, with a delay that begins with the next loop.
    const reviewAtSeconds = clamp(desired, view) === next ? null : nextLoopSeconds;
    return { targetReplicas: next, memory: none, reviewAtSeconds };
  }
  const memory = { direction, sinceSeconds } as const;
  if (bounded !== targetReplicas)
    return { targetReplicas: bounded, memory, reviewAtSeconds: nextLoopSeconds };
  // Where the bounds undo what would be decided, time alone changes nothing.
  return {
    targetReplicas,
    memory,
    reviewAtSeconds: next === targetReplicas ? null : sinceSeconds + delaySeconds,
  };
}

function delayOf(direction: "up" | "down", { settings, targetReplicas }: AutoscalerView): number {
  if (direction === "up") return settings.upscaleDelaySeconds;
  return targetReplicas === 1 ? settings.downscaleToZeroDelaySeconds : settings.downscaleDelaySeconds;
}

function clamp(replicas: number, view: AutoscalerView): number {
  return Math.max(view.minReplicas, Math.min(view.maxReplicas, replicas));
}
