// What the tests use of vitest, without its workers: cases are collected once and can then be called again and again.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { format } from "node:util";

const vitest = createRequire(createRequire(import.meta.url).resolve("vitest"));
const { ASYMMETRIC_MATCHERS_OBJECT, chai, JestAsymmetricMatchers, JestChaiExpect, JestExtend, setState } =
  await import(pathToFileURL(vitest.resolve("@vitest/expect")).href);
for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers]) chai.use(plugin);

export const expect = (value, message) => chai.expect(value, message);
Object.assign(expect, chai.expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT]);
setState({ assertionCalls: 0, testPath: "", currentTestName: "" }, expect);

/** Everything that was collected: `{ id, name, fileName, run, suites }`, outermost suite first. */
export const testCases = [];

let suites = [];
let fileName = "";

/** Collects what a file declares. */
export async function collectFile(path, load) {
  fileName = path;
  suites = [newSuite("")];
  await load();
  suites = [];
}

function newSuite(name) {
  return { name, beforeAll: [], beforeEach: [], afterEach: [] };
}

function declareSuite(name, ...rest) {
  suites.push(newSuite(name));
  rest.find((part) => typeof part === "function")();
  suites.pop();
}
declareSuite.skipIf = (skipped) => (skipped ? () => {} : declareSuite);

function declareCase(name, ...rest) {
  const path = [...suites.map((suite) => suite.name), name].filter((part) => part !== "").join(" ");
  const run = rest.find((part) => typeof part === "function");
  testCases.push({
    id: `${fileName}#${testCases.length}#${path}`,
    name: path,
    fileName,
    run,
    suites: [...suites],
  });
}
declareCase.skipIf = (skipped) => (skipped ? () => {} : declareCase);
for (const declare of [declareSuite, declareCase]) {
  declare.each =
    (rows) =>
    (name, ...rest) => {
      const run = rest.find((part) => typeof part === "function");
      for (const row of rows) {
        const values = Array.isArray(row) ? row : [row];
        declare(format(name, ...values), () => run(...values));
      }
    };
}

const addHook = (kind) => (hook) => {
  suites.at(-1)[kind].push(hook);
};
export const beforeAll = addHook("beforeAll");
export const beforeEach = addHook("beforeEach");
export const afterEach = addHook("afterEach");
export { declareCase as it, declareCase as test, declareSuite as describe };
