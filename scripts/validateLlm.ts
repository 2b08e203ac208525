import { llmTable } from "../test/llm/llmTable.ts";
import { measuredPoints } from "../test/llm/measuredPoints.ts";
import { simulatePoint } from "../test/llm/simulatePoint.ts";

/** Plays every measured point and prints the tables of docs/llm-validation.md: `npm run validate-llm`. */
console.log(llmTable(measuredPoints.map((point) => ({ point, simulated: simulatePoint(point) }))));
