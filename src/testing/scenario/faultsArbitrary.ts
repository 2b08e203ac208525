import * as fc from "fast-check";
import type { FaultEffect } from "../../faults/Fault.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { poolName, workerGroupNames, zoneNames } from "./clusterArbitrary.ts";
import { optionally } from "./optionally.ts";

type Fault = NonNullable<WrittenScenario["faults"]>[number];
/** A fault without its time. */
type Effect = Fault extends infer Each
  ? Each extends Fault
    ? Omit<Each, "at" | "when" | "atRandom" | "name">
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
  const lifetime = fc.constantFrom(5, 40, 200).map((mean) => ({ mean }));
  return {
    "never-healthy": fc
      .tuple(version, deployment, fc.constantFrom("hangs" as const, "crashes" as const), duration)
      .map(([on, where, mode, span]) => ({ kind: "never-healthy", version: on, mode, ...where, ...span })),
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
    "proxy-death": fc
      .tuple(version, count)
      .map(([on, many]) => ({ kind: "proxy-death", version: on, count: many })),
    "crash-loop": fc
      .tuple(version, deployment, fc.constantFrom(30, 100), lifetime, duration)
      .map(([on, where, percent, life, span]) => ({
        kind: "crash-loop",
        version: on,
        percent,
        lifetime: life,
        ...where,
        ...span,
      })),
    "slow-start": fc
      .tuple(version, deployment, fc.constantFrom(1.5, 10), duration)
      .map(([on, where, factor, span]) => ({ kind: "slow-start", version: on, factor, ...where, ...span })),
    "hung-replica": fc.tuple(version, deployment, count, duration).map(([on, where, many, span]) => ({
      kind: "hung-replica",
      version: on,
      count: many,
      ...where,
      ...span,
    })),
    "flapping-health": fc
      .tuple(version, deployment, optionally({ count }), fc.constantFrom(2, 15, 45), fc.boolean(), duration)
      .map(([on, where, many, failing, failsRequests, span]) => ({
        kind: "flapping-health",
        version: on,
        failing,
        passing: 20,
        failsRequests,
        ...where,
        ...many,
        ...span,
      })),
    "gray-failure": fc
      .tuple(version, deployment, count, fc.constantFrom(3, 50), duration)
      .map(([on, where, many, factor, span]) => ({
        kind: "gray-failure",
        version: on,
        count: many,
        factor,
        ...where,
        ...span,
      })),
    "memory-leak": fc
      .tuple(
        version,
        deployment,
        fc.oneof(
          fc.constantFrom(1, 20, 200).map((afterRequests) => ({ afterRequests })),
          fc.constantFrom(10, 60).map((afterTime) => ({ afterTime })),
          fc.constant({ afterRequests: 50, afterTime: 30 }),
        ),
        duration,
      )
      .map(([on, where, after, span]) => ({ kind: "memory-leak", version: on, ...after, ...where, ...span })),
    "brown-out": fc
      .tuple(fc.constantFrom(1, 4), fc.constantFrom(0, 30), duration)
      .map(([factor, errorPercent, span]) => ({ kind: "brown-out", factor, errorPercent, ...span })),
    "traffic-surge": fc
      .tuple(fc.constantFrom(1, 1.5, 4), duration)
      .map(([factor, span]) => ({ kind: "traffic-surge", factor, ...span })),
    "zone-loss": fc
      .tuple(fc.constantFrom(...zoneNames), duration)
      .map(([zone, span]) => ({ kind: "zone-loss", zone, ...span })),
    "spot-wave": fc
      .tuple(
        workerGroup,
        fc.constantFrom(50, 100),
        fc.constantFrom(0, 10, 120),
        fc.constantFrom(0, 60),
        duration,
      )
      .map(([where, percent, warning, spread, span]) => ({
        kind: "spot-wave",
        percent,
        warning,
        spread,
        ...where,
        ...span,
      })),
    "load-balancer-lag": fc
      .tuple(fc.constantFrom(1, 20, 90), duration)
      .map(([delay, span]) => ({ kind: "load-balancer-lag", delay, ...span })),
    "metrics-outage": fc
      .tuple(version, deployment, fc.constantFrom(0, 50, 100), fc.constantFrom(0, 5, 40), duration)
      .map(([on, where, lostPercent, delay, span]) => ({
        kind: "metrics-outage",
        version: on,
        lostPercent,
        delay,
        ...where,
        ...span,
      })),
  };
}

/** None, or up to three faults of all kinds, timed absolutely, by the progress of the rollout or at random. */
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
    fc
      .tuple(fc.constantFrom(5, 60, 200), fc.integer({ min: 0, max: horizonSeconds - 1 }))
      .map(([perHour, from]) => ({ atRandom: { perHour, from } })),
  );
  const effect = fc.oneof(...Object.values(effectArbitraries(deployments)));
  const faults = fc.array(
    fc.tuple(moment, effect).map(([when, what]) => ({ ...what, ...calmly(what, when) })),
    { minLength: 1, maxLength: 3 },
  );
  const none: typeof faults = fc.constant([]);
  return fc.oneof(none, faults);
}

/** Surges multiply: many of them, each to the end, would be more requests than a test has time for. */
function calmly<When extends object>(
  what: Effect,
  when: When,
): When | { atRandom: { perHour: number; from: number } } {
  if (what.kind !== "traffic-surge" || !("atRandom" in when)) return when;
  return { atRandom: { perHour: 5, from: 0 } };
}
