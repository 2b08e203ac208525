// What somebody does who writes a strategy: this runs against the packed package, beside a copy of ramp.ts that imports from it.
import * as fc from "fast-check";
import { checkInvariants, choose, loadScenario, simulate, withStrategy } from "rollcast";
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
console.log("a strategy from outside was played and held to the laws");
