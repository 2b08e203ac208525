import { describe, expect, it } from "vitest";
import type { SourcedService } from "../../../src/scenario/compile/SourcedService.ts";
import { capacityAfter, capacityAtStart } from "../../../src/scenario/compile/targetCapacity.ts";

/** A config with applications of these names. */
function service(percent: number | null, ...names: readonly string[]): SourcedService {
  const pathOf = () => [];
  return {
    config: { value: { target_capacity: percent }, pathOf },
    applications: names.map((name) => ({ name, config: { value: { name }, pathOf }, deployments: [] })),
  } as unknown as SourcedService;
}
const directionAfter = (
  [percent, direction]: readonly [number, "up" | "down"] | readonly [null, null],
  [before, after]: readonly [readonly string[], readonly string[]],
  next: number,
) =>
  capacityAfter(
    {
      service: service(percent, ...before),
      capacity: percent === null ? null : { percent, direction },
    },
    service(next, ...after),
  )?.direction;

// ray 2.60.0, `calculate_target_capacity_direction`.
describe("the way of target_capacity", () => {
  const same = [
    ["a", "b"],
    ["b", "a"],
  ] as const;

  it("is up at the start, and with other applications", () => {
    expect(capacityAtStart(service(40, "a"))).toEqual({ percent: 40, direction: "up" });
    expect(directionAfter([50, "down"], [["a"], ["b"]], 40)).toBe("up");
    expect(directionAfter([50, "down"], [["a"], ["a", "b"]], 40)).toBe("up");
    expect(directionAfter([50, "down"], [["a", "b"], ["a"]], 40)).toBe("up");
    expect(directionAfter([null, null], [["a"], ["b"]], 40)).toBe("up");
  });

  it("follows the percentage on the same applications, in whatever order they stand", () => {
    expect(directionAfter([50, "down"], same, 60)).toBe("up");
    expect(directionAfter([50, "up"], same, 40)).toBe("down");
  });

  it("is down from no capacity to one, and stays where the percentage does", () => {
    expect(directionAfter([null, null], same, 100)).toBe("down");
    expect(directionAfter([50, "down"], same, 50)).toBe("down");
    expect(directionAfter([50, "up"], same, 50)).toBe("up");
  });

  it("is none without a capacity", () => {
    expect(capacityAtStart(service(null, "a"))).toBeNull();
    expect(
      capacityAfter(
        { service: service(50, "a"), capacity: { percent: 50, direction: "up" } },
        service(null, "a"),
      ),
    ).toBeNull();
  });
});
