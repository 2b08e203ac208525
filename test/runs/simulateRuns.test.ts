import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedOfRun } from "../../src/runs/seedOfRun.ts";
import { type SimulateRunsOptions, simulateRuns } from "../../src/runs/simulateRuns.ts";
import { startRunWorkers } from "../../src/runs/workers/startRunWorkers.ts";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { bundleWorker } from "./bundleWorker.ts";

let worker: Awaited<ReturnType<typeof bundleWorker>>;
beforeAll(async () => {
  worker = await bundleWorker();
});
afterAll(() => worker.remove());
const workersOf = (size: number) => startRunWorkers({ size, program: worker.program });

const refuse = () => {
  throw new Error("nothing is read");
};
const scenarioOf = (changes: Readonly<Record<string, unknown>> = {}) =>
  parseScenario(
    JSON.stringify({
      name: "several",
      horizon: "5m",
      service: [{ import_path: "m.app", deployments: [{ name: "A", num_replicas: 3 }] }],
      deployments: { A: { serviceTime: { median: "300ms", p99: "2s" }, startUp: "20s" } },
      traffic: [{ poisson: 12 }],
      update: { at: "1m", max_surge_percent: 50 },
      ...changes,
    }),
    { path: "scenario.yaml", readText: refuse, readTrace: refuse },
  );

const bytes = async (options: SimulateRunsOptions) =>
  JSON.stringify(await simulateRuns(scenarioOf(), options));

describe("several runs of one scenario", () => {
  it("are those of its seed and of seeds derived from it, each as it is alone", async () => {
    const parsed = scenarioOf();
    const { runs, records, result } = await simulateRuns(parsed, { runs: 5 });
    expect(runs.seeds).toEqual([0, 1, 2, 3, 4].map((index) => seedOfRun("1", index)));
    for (const { seed, summary } of records) {
      expect(summary).toEqual(simulate({ ...parsed.scenario, seed }).summary);
    }
    expect(runs.figures.p99LatencySeconds).toEqual(records.map(({ summary }) => summary.p99LatencySeconds));
    expect(new Set(runs.figures.requests).size).toBeGreaterThan(1);
    expect(result.scenario.seed).toBe(runs.shownSeed);
    expect(result).toEqual(simulate({ ...parsed.scenario, seed: runs.shownSeed }));
  });

  it("are the first of more", async () => {
    const [few, more] = [
      await simulateRuns(scenarioOf(), { runs: 3 }),
      await simulateRuns(scenarioOf(), { runs: 6 }),
    ];
    expect(more.records.slice(0, 3)).toEqual(few.records);
  });

  it("are 21 of a short scenario, if nobody says", async () => {
    expect((await simulateRuns(scenarioOf())).runs.seeds).toHaveLength(21);
  });

  it("come out the same to the byte, whoever plays them", async () => {
    const here = await bytes({ runs: 7 });
    for (const size of [1, 3]) {
      const started: number[] = [];
      const workers = () => {
        started.push(size);
        return workersOf(size);
      };
      expect(await bytes({ runs: 7, workers, eventsWithoutWorkers: 0 })).toBe(here);
      expect(started).toEqual([size]);
    }
  });

  it("tell how far they are, never backwards, to the end", async () => {
    const told: number[] = [];
    await simulateRuns(scenarioOf(), { runs: 4, onProgress: ({ fraction }) => told.push(fraction) });
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).toBeLessThanOrEqual(1);
    expect(told.at(-1)).toBeGreaterThanOrEqual(0.8);
  });

  it.each([
    ["here", undefined],
    ["by workers", () => workersOf(2)],
  ])("end with the signal, and what was finished has been told: %s", async (_where, workers) => {
    const controller = new AbortController();
    const finished: string[] = [];
    const played = simulateRuns(scenarioOf(), {
      runs: 40,
      workers,
      eventsWithoutWorkers: 0,
      signal: controller.signal,
      onRun: ({ seed }) => {
        finished.push(seed);
        if (finished.length === 2) controller.abort(new Error("enough"));
      },
    });
    await expect(played).rejects.toThrow("enough");
    expect(finished.length).toBeGreaterThanOrEqual(2);
    expect(finished.length).toBeLessThan(40);
  });

  it("tell which of them met a limit, and go on without", async () => {
    const free = await simulateRuns(scenarioOf(), { runs: 9 });
    const counts = free.records.map(({ work }) => work.eventCount);
    const limit = Math.max(counts[0]!, counts.toSorted((one, other) => one - other)[4]!);
    const { runs, records } = await simulateRuns(scenarioOf({ limits: { maxEvents: limit } }), { runs: 9 });
    expect(records.length).toBe(counts.filter((count) => count <= limit).length);
    expect(runs.stopped).toHaveLength(9 - records.length);
    expect(runs.stopped.length).toBeGreaterThan(0);
    expect(runs.stopped[0]?.reason).toMatch(/events/);
  });

  it("are none where the first meets it", async () => {
    await expect(simulateRuns(scenarioOf({ limits: { maxRequestsInSystem: 1 } }))).rejects.toThrow(
      /requests/,
    );
  });

  it.each([0, -1, 2.5, Number.NaN])("refuse %j runs", async (runs) => {
    await expect(simulateRuns(scenarioOf(), { runs })).rejects.toThrow(RangeError);
  });
});
