// A test runner for StrykerJS that loads the tests of a room once and then calls them for every mutant: no worker starts and no
// file is read again between two mutants. It may, because Rollcast keeps no state between calls.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { register } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import fc from "fast-check";
import { register as registerTsx } from "tsx/esm/api";

/** How long each test takes without a mutant, for the processes that follow one which was ended. */
const TIMES_FILE = "mutation-test-times.json";
const mostRemembered = 12;

class InProcessRunner {
  #testCases = [];
  #milliseconds = new Map();
  /** Those that noticed a mutant, the last one first: the next mutants are near it. */
  #noticedBy = new Set();
  #world;

  constructor(globalNamespace) {
    this.#world = globalThis[globalNamespace] ??= {};
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    process.env.ROLLCAST_RUNS ??= "0.1";
    // A mutant is noticed by the first counterexample: a smaller one tells nothing more.
    fc.configureGlobal({ endOnFailure: true });
    letCountingStop();
    registerTsx();
    register("./vitestHook.mjs", import.meta.url);
    const { collectFile, testCases } = await import("./testCases.mjs");
    const without = process.env.ROLLCAST_MUTATION_WITHOUT?.split("\n").filter((part) => part !== "") ?? [];
    const isLeftOut = (text) => without.some((part) => text.includes(part));
    for (const path of process.env.ROLLCAST_MUTATION_TESTS.split(",")) {
      if (!isLeftOut(path)) await collectFile(path, () => import(pathToFileURL(path).href));
    }
    if (existsSync(TIMES_FILE)) this.#milliseconds = new Map(JSON.parse(readFileSync(TIMES_FILE, "utf8")));
    this.#testCases = testCases.filter(({ name }) => !isLeftOut(name));
  }

  async dryRun() {
    this.#world.activeMutant = undefined;
    this.#world.isCounted = false;
    const round = this.#newRound();
    const tests = [];
    for (const testCase of this.#testCases) {
      const result = await round.run(testCase);
      tests.push(result);
      this.#milliseconds.set(testCase.id, result.timeSpentMs);
    }
    this.#world.currentTestId = undefined;
    writeFileSync(TIMES_FILE, JSON.stringify([...this.#milliseconds]));
    return { status: DryRunStatus.Complete, tests, mutantCoverage: round.coverage() };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit: usualLimit }) {
    // StrykerJS gives up after a hundred times the usual passes; where they are many, ten times are enough to tell an endless loop.
    const hitLimit = usualLimit && Math.min(usualLimit, Math.max(100_000, usualLimit / 10));
    const chosen = testFilter && new Set(testFilter);
    this.#world.isCounted = true;
    this.#world.hitCount = 0;
    this.#world.hitLimit = hitLimit;
    this.#world.activeMutant = activeMutant.id;
    const round = this.#newRound();
    const tests = [];
    for (const testCase of this.#likelyFirst()) {
      if (chosen && !chosen.has(testCase.id)) continue;
      const result = await round.run(testCase, 5000 + 10 * (this.#milliseconds.get(testCase.id) ?? 0));
      tests.push(result);
      if (round.isEndless) break;
      if (result.status === TestStatus.Failed) {
        this.#noticedBy = new Set([testCase, ...this.#noticedBy].slice(0, mostRemembered));
        break;
      }
    }
    this.#world.activeMutant = undefined;
    if (round.isEndless) return toMutantRunResult({ status: DryRunStatus.Timeout });
    const timeout = determineHitLimitReached(this.#world.hitCount, hitLimit);
    return toMutantRunResult(timeout ?? { status: DryRunStatus.Complete, tests });
  }

  #newRound() {
    return new Round(this.#world);
  }

  /** What noticed the last mutants, then the others, quick ones first. */
  #likelyFirst() {
    const cost = ({ id }) => this.#milliseconds.get(id) ?? 0;
    const quickFirst = this.#testCases.toSorted((a, b) => cost(a) - cost(b));
    return new Set([...this.#noticedBy, ...quickFirst]);
  }
}

/** One run of some of the cases: fixtures of `beforeAll` are made once in it, with the mutant in them. */
class Round {
  #world;
  /** The failure of its fixtures, or `null`, and the cases that use them, by suite. */
  #fixtures = new Map();
  #milliseconds = 0;
  /** A test was ended. */
  isEndless = false;

  constructor(world) {
    this.#world = world;
  }

  /** A test that does not give control back within `milliseconds` is ended. */
  async run(testCase, milliseconds = 600_000) {
    const start = performance.now();
    this.#milliseconds = milliseconds;
    const failureMessage = await this.#failure(testCase);
    const { id, name, fileName } = testCase;
    const timeSpentMs = performance.now() - start;
    return failureMessage === null
      ? { id, name, fileName, timeSpentMs, status: TestStatus.Success }
      : { id, name, fileName, timeSpentMs, status: TestStatus.Failed, failureMessage };
  }

  /**
   * What each test reached; what its fixtures reached counts as reached by it. What is reached both by a test and while files
   * are loaded counts as reached by the test alone: StrykerJS would start a process of its own for each such mutant.
   */
  coverage() {
    const coverage = this.#world.mutantCoverage;
    if (coverage === undefined) return coverage;
    for (const { key, users } of this.#fixtures.values()) {
      const reached = coverage.perTest[key];
      if (reached === undefined) continue;
      delete coverage.perTest[key];
      for (const id of users) coverage.perTest[id] = sum(coverage.perTest[id] ?? {}, reached);
    }
    for (const reached of Object.values(coverage.perTest)) {
      for (const mutant of Object.keys(reached)) delete coverage.static[mutant];
    }
    return coverage;
  }

  async #failure({ id, run, suites }) {
    for (const suite of suites) {
      const failure = await this.#fixtureFailure(suite, id);
      if (failure !== null) return failure;
    }
    this.#world.currentTestId = id;
    const each = (kind) => suites.flatMap((suite) => suite[kind]);
    const failure = await this.#failureOf([...each("beforeEach"), run]);
    return failure ?? (await this.#failureOf(each("afterEach")));
  }

  async #fixtureFailure(suite, user) {
    const made = this.#fixtures.get(suite);
    if (made !== undefined) {
      made.users.push(user);
      return made.failure;
    }
    const key = `fixtures ${this.#fixtures.size}`;
    this.#world.currentTestId = key;
    const failure = await this.#failureOf(suite.beforeAll);
    this.#fixtures.set(suite, { key, failure, users: [user] });
    return failure;
  }

  async #failureOf(steps) {
    try {
      for (const step of steps) await endAfter(this.#milliseconds, step);
      return null;
    } catch (error) {
      this.isEndless ||= error?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
      return error instanceof Error ? error.message : String(error);
    }
  }
}

/** Called in a script of its own, because only a script can be ended from outside. */
const script = new Script("globalThis.rollcastStep()");

function endAfter(milliseconds, step) {
  globalThis.rollcastStep = step;
  return script.runInThisContext({ timeout: Math.ceil(milliseconds) });
}

function sum(counts, others) {
  const total = { ...counts };
  for (const [mutant, count] of Object.entries(others)) total[mutant] = (total[mutant] ?? 0) + count;
  return total;
}

/** Which test reaches which mutant is counted in the first run; to go on counting would take most of the time of all others. */
function letCountingStop() {
  for (const path of readdirSync("src", { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const file = join("src", path);
    const text = readFileSync(file, "utf8");
    const changed = text.replace(
      "function cover() {\n",
      "function cover() {\n    if (ns.isCounted) return;\n",
    );
    if (changed !== text && !text.includes("ns.isCounted")) writeFileSync(file, changed);
  }
}

function createRunner(globalNamespace) {
  return new InProcessRunner(globalNamespace);
}
createRunner.inject = tokens("globalNamespace");

export const strykerPlugins = [
  declareFactoryPlugin(
    PluginKind.TestRunner,
    "in-process",
    Object.assign(
      (injector) => injector.provideValue("globalNamespace", "__stryker__").injectFunction(createRunner),
      {
        inject: tokens(commonTokens.injector),
      },
    ),
  ),
];
