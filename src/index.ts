// The public API. The planner alone, without anything heavy, is `rollcast/planner`; the testing kit is `rollcast/testing`.
export * from "./browser.ts";
export { type RunWorkersOptions, startRunWorkers } from "./runs/workers/startRunWorkers.ts";
export { loadScenario } from "./scenario/loadScenario.ts";
