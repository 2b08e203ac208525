import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrafficTable } from "../../../src/simulation/traffic/TrafficTable.ts";

const shares = (...percents: readonly number[]) => percents.map((percent, version) => ({ version, percent }));

describe("TrafficTable", () => {
  it("gives every version the draws of its share, the first of the list those at the end", () => {
    const table = new TrafficTable(shares(50, 30, 20));
    expect([0, 0.199, 0.2, 0.499, 0.5, 0.999].map((draw) => table.choose(draw))).toEqual([2, 2, 1, 1, 0, 0]);
  });

  it("sends nothing to a version without a share, also where rounding leaves draws over", () => {
    const table = new TrafficTable(shares(0, 33.3, 33.3, 33.3, 0));
    expect(table.choose(0.9999)).toBe(1);
    expect(new TrafficTable(shares(0, 100)).choose(0)).toBe(1);
  });

  it("knows no version where none has a share", () => {
    expect(new TrafficTable(shares(0, 0)).choose(0.5)).toBeNull();
    expect(new TrafficTable([]).choose(0)).toBeNull();
  });

  it("sends each of any number of versions its share of evenly spread draws", () => {
    const weights = fc.array(fc.nat(20), { minLength: 1, maxLength: 8 }).filter((each) => each.some(Boolean));
    fc.assert(
      fc.property(weights, (weighed) => {
        const total = weighed.reduce((sum, weight) => sum + weight, 0);
        const table = new TrafficTable(shares(...weighed.map((weight) => (100 * weight) / total)));
        const counts = weighed.map(() => 0);
        // In the middle of each part, so that no draw stands on a border.
        for (let draw = 0; draw < total; draw++) counts[table.choose((draw + 0.5) / total) ?? -1]! += 1;
        expect(counts).toEqual(weighed);
      }),
    );
  });
});
