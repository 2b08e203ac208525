import type { AutoscalingSettings } from "./Deployment.ts";

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
  /** Queued and running requests, averaged over the look-back period; `null` before the first report. */
  readonly totalRequests: number | null;
  readonly memory: AutoscalerMemory;
}

export interface AutoscalerDecision {
  readonly targetReplicas: number;
  readonly memory: AutoscalerMemory;
  /** When to decide again even if nothing changes; `null`: only on new metrics. */
  readonly reviewAtSeconds: number | null;
}

/**
 * Ray Serve's default autoscaling policy: as many replicas as bring the requests per replica to
 * `target_ongoing_requests`, once the same direction has held for the whole delay. The bounds hold at once.
 */
export function decideReplicas(view: AutoscalerView): AutoscalerDecision {
  const { settings, nowSeconds, memory } = view;
  const targetReplicas = clamp(view.targetReplicas, view);
  const none = { direction: "none", sinceSeconds: nowSeconds } as const;
  if (view.totalRequests === null) return { targetReplicas, memory, reviewAtSeconds: null };
  if (view.runningReplicas === 0) {
    // ray-serve.md: with zero running replicas and anything queued, scale up at once.
    const wanted =
      view.totalRequests > 0 ? Math.max(Math.ceil(settings.upscalingFactor), targetReplicas) : targetReplicas;
    return { targetReplicas: clamp(wanted, view), memory: none, reviewAtSeconds: null };
  }
  let desired = desiredReplicas(view, view.totalRequests);
  // ray-serve.md: to 0 only from 1.
  if (desired === 0 && targetReplicas > 1) desired = 1;
  if (desired === targetReplicas) return { targetReplicas, memory: none, reviewAtSeconds: null };
  const direction = desired > targetReplicas ? "up" : "down";
  const held = memory.direction === direction ? memory : ({ direction, sinceSeconds: nowSeconds } as const);
  const dueSeconds = held.sinceSeconds + delaySeconds(direction, desired, settings);
  if (nowSeconds < dueSeconds) return { targetReplicas, memory: held, reviewAtSeconds: dueSeconds };
  return { targetReplicas: desired, memory: none, reviewAtSeconds: null };
}

function delaySeconds(direction: "up" | "down", desired: number, settings: AutoscalingSettings): number {
  if (direction === "up") return settings.upscaleDelaySeconds;
  return desired === 0 ? settings.downscaleToZeroDelaySeconds : settings.downscaleDelaySeconds;
}

/** Ray Serve, `_calculate_desired_num_replicas`. */
function desiredReplicas(view: AutoscalerView, totalRequests: number): number {
  const { settings, runningReplicas } = view;
  const ratio = totalRequests / (settings.targetOngoingRequests * runningReplicas);
  const factor = ratio > 1 ? settings.upscalingFactor : settings.downscalingFactor;
  let desired = Math.ceil(runningReplicas * (1 + (ratio - 1) * factor));
  // A small factor must not keep it from shrinking for ever.
  if (desired === runningReplicas && Math.ceil(runningReplicas * ratio) < runningReplicas) desired -= 1;
  return clamp(desired, view);
}

function clamp(replicas: number, view: AutoscalerView): number {
  return Math.min(view.maxReplicas, Math.max(view.minReplicas, replicas));
}
