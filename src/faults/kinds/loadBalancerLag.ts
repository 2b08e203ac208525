import { positiveDurationSchema } from "../../scenario/fields/positiveDurationSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** The load balancer obeys every change of the traffic split so much later. */
export interface LoadBalancerLag {
  readonly kind: "load-balancer-lag";
  readonly delaySeconds: number;
  readonly durationSeconds: number | null;
}

/**
 * The load balancer acknowledges new weights and obeys them late (ELB and Envoy weights are eventually consistent).
 * The rollout goes on as if they held: capacity may go where traffic has not left yet.
 */
export const loadBalancerLag = defineFault({
  sentence:
    "The load balancer acknowledges new weights and obeys them late, while the rollout goes on as if they held.",
  schema: faultSection("load-balancer-lag", {
    delay: positiveDurationSchema.describe("How late a new traffic split comes into effect."),
    duration: usualOptions.duration,
  }),
  compile: (written): LoadBalancerLag => ({
    kind: written.kind,
    delaySeconds: written.delay,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`the load balancer obeys ${effect.delaySeconds} s late`);
    lastFor(port, effect.durationSeconds, port.delayTrafficShifts(effect.delaySeconds));
  },
  idleReason: (_effect, { hasRollout }) =>
    hasRollout ? null : "nothing is rolled out, so that no split of traffic changes",
  samples: () => [{ delay: [1, 20, 90], duration: usualSamples.duration }],
});
