/** What the files of a room may import: other rooms of ours, and packages. Their own room they may always import. */
export interface AllowedImports {
  readonly rooms: readonly string[];
  readonly packages: readonly string[];
  /** The room that it lies in may not import it. */
  readonly isApart?: true;
}

/**
 * Imports go one way. A room is a folder of `src`, or a folder or file inside one that others need apart from the rest of it, or that
 * may import something else than the rest; the longest name that a path begins with counts. A room may import what lies inside it,
 * unless that stands apart.
 * What is not listed is not allowed, a new room included.
 */
export const allowedImports: Readonly<Record<string, AllowedImports>> = {
  engine: { rooms: [], packages: ["seedrandom"] },
  metrics: { rooms: [], packages: [] },
  values: { rooms: [], packages: [] },
  strategies: {
    rooms: ["values", "strategies/capacity", "strategies/anyscale/plan"],
    packages: ["zod"],
  },
  // Light to import: `rollcast/planner` is these three alone.
  "strategies/capacity": { rooms: ["values"], packages: [] },
  "strategies/inPlace": { rooms: ["values", "strategies/capacity"], packages: [] },
  "strategies/anyscale/plan": {
    rooms: ["values", "strategies/capacity"],
    packages: [],
  },
  // The laws of Anyscale's rollouts judge whole results, which no strategy sees.
  "strategies/anyscale/laws": {
    rooms: ["values", "strategies/capacity", "simulation/result", "invariants/evidence"],
    packages: [],
    isApart: true,
  },
  cluster: { rooms: ["engine"], packages: [] },
  workload: { rooms: ["engine"], packages: [] },
  serve: { rooms: ["engine", "metrics"], packages: [] },
  // So is a routing policy.
  "serve/routing": { rooms: ["engine", "metrics", "serve", "scenario/fields"], packages: ["zod"] },
  // A fault is all that there is to know of it, its options in scenario files included.
  faults: { rooms: ["engine", "scenario/fields"], packages: ["zod"] },
  simulation: {
    rooms: [
      "engine",
      "metrics",
      "values",
      "strategies/capacity",
      "strategies/inPlace",
      "strategies/anyscale/plan",
      "cluster",
      "workload",
      "serve",
      "serve/routing",
      "faults",
      "strategies",
    ],
    packages: [],
  },
  // What goes in and what comes out: whoever reads them needs nothing of what plays them.
  "simulation/Scenario.ts": { rooms: ["strategies", "cluster", "workload", "serve", "faults"], packages: [] },
  "simulation/Expectation.ts": { rooms: ["simulation/result"], packages: [] },
  "simulation/result": {
    rooms: ["simulation/Scenario.ts", "strategies/capacity", "strategies", "cluster", "serve"],
    packages: [],
  },
  feasibility: {
    rooms: [
      "engine",
      "strategies/capacity",
      "strategies/inPlace",
      "cluster",
      "serve",
      "simulation",
      "strategies",
      "simulation/Scenario.ts",
      "simulation/result",
    ],
    packages: [],
  },
  invariants: {
    rooms: ["strategies/capacity", "strategies/inPlace", "strategies/anyscale/laws", "simulation/result"],
    packages: [],
  },
  // What laws are made of, those of strategies among them.
  "invariants/evidence": {
    rooms: ["strategies/capacity", "simulation/result"],
    packages: [],
  },
  scenario: {
    rooms: [
      "engine",
      "values",
      "strategies/capacity",
      "strategies/inPlace",
      "strategies/anyscale/plan",
      "cluster",
      "workload",
      "serve",
      "serve/routing",
      "faults",
      "strategies",
      "simulation",
      "simulation/Scenario.ts",
      "simulation/Expectation.ts",
      "simulation/result",
    ],
    packages: ["yaml", "zod"],
  },
  // From logs to what scenario files say: pure, the files are read by the command line.
  fit: {
    rooms: ["engine", "workload", "scenario", "scenario/problems"],
    packages: ["yaml", "zod"],
  },
  // Of what sections of scenario files are made: whoever has options of his own writes their schema with it.
  "scenario/fields": { rooms: ["engine", "scenario/problems"], packages: ["zod"] },
  "scenario/problems": { rooms: [], packages: ["zod"] },
  // With the command line, the only ones that touch files: everything else runs in a browser.
  "scenario/yaml/fileSource.ts": { rooms: ["scenario", "workload"], packages: ["node:"] },
  "scenario/yaml/readOwnText.ts": { rooms: ["scenario", "scenario/problems"], packages: ["node:"] },
  // Why it took as long as it did, read from the result alone.
  causes: { rooms: ["simulation/result"], packages: [] },
  // Several runs of one scenario: who plays them, and what comes of all of them.
  runs: {
    rooms: [
      "engine",
      "simulation",
      "simulation/Scenario.ts",
      "simulation/result",
      "invariants",
      "invariants/evidence",
      "scenario",
    ],
    packages: [],
  },
  // The only ones that start threads; from the sources with the help of tsx, which the package does not need.
  "runs/workers": {
    rooms: ["runs", "engine", "scenario", "simulation/Scenario.ts"],
    packages: ["node:", "tsx"],
    isApart: true,
  },
  report: {
    rooms: [
      "causes",
      "values",
      "runs",
      "strategies/capacity",
      "simulation/result",
      "simulation/Expectation.ts",
      "feasibility",
      "invariants/evidence",
      "fit",
    ],
    packages: ["cli-table3", "picocolors", "vega", "vega-lite"],
  },
  testing: {
    rooms: [
      "cluster",
      "serve",
      "strategies/capacity",
      "strategies/anyscale/plan",
      "faults",
      "serve/routing",
      "simulation",
      "strategies",
      "simulation/Scenario.ts",
      "simulation/result",
      "invariants",
      "invariants/evidence",
      "scenario",
    ],
    packages: ["fast-check"],
  },
  cli: {
    rooms: [
      "engine",
      "feasibility",
      "strategies/capacity",
      "strategies/anyscale/plan",
      "strategies",
      "simulation",
      "simulation/Scenario.ts",
      "simulation/result",
      "invariants",
      "fit",
      "workload",
      "runs",
      "runs/workers",
      "scenario",
      "scenario/problems",
      "scenario/yaml/fileSource.ts",
      "scenario/yaml/readOwnText.ts",
      "report",
    ],
    packages: ["node:", "cli-progress", "commander", "zod"],
  },
  // The doors of the package.
  "planner.ts": {
    rooms: ["strategies/capacity", "strategies/inPlace", "strategies/anyscale/plan"],
    packages: [],
  },
  "browser.ts": {
    rooms: [
      "planner.ts",
      "strategies/capacity",
      "strategies/anyscale/plan",
      "engine",
      "cluster",
      "workload",
      "serve",
      "serve/routing",
      "faults",
      "strategies",
      "simulation",
      "simulation/Scenario.ts",
      "simulation/Expectation.ts",
      "simulation/result",
      "feasibility",
      "invariants",
      "invariants/evidence",
      "fit",
      "runs",
      "scenario",
      "scenario/problems",
    ],
    packages: [],
  },
  "index.ts": { rooms: ["browser.ts", "runs/workers", "scenario"], packages: [] },
  "testing.ts": { rooms: ["invariants", "invariants/evidence", "scenario", "testing"], packages: [] },
};
