import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothing, RequestTable } from "../../../src/serve/path/RequestTable.ts";
import { ModelCache } from "../../../src/serve/replica/ModelCache.ts";
import { ProcessorSharing } from "../../../src/serve/replica/ProcessorSharing.ts";

type Step =
  | { readonly kind: "arrive"; readonly model: number; readonly workSeconds: number }
  | { readonly kind: "abandon"; readonly which: number };

interface Script {
  readonly maxModels: number;
  readonly loadSeconds: number;
  readonly steps: readonly { readonly afterSeconds: number; readonly step: Step }[];
}

interface Outcome {
  readonly ends: readonly (number | null)[];
  readonly loads: number;
}

/** On the real thing, over replicas on which requests do not slow each other. */
function played({ maxModels, loadSeconds, steps }: Script): Outcome & { readonly mostModels: number } {
  const requests = new RequestTable({ maxRequests: 10_000 });
  let [loads, mostModels, dueSeconds, at] = [0, 0, Number.POSITIVE_INFINITY, 0];
  const cache = new ModelCache(requests, new ProcessorSharing(requests, { slowdown: 0, speed: 1 }), {
    maxModelsPerReplica: maxModels,
    loadSeconds,
    onLoad: () => {
      loads++;
    },
  });
  const ends: (number | null)[] = [];
  const idOf = new Map<number, number>();
  const rows: number[] = [];
  const plan = (nowSeconds: number) => {
    mostModels = Math.max(mostModels, cache.modelCount);
    dueSeconds = idOf.size === 0 ? Number.POSITIVE_INFINITY : cache.nextSeconds(nowSeconds);
  };
  const playUntil = (seconds: number) => {
    while (dueSeconds <= seconds && dueSeconds < Number.POSITIVE_INFINITY) {
      const nowSeconds = dueSeconds;
      const row = cache.finish(nowSeconds);
      if (row !== nothing) {
        ends[idOf.get(row) as number] = nowSeconds;
        idOf.delete(row);
      }
      plan(nowSeconds);
    }
  };
  for (const { afterSeconds, step } of steps) {
    at += afterSeconds;
    playUntil(at);
    if (step.kind === "arrive") {
      const row = requests.open();
      requests.model[row] = step.model;
      requests.workSeconds[row] = step.workSeconds;
      idOf.set(row, ends.length);
      rows.push(row);
      ends.push(null);
      cache.begin(row, at);
    } else {
      const row = rows[step.which % Math.max(1, rows.length)];
      if (row === undefined || !idOf.has(row)) continue;
      idOf.delete(row);
      cache.abandon(row, at);
    }
    plan(at);
  }
  playUntil(Number.POSITIVE_INFINITY);
  return { ends, loads, mostModels };
}

/** The rule over plain lists: one line, one load at a time, the least recently used makes room. */
function expectedOutcome({ maxModels, loadSeconds, steps }: Script): Outcome {
  const ends: (number | null)[] = [];
  let line: { readonly id: number; readonly model: number; readonly workSeconds: number }[] = [];
  const models: number[] = [];
  let load: { readonly model: number; readonly endSeconds: number } | null = null;
  let loads = 0;
  const serveLine = (nowSeconds: number) => {
    while (line.length > 0) {
      const [next] = line as [(typeof line)[number]];
      if (!models.includes(next.model)) {
        if (models.length === maxModels) models.shift();
        load = { model: next.model, endSeconds: nowSeconds + loadSeconds };
        loads++;
        return;
      }
      ends[next.id] = nowSeconds + next.workSeconds;
      line.shift();
    }
  };
  const playUntil = (seconds: number) => {
    while (load !== null && load.endSeconds <= seconds) {
      const { model, endSeconds } = load;
      load = null;
      models.push(model);
      serveLine(endSeconds);
    }
  };
  let at = 0;
  for (const { afterSeconds, step } of steps) {
    at += afterSeconds;
    playUntil(at);
    if (step.kind === "abandon") {
      const id = step.which % Math.max(1, ends.length);
      line = line.filter((each) => each.id !== id);
      const end = ends[id] ?? null;
      if (end !== null && end > at) ends[id] = null;
      continue;
    }
    const id = ends.push(null) - 1;
    const { model, workSeconds } = step;
    if (model === nothing || models.includes(model)) {
      ends[id] = at + workSeconds;
      if (model !== nothing) models.push(...models.splice(models.indexOf(model), 1));
      continue;
    }
    line.push({ id, model, workSeconds });
    if (load === null) serveLine(at);
  }
  playUntil(Number.POSITIVE_INFINITY);
  return { ends, loads };
}

const scriptArbitrary: fc.Arbitrary<Script> = fc.record({
  maxModels: fc.integer({ min: 1, max: 4 }),
  loadSeconds: fc.constantFrom(0.1 * Math.SQRT2, Math.SQRT2),
  steps: fc.array(
    fc.record({
      afterSeconds: fc.integer({ min: 1, max: 500 }).map((units) => units * 0.00271828),
      step: fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            kind: fc.constant("arrive" as const),
            model: fc.integer({ min: nothing, max: 5 }),
            workSeconds: fc.integer({ min: 1, max: 900 }).map((units) => units * 0.00314159),
          }),
        },
        {
          weight: 1,
          arbitrary: fc.record({ kind: fc.constant("abandon" as const), which: fc.nat({ max: 50 }) }),
        },
      ),
    }),
    { maxLength: 50 },
  ),
});

describe("ModelCache", () => {
  it("begins and loads as the rule says, whoever leaves", () => {
    fc.assert(
      fc.property(scriptArbitrary, (script) => {
        const { ends, loads, mostModels } = played(script);
        const expected = expectedOutcome(script);
        expect(loads).toBe(expected.loads);
        expect(mostModels).toBeLessThanOrEqual(script.maxModels);
        expect(ends.map((end) => end === null)).toEqual(expected.ends.map((end) => end === null));
        for (const [id, end] of ends.entries()) expect(end ?? 0).toBeCloseTo(expected.ends[id] ?? 0, 9);
      }),
      { numRuns: 1000 },
    );
  });

  it("refuses room for no model and negative times", () => {
    const script = { maxModels: 1, loadSeconds: 1, steps: [] };
    expect(() => played({ ...script, maxModels: 0 })).toThrow(RangeError);
    expect(() => played({ ...script, loadSeconds: -1 })).toThrow(RangeError);
  });
});
