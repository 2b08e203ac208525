/** A process that writes reports: the folder that holds them, what they are made of, and how many (1). */
import { InputError } from "../../src/cli/InputError.ts";
import { writeReport } from "../../src/cli/writeReport.ts";

const [parent = "", mark = "", count = "1"] = process.argv.slice(2);
const files = [
  { path: "summary.json", content: mark },
  { path: "big.txt", content: mark.slice(0, 1).repeat(200_000) },
];
try {
  for (let index = 0; index < Number(count); index++) writeReport(files, { parent, name: "run" });
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  console.log(error.message);
  process.exitCode = 2;
}
