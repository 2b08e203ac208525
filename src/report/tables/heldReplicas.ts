import type { PlayedVersion } from "../../simulation/result/PlayedStep.ts";

/** Replicas that hold resources: starting, running or draining. */
export function heldReplicas({ replicas }: PlayedVersion): number {
  return replicas.starting + replicas.running + replicas.draining;
}
