import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { timeArbitrary } from "./timeArbitrary.ts";

/** The pool, the zones and the worker groups that faults of a random scenario can name. */
export const poolName = "machines";
export const zoneNames: readonly string[] = ["a", "b"];
export const workerGroupNames: readonly string[] = ["steady", "spot"];

const locations = fc.constantFrom("every-node" as const, "head-only" as const);

/** HTTP proxies, with Ray Serve's times or quicker ones. */
const proxiesArbitrary = fc.oneof(
  locations,
  fc.record({
    location: locations,
    startTime: fc.constantFrom(0, 8),
    checkPeriod: fc.constantFrom(1, 10),
    minDraining: fc.constantFrom(0, 20),
    loadBalancer: fc.record({
      checkInterval: fc.constantFrom(2, 30),
      unhealthyThreshold: fc.constantFrom(1, 3),
    }),
  }),
);

/** A small cluster on which every random replica fits: one or two worker groups, with and without a pool. */
export function clusterArbitrary(): fc.Arbitrary<NonNullable<WrittenScenario["cluster"]>> {
  const group = (...markets: readonly ("on-demand" | "spot" | "prefer-spot")[]) =>
    fc
      .record({
        minNodes: fc.integer({ min: 0, max: 2 }),
        more: fc.integer({ min: 1, max: 12 }),
        bootTime: timeArbitrary(20),
        idleTime: fc.constantFrom(0, 10, 60, 300),
        pool: fc.constantFrom(null, poolName),
        market: fc.constantFrom(...markets),
      })
      .map(({ more, ...rest }) => ({ instanceType: "box", maxNodes: rest.minNodes + more, ...rest }));
  return fc
    .record({
      hosts: fc.option(fc.constantFrom(2, 3), { nil: 1, freq: 4 }),
      box: fc.record({
        cpus: fc.constantFrom(2, 4, 8),
        gpus: fc.constantFrom(1, 2, 4),
        pricePerHour: fc.constantFrom(0, 1.5),
        resources: fc.constantFrom({ slot: 1 }, { slot: 2.5 }),
      }),
      placement: fc.constantFrom("pack" as const, "spread" as const),
      compaction: fc.option(
        fc.record({
          delay: fc.constantFrom(0, 10, 120),
          timeout: fc.constantFrom(5, 60, 1800),
          maxBackoff: fc.constantFrom(0, 3600),
        }),
        { freq: 2 },
      ),
      steady: group("on-demand"),
      spot: group("spot", "prefer-spot"),
      headBoot: timeArbitrary(30),
      spareNodes: fc.integer({ min: 1, max: 16 }),
      spotFallback: fc.constantFrom(0, 30, 300),
      spotReturn: fc.constantFrom(null, 20, 120),
      proxies: fc.option(proxiesArbitrary, { nil: undefined, freq: 2 }),
      changes: fc.uniqueArray(fc.record({ at: fc.integer({ min: 1, max: 600 }), maxNodes: fc.nat(20) }), {
        maxLength: 3,
        selector: ({ at }) => at,
      }),
    })
    .map((parts) => {
      const { box, steady, spot, headBoot, spareNodes, spotFallback, spotReturn, changes } = parts;
      const { placement, compaction, proxies, hosts } = parts;
      // A pool has to hold at least the nodes that its groups always have.
      const pooled = [{ ...steady, minNodes: steady.minNodes * hosts }, spot].filter(
        ({ pool }) => pool !== null,
      );
      const maxNodes = pooled.reduce((sum, { minNodes }) => sum + minNodes, spareNodes);
      return {
        instanceTypes: { box },
        workerGroups: { steady: hosts === 1 ? steady : { ...steady, hosts }, spot },
        headNode: { instanceType: "box", bootTime: headBoot },
        pools: { [poolName]: { maxNodes, changes: changes.sort((a, b) => a.at - b.at) } },
        zones: [...zoneNames],
        spotFallback,
        spotReturn,
        placement,
        ...(placement === "pack" && compaction !== null ? { compaction } : {}),
        ...(proxies === undefined ? {} : { proxies }),
      };
    });
}
