import type { PlayedStep } from "../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { Span } from "./Span.ts";

/**
 * What a step can have waited for. A step of a plan waits for the version that gains capacity to start, or for the one that loses it
 * to stop; what the other one does beside it (autoscaling, replaced crashes) holds nothing up. Other steps wait for either.
 */
export function waitedFor(step: PlayedStep, { plans }: SimulationResult): (span: Span) => boolean {
  const plan = step.planIndex === null ? undefined : plans[step.planIndex];
  if (plan === undefined || step.stepIndex === null) return () => true;
  const now = plan.plan.steps[step.stepIndex];
  const before = plan.plan.steps[step.stepIndex - 1];
  if (now === undefined || before === undefined) return () => true;
  const change = {
    [plan.canaryVersion]: now.canary.capacityPercent - before.canary.capacityPercent,
    [plan.primaryVersion]: now.primary.capacityPercent - before.primary.capacityPercent,
  };
  return ({ kind, version }) => {
    const moved = Object.hasOwn(change, version) ? (change[version] ?? 0) : 0;
    return kind === "stop" ? moved < 0 : moved > 0;
  };
}
