import { describe, expect, it } from "vitest";
import { TargetGroup } from "../../src/cluster/TargetGroup.ts";

function groupOf(...targets: readonly number[]): TargetGroup {
  const group = new TargetGroup();
  for (const target of targets) group.register(target);
  return group;
}
const counts = (group: TargetGroup, requests: number) => {
  const seen: Record<string, number> = {};
  for (let i = 0; i < requests; i++) {
    const target = String(group.next());
    seen[target] = (seen[target] ?? 0) + 1;
  }
  return seen;
};

describe("a target group", () => {
  it("gives each target the same share, one after the other", () => {
    expect(counts(groupOf(4, 7, 9), 300)).toEqual({ 4: 100, 7: 100, 9: 100 });
  });

  it("leaves out those that have failed their checks", () => {
    const group = groupOf(4, 7, 9);
    expect([group.markUnhealthy(7), group.markUnhealthy(7), group.markUnhealthy(5)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(counts(group, 100)).toEqual({ 4: 50, 9: 50 });
  });

  it("sends to all of them where all have failed", () => {
    const group = groupOf(4, 7);
    for (const target of [4, 7]) group.markUnhealthy(target);
    expect(counts(group, 100)).toEqual({ 4: 50, 7: 50 });
  });

  it("knows nobody where nobody is registered", () => {
    const group = groupOf(4);
    group.deregister(4);
    group.deregister(4);
    expect(group.next()).toBe(null);
    group.register(4);
    expect(group.next()).toBe(4);
    expect(() => group.register(4)).toThrow("registered already");
  });
});
