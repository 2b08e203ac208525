import * as fc from "fast-check";
import type { FaultEffect } from "../../faults/Fault.ts";
import type { WrittenScenario } from "../../scenario/printScenario.ts";
import { poolName, workerGroupNames } from "./clusterArbitrary.ts";
import { optionally } from "./optionally.ts";

type Fault = NonNullable<WrittenScenario["faults"]>[number];
/** A fault without its time. */
type Effect = Fault extends infer Each
  ? Each extends Fault
    ? Omit<Each, "at" | "when" | "name">
    : never
  : never;

/** One entry a kind: a kind that is missing here is a type error. */
function effectArbitraries(
  deployments: readonly string[],
): Readonly<Record<FaultEffect["kind"], fc.Arbitrary<Effect>>> {
  const version = fc.constantFrom("primary" as const, "canary" as const);
  const deployment = optionally({ deployment: fc.constantFrom(...deployments) });
  const workerGroup = optionally({ workerGroup: fc.constantFrom(...workerGroupNames) });
  const duration = optionally({ duration: fc.constantFrom(1, 30, 120) });
  const count = fc.integer({ min: 1, max: 3 });
  return {
    "never-healthy": fc
      .tuple(deployment, fc.constantFrom("hangs" as const, "crashes" as const))
      .map(([where, mode]) => ({ kind: "never-healthy", mode, ...where })),
    unhealthy: fc
      .tuple(version, deployment, optionally({ count }), fc.boolean())
      .map(([on, where, many, failsRequests]) => ({
        kind: "unhealthy",
        version: on,
        failsRequests,
        ...where,
        ...many,
      })),
    "replica-crash": fc
      .tuple(version, deployment, count)
      .map(([on, where, many]) => ({ kind: "replica-crash", version: on, count: many, ...where })),
    "node-loss": fc
      .tuple(version, workerGroup, count)
      .map(([on, where, many]) => ({ kind: "node-loss", version: on, count: many, ...where })),
    "spot-preemption": fc
      .tuple(version, workerGroup, count, fc.constantFrom(0, 10, 120))
      .map(([on, where, many, warning]) => ({
        kind: "spot-preemption",
        version: on,
        count: many,
        warning,
        ...where,
      })),
    "stock-out": duration.map((span) => ({ kind: "stock-out", pool: poolName, ...span })),
    slow: fc
      .tuple(version, fc.constantFrom(0.5, 2, 20), duration)
      .map(([on, factor, span]) => ({ kind: "slow", version: on, factor, ...span })),
    errors: fc
      .tuple(version, fc.constantFrom(1, 50, 100), duration)
      .map(([on, percent, span]) => ({ kind: "errors", version: on, percent, ...span })),
    "head-node-death": version.map((on) => ({ kind: "head-node-death", version: on })),
  };
}

/** None, or up to three faults of all kinds, timed absolutely or by the progress of the rollout. */
export function faultsArbitrary(
  deployments: readonly string[],
  horizonSeconds: number,
): fc.Arbitrary<Fault[]> {
  const percent = fc.integer({ min: 1, max: 100 });
  const after = fc.constantFrom(0, 1, 15);
  const moment = fc.oneof(
    fc.integer({ min: 0, max: horizonSeconds }).map((at) => ({ at })),
    fc.tuple(percent, after).map(([canaryCapacityPercent, delay]) => ({
      when: { canaryCapacityPercent, after: delay },
    })),
    fc.tuple(percent, after).map(([canaryTrafficPercent, delay]) => ({
      when: { canaryTrafficPercent, after: delay },
    })),
  );
  const effect = fc.oneof(...Object.values(effectArbitraries(deployments)));
  const faults = fc.array(
    fc.tuple(moment, effect).map(([when, what]) => ({ ...what, ...when })),
    { minLength: 1, maxLength: 3 },
  );
  const none: typeof faults = fc.constant([]);
  return fc.oneof(none, faults);
}
