// What somebody does who writes a strategy: this runs against the packed package, beside a copy of ramp.ts that imports from it.
import * as fc from "fast-check";
import {
  checkInvariants,
  choose,
  loadScenario,
  namedStrategy,
  parseScenario,
  scenarioJsonSchema,
  simulate,
  withStrategy,
} from "rollcast";
import { assertStrategy } from "rollcast/testing";
import { ramp } from "./ramp.js";

const { scenario } = loadScenario("node_modules/rollcast/scenarios/full-surge-aws.yaml");
const result = simulate(withStrategy(scenario, choose(ramp, { stepPercent: 20, everySeconds: 30 })));
const failed = checkInvariants(result).filter(({ status }) => status === "failed");
if (result.summary.outcome !== "completed" || failed.length > 0) {
  throw new Error(`${result.summary.outcome}, ${failed.map(({ id }) => id).join(", ")}`);
}
const options = fc.record({
  stepPercent: fc.integer({ min: 1, max: 100 }),
  everySeconds: fc.integer({ min: 1, max: 60 }),
});
assertStrategy(ramp, options, { runs: 10 });

// The same in a scenario file, by its name.
const strategies = [namedStrategy(ramp, "A second cluster, and a step of traffic at a time.")];
const file = (everySeconds: string) => `
name: named
horizon: 1h
service: { applications: [{ name: app, import_path: "m:app", deployments: [{ name: A, num_replicas: 2 }] }] }
update: { at: 1m, strategy: { ramp: { stepPercent: 50, everySeconds: ${everySeconds} } }, config: { image_uri: "x:2" } }
`;
const nothing = (path: string): never => {
  throw new Error(`${path} does not exist`);
};
const source = { path: "named.yaml", readText: nothing, readTrace: nothing };
const named = simulate(parseScenario(file("30"), source, { strategies }).scenario);
if (named.summary.outcome !== "completed" || named.rollouts[0]?.strategy !== "ramp") {
  throw new Error(`${named.summary.outcome} by ${named.rollouts[0]?.strategy}`);
}
if (!JSON.stringify(scenarioJsonSchema({ strategies })).includes("everySeconds"))
  throw new Error("no schema");
let refusal = "";
try {
  parseScenario(file("0"), source, { strategies });
} catch (error) {
  refusal = String(error);
}
if (!/named\.yaml:5:\d+: update\.strategy\.ramp\.everySeconds: found 0; expected more than 0/.test(refusal)) {
  throw new Error(`not refused as it should be: ${refusal}`);
}
console.log("a strategy from outside was played, held to the laws, and named in a scenario file");
