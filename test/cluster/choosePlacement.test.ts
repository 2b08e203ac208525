import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choosePlacement, fits, type PlacementNode } from "../../src/cluster/choosePlacement.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";

const { runs, seed } = propertyRuns(1000);
const resources = fc.record({ milliCpus: fc.nat(4), milliGpus: fc.nat(3) });
const nodes = fc.uniqueArray(fc.record({ id: fc.nat(30), free: resources }), {
  selector: ({ id }) => id,
  maxLength: 12,
});

describe("fits", () => {
  it("needs room of both kinds, to the last thousandth", () => {
    const need = { milliCpus: 2000, milliGpus: 500 };
    expect(fits(need, need)).toBe(true);
    expect(fits(need, { milliCpus: 1999, milliGpus: 9000 })).toBe(false);
    expect(fits(need, { milliCpus: 9000, milliGpus: 499 })).toBe(false);
    expect(fits({ milliCpus: 0, milliGpus: 0 }, { milliCpus: 0, milliGpus: 0 })).toBe(true);
  });
});

describe("choosePlacement", () => {
  it("takes a node with room that no other with room beats: least GPUs, then least CPUs, then lowest id", () => {
    fc.assert(
      fc.property(resources, nodes, (need, given) => {
        const chosen = choosePlacement(need, given);
        const able = given.filter(
          ({ free }) => free.milliCpus >= need.milliCpus && free.milliGpus >= need.milliGpus,
        );
        if (chosen === null) {
          expect(able).toEqual([]);
          return;
        }
        const key = ({ id, free }: PlacementNode) => free.milliGpus * 1e6 + free.milliCpus * 1e3 + id;
        const best = able.find(({ id }) => id === chosen);
        expect(best && key(best)).toBe(Math.min(...able.map(key)));
      }),
      { numRuns: runs, seed },
    );
  });

  it("does not depend on the order of the nodes", () => {
    fc.assert(
      fc.property(resources, nodes, (need, given) => {
        expect(choosePlacement(need, [...given].reverse())).toBe(choosePlacement(need, given));
      }),
      { numRuns: runs, seed },
    );
  });
});
