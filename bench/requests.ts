import { loadScenario } from "../src/scenario/loadScenario.ts";
import type { Simulation } from "../src/simulation/RunningSimulation.ts";
import type { Scenario } from "../src/simulation/Scenario.ts";
import { startSimulation } from "../src/simulation/startSimulation.ts";

/**
 * How fast a scenario runs and how much memory it holds: `npm run bench [scenario] [runs]`. Prints requests a second of
 * wall time in the event loop, the ratio of simulated to real time, and what a run holds after many requests against
 * what it holds after ten times as many.
 */
const path = process.argv[2] ?? "scenarios/gpu-25-surge.yaml";
const runs = Number(process.argv[3] ?? 60);
const { scenario } = loadScenario(path);
const collectGarbage = globalThis.gc;

interface Measured {
  readonly simulation: Simulation;
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
}

function run(input: Scenario): Measured {
  const simulation = startSimulation(input);
  const from = process.hrtime.bigint();
  simulation.advanceTo(input.horizonSeconds);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { simulation, seconds, requests: simulation.requestCount, events: simulation.eventCount };
}

const first = run({ ...scenario, seed: "first" });
const measured = Array.from({ length: runs }, (_, index) => run({ ...scenario, seed: `run ${index}` }));
// The fastest third: the machine has other things to do, and the program does not get faster by chance.
const best = measured.sort((a, b) => a.seconds - b.seconds).slice(0, Math.ceil(runs / 3));
const total = (value: (each: Measured) => number) => best.reduce((sum, each) => sum + value(each), 0);
const round = (value: number) => Math.round(value).toLocaleString("en-US");

console.log(
  `${scenario.name}: ${round(first.requests)} requests in ${scenario.horizonSeconds} simulated seconds`,
);
console.log(
  `  first run in a process  ${round(first.requests / first.seconds)} requests/s, ${round(scenario.horizonSeconds / first.seconds)} × real time`,
);
console.log(
  `  warmed up               ${round(total((each) => each.requests) / total((each) => each.seconds))} requests/s, ` +
    `${round((scenario.horizonSeconds * best.length) / total((each) => each.seconds))} × real time, ` +
    `${(total((each) => each.events) / total((each) => each.requests)).toFixed(2)} events a request`,
);

if (collectGarbage === undefined)
  throw new Error("run it by `npm run bench`, which exposes the garbage collector");

/** Megabytes that a run still holds when it is over, its result not yet made. */
function heldMegabytes(horizonSeconds: number): { readonly requests: number; readonly megabytes: number } {
  const [stream] = scenario.traffic;
  if (stream === undefined) throw new Error("the scenario has no traffic");
  const steady: Scenario = {
    ...scenario,
    horizonSeconds,
    timelineIntervalSeconds: horizonSeconds / 360,
    commands: [],
    faults: [],
    traffic: [{ ...stream, endSeconds: horizonSeconds, arrivals: { kind: "poisson", requestsPerSecond: 5 } }],
  };
  collectGarbage?.();
  const before = process.memoryUsage();
  const { simulation } = run(steady);
  collectGarbage?.();
  const after = process.memoryUsage();
  const bytes = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
  return { requests: simulation.requestCount, megabytes: bytes / 2 ** 20 };
}

heldMegabytes(3_600);
for (const horizonSeconds of [36_000, 360_000]) {
  const { requests, megabytes } = heldMegabytes(horizonSeconds);
  console.log(`  held after ${round(requests).padStart(9)} requests  ${megabytes.toFixed(2)} MB`);
}
