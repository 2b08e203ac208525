import { isWithin, measureCase } from "../test/theory/measureCase.ts";
import { theoryCases } from "../test/theory/theoryCases.ts";
import { validationTable } from "../test/theory/validationTable.ts";

/**
 * Simulates queues whose behaviour is known exactly and prints the table of docs/validation.md: `npm run validate`.
 * Exit status 1 when a formula lies outside its 99 % confidence interval.
 */
const rows = theoryCases.map((theory) => ({ theory, measured: measureCase(theory) }));
console.log(validationTable(rows));
const outside = rows.filter(({ theory, measured }) => !isWithin(measured, theory.exact));
for (const { theory } of outside) console.error(`outside its interval: ${theory.name}`);
if (outside.length > 0) process.exitCode = 1;
