import { describe, expect, it } from "vitest";
import { parseText, smallScenario } from "../parseText.ts";
import { remarksOf } from "../remarksOf.ts";

const crash = (name?: string) =>
  `  - { ${name === undefined ? "" : `name: ${name}, `}at: 1m, kind: replica-crash, version: primary, deployment: A }\n`;
const withFaults = (...faults: readonly string[]) => `${smallScenario}faults:\n${faults.join("")}`;

describe("the name of a fault, after which its random numbers are drawn", () => {
  it("is its kind with the first number that is free, where none is given", () => {
    const stop = "  - { at: 1m, kind: stock-out, pool: g5 }\n";
    const pools = "cluster: { pools: { g5: { maxNodes: 4 } } }\n";
    const text = withFaults(crash(), crash("replica-crash-3"), crash(), crash(), stop) + pools;
    expect(parseText(text).scenario.faults.map(({ name }) => name)).toEqual([
      "replica-crash-1",
      "replica-crash-3",
      "replica-crash-2",
      "replica-crash-4",
      "stock-out-1",
    ]);
  });

  it("is that of no other", () => {
    expect(remarksOf(withFaults(crash(), crash("f"), crash("f"))).refused).toEqual([
      'x.yaml:10:13: faults[2].name: two faults are called "f"; expected different names',
    ]);
  });
});
