import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { erlangCase } from "./centralQueueCases.ts";
import { batchCount, confidenceInterval } from "./confidenceInterval.ts";
import { isWithin, measureCase } from "./measureCase.ts";
import { measureQueue } from "./measureQueue.ts";
import { serviceTimes } from "./ServiceTime.ts";
import type { TheoryCase } from "./TheoryCase.ts";
import { theoryCases } from "./theoryCases.ts";
import { type MeasuredCase, validationTable } from "./validationTable.ts";

const measuredCases: MeasuredCase[] = [];

describe("a queue whose formula is known behaves as the formula says, within a 99 % confidence interval", () => {
  it.each(theoryCases.map((theory) => ({ title: `${theory.name}: ${theory.quantity}`, theory })))(
    "$title",
    ({ theory }) => {
      const measured = measureCase(theory);
      measuredCases.push({ theory, measured });
      expect(theory.exact).toBeGreaterThanOrEqual(measured.low);
      expect(theory.exact).toBeLessThanOrEqual(measured.high);
      const accepted = Object.entries(theory.wrong).filter(([, value]) => isWithin(measured, value));
      expect(accepted, "mistaken formulas that the same interval lets pass").toEqual([]);
    },
  );

  it("and hardly ever needs its second run: as often as chance says", () => {
    const again = measuredCases.filter(({ measured }) => measured.runs === 2).length;
    // Of some 70 intervals of 99 % more than five leave out the truth once in a thousand times.
    expect(again).toBeLessThanOrEqual(5);
  });

  it("as docs/validation.md tells: its table is what `npm run validate` prints", () => {
    const document = readFileSync(new URL("../../docs/validation.md", import.meta.url), "utf8");
    const [, table] = /<!-- theory:begin -->\n([\s\S]*?)\n<!-- theory:end -->/.exec(document) ?? [];
    expect(table).toBe(validationTable(measuredCases));
  });
});

describe("the check", () => {
  // The shortest run of every family.
  const families = new Map<string, TheoryCase>();
  for (const theory of theoryCases) {
    if (theory.requests < (families.get(theory.family)?.requests ?? Number.POSITIVE_INFINITY))
      families.set(theory.family, theory);
  }

  it.each([...families.values()].map((theory) => ({ title: theory.family, theory })))(
    "turns down a mistaken formula put in place of the right one: $title",
    ({ theory }) => {
      const [wrong] = Object.values(theory.wrong);
      expect(isWithin(measureCase({ ...theory, exact: wrong! }), wrong!)).toBe(false);
    },
  );

  it("has intervals that cover the truth as often as they claim", () => {
    const runs = 200;
    let [inner, outer] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const { batchMeans } = measureQueue(
        {
          arrivalsPerSecond: 0.5,
          serviceTime: serviceTimes.exponential,
          replicas: 1,
          slots: 1,
          slowdown: 0,
          maxQueued: null,
          arrivalsGo: "router",
        },
        { requests: (batchCount * 400) / 0.9, seed: `coverage ${run}` },
      );
      // An M/M/1 queue at a load of a half: a wait as long as the service.
      if (isWithin(confidenceInterval(batchMeans.wait, { confidencePercent: 50 }), 1)) inner++;
      if (isWithin(confidenceInterval(batchMeans.wait, { confidencePercent: 99 }), 1)) outer++;
    }
    // Four standard deviations around 100, and at most eight misses where two are expected.
    expect(Math.abs(inner - runs / 2)).toBeLessThanOrEqual(28);
    expect(outer).toBeGreaterThanOrEqual(runs - 8);
  });
});

describe("Little's law", () => {
  it("is an identity over a run that begins and ends empty: requests in the system over time = latencies added up", () => {
    for (const replicas of [1, 4]) {
      const { inSystemSeconds, latencySeconds } = measureQueue(
        {
          arrivalsPerSecond: 0.8 * replicas,
          serviceTime: serviceTimes.lognormal,
          replicas,
          slots: 3,
          slowdown: 0.5,
          maxQueued: 10,
          arrivalsGo: "router",
        },
        { requests: 20_000, seed: "little" },
      );
      expect(Math.abs(inSystemSeconds / latencySeconds - 1)).toBeLessThan(1e-9);
    }
  });
});

const depth = Number(process.env.ROLLCAST_RUNS ?? 1);

describe.runIf(depth > 1)("the whole grid: M/M/c for every number of servers, at eight loads", () => {
  const again: string[] = [];
  const all = Array.from({ length: 64 }, (_, index) => index + 1);

  it.each(all)("%d servers", (servers) => {
    for (const load of [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95]) {
      const theory = erlangCase(load, servers);
      const measured = measureCase(theory);
      if (measured.runs === 2) again.push(theory.name);
      expect(isWithin(measured, theory.exact), theory.name).toBe(true);
    }
  });

  it("needs second runs as often as chance says: 5 of 512 are expected", () => {
    expect(again.length).toBeLessThanOrEqual(14);
  });
});
