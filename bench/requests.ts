import { loadScenario } from "../src/scenario/loadScenario.ts";
import type { Scenario } from "../src/simulation/Scenario.ts";
import { startSimulation } from "../src/simulation/startSimulation.ts";

/**
 * How fast a scenario runs: `npm run bench [scenario] [runs]`. Prints requests a second of wall time in the event loop,
 * the ratio of simulated to real time, and the heap before and after many runs.
 */
const path = process.argv[2] ?? "scenarios/gpu-25-surge.yaml";
const runs = Number(process.argv[3] ?? 60);
const { scenario } = loadScenario(path);

interface Measured {
  readonly seconds: number;
  readonly requests: number;
  readonly events: number;
}

function run(seed: string): Measured {
  const seeded: Scenario = { ...scenario, seed };
  const simulation = startSimulation(seeded);
  const from = process.hrtime.bigint();
  simulation.advanceTo(seeded.horizonSeconds);
  const seconds = Number(process.hrtime.bigint() - from) / 1e9;
  return { seconds, requests: simulation.requestCount, events: simulation.eventCount };
}

const first = run("first");
const measured = Array.from({ length: runs }, (_, index) => run(`run ${index}`));
// The fastest third: the machine has other things to do, the program does not get faster by chance.
const best = [...measured].sort((a, b) => a.seconds - b.seconds).slice(0, Math.ceil(runs / 3));
const sum = (value: (each: Measured) => number) => best.reduce((total, each) => total + value(each), 0);
const round = (value: number) => Math.round(value).toLocaleString("en-US");

console.log(
  `${scenario.name}: ${round(first.requests)} requests in ${scenario.horizonSeconds} simulated seconds`,
);
console.log(
  `  first run   ${round(first.requests / first.seconds)} requests/s, ${round(scenario.horizonSeconds / first.seconds)} × real time`,
);
console.log(
  `  warmed up   ${round(sum((each) => each.requests) / sum((each) => each.seconds))} requests/s, ` +
    `${round((scenario.horizonSeconds * best.length) / sum((each) => each.seconds))} × real time, ` +
    `${(sum((each) => each.events) / sum((each) => each.requests)).toFixed(2)} events a request`,
);
