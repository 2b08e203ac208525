import * as fc from "fast-check";
import type { SampleNames } from "../../faults/FaultDefinition.ts";
import { faultRegistry } from "../../faults/faultRegistry.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { poolName, workerGroupNames, zoneNames } from "./clusterArbitrary.ts";
import { sampledOptions } from "./sampledOptions.ts";

type Fault = NonNullable<WrittenScenario["faults"]>[number];

/** None, or up to three faults of all kinds, timed absolutely, by the progress of the rollout or at random. */
export function faultsArbitrary(
  deployments: readonly string[],
  horizonSeconds: number,
): fc.Arbitrary<Fault[]> {
  const names = { deployments, workerGroups: workerGroupNames, pools: [poolName], zones: zoneNames };
  const fault = fc.oneof(
    ...faultRegistry.map((definition) =>
      fc
        .tuple(effectArbitrary(definition, names), momentArbitrary(horizonSeconds, definition.sampledPerHour))
        // The types of its definition hold what is sampled to its schema.
        .map(([effect, moment]) => ({ ...effect, ...moment }) as Fault),
    ),
  );
  const none: fc.Arbitrary<Fault[]> = fc.constant([]);
  return fc.oneof(none, fc.array(fault, { minLength: 1, maxLength: 3 }));
}

/** A fault of one kind, without its time. */
function effectArbitrary(
  { kind, samples }: (typeof faultRegistry)[number],
  names: SampleNames,
): fc.Arbitrary<{ readonly kind: Fault["kind"] }> {
  return fc.oneof(...samples(names).map(sampledOptions)).map((options) => ({ kind, ...options }));
}

/** When a fault strikes; at random no more often than `mostPerHour`. */
function momentArbitrary(
  horizonSeconds: number,
  mostPerHour = Number.POSITIVE_INFINITY,
): fc.Arbitrary<Pick<Fault, "at" | "when" | "atRandom">> {
  const percent = fc.integer({ min: 1, max: 100 });
  const after = fc.constantFrom(0, 1, 15);
  return fc.oneof(
    fc.integer({ min: 0, max: horizonSeconds }).map((at) => ({ at })),
    fc.tuple(percent, after).map(([canaryCapacityPercent, delay]) => ({
      when: { canaryCapacityPercent, after: delay },
    })),
    fc.tuple(percent, after).map(([canaryTrafficPercent, delay]) => ({
      when: { canaryTrafficPercent, after: delay },
    })),
    fc
      .tuple(fc.constantFrom(5, 60, 200), fc.integer({ min: 0, max: horizonSeconds - 1 }))
      .map(([perHour, from]) => ({ atRandom: { perHour: Math.min(perHour, mostPerHour), from } })),
  );
}
