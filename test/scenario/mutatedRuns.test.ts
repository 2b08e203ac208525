import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { SimulationLimitError } from "../../src/engine/SimulationLimitError.ts";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { readYaml } from "../../src/scenario/yaml/readYaml.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { captured } from "../cli/captured.ts";
import { propertyRuns } from "../properties/propertyRuns.ts";
import { apply, applyNudge, type Change, change, type Json, type Nudge, nudge, thaw } from "./fileChanges.ts";

/** What one file may take, read, planned and played for a while. */
const mostSeconds = 10;
const mostMegabytes = 400;
/** Long enough for a rollout to begin, and short enough for many runs. */
const longestHorizonSeconds = 1200;
const mostEvents = 30_000;
const trafficSeconds = 60;

const sources = readdirSync("scenarios")
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => readFileSync(`scenarios/${name}`, "utf8"));
const service = readFileSync("scenarios/services/code-completion.yaml", "utf8");
const wholeScenarios = sources.map((text) => thaw(readYaml(text, "x.yaml").value as Json));
const wholeService = thaw(readYaml(service, "service.yaml").value as Json);
const traceOf = {
  arrivalSeconds: Float64Array.of(0, 1, 90),
  inputTokens: Float64Array.of(10, 20, 5),
  outputTokens: Float64Array.of(1, 2, 3),
};
/** Other numbers, and now and then something that does not belong there. */
const fewChanges = fc.tuple(
  fc.array(nudge, { minLength: 1, maxLength: 4 }),
  fc.option(change, { nil: null, freq: 1 }),
);
type Changes = readonly [nudges: readonly Nudge[], change: Change | null];

function changed(file: unknown, [nudges, other]: Changes): string {
  const copy = structuredClone(file);
  for (const each of nudges) applyNudge(copy, each);
  if (other !== null) apply(copy, other);
  return stringify(copy);
}

/** The scenario of a text; `null`: it is refused in words. */
function read(text: string, serviceText: string): Scenario | null {
  try {
    return parseScenario(text, {
      path: "x.yaml",
      readText: (path) => ({ text: serviceText, path }),
      readTrace: () => traceOf,
    }).scenario;
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}

/** The same for a while, with little traffic and as many events as a moment allows. */
function cut(scenario: Scenario): Scenario {
  return {
    ...scenario,
    horizonSeconds: Math.min(scenario.horizonSeconds, longestHorizonSeconds),
    traffic: scenario.traffic.map((stream) => ({
      ...stream,
      endSeconds: Math.min(stream.endSeconds, stream.startSeconds + trafficSeconds),
    })),
    limits: { maxRequestsInSystem: 5000, maxEvents: mostEvents },
  };
}

/** Plays a text as far as it can be read: every law holds, or a limit is met. */
function play(text: string, serviceText: string): "played" | "limited" | "refused" {
  const scenario = read(text, serviceText);
  if (scenario === null) return "refused";
  try {
    const broken = checkInvariants(simulate(cut(scenario))).filter(({ status }) => status === "failed");
    expect(broken).toEqual([]);
    return "played";
  } catch (error) {
    if (!(error instanceof SimulationLimitError)) throw error;
    expect(error.message).toMatch(/^[^\n]+$/);
    return "limited";
  }
}

async function within(work: () => unknown): Promise<void> {
  const started = performance.now();
  const before = process.memoryUsage().heapUsed;
  await work();
  expect((performance.now() - started) / 1000).toBeLessThan(mostSeconds);
  expect((process.memoryUsage().heapUsed - before) / 1e6).toBeLessThan(mostMegabytes);
}

describe("a scenario file changed at random is played within its time and memory, or refused in words", () => {
  it("keeps every law for a while, or meets a limit", async () => {
    const { runs, seed } = propertyRuns(20);
    const ends = { played: 0, limited: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(wholeScenarios.length - 1), fewChanges, async (index, changes) => {
        await within(() => ends[play(changed(wholeScenarios[index], changes), service)]++);
      }),
      { numRuns: runs, seed },
    );
    expect(Math.min(ends.played, ends.refused)).toBeGreaterThan(runs / 20);
  });

  it("where the service config in another file is changed", async () => {
    const { runs, seed } = propertyRuns(20);
    const text = `name: x
horizon: 30m
service: ./s.yaml
update: { at: 1m, config: { image_uri: "x:2" } }
`;
    await fc.assert(
      fc.asyncProperty(fewChanges, (changes) => within(() => play(text, changed(wholeService, changes)))),
      { numRuns: runs, seed },
    );
  });
});

describe("the commands check and plan", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rollcast-mutated-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("end with fine or with bad input in words, whatever the file", async () => {
    const { runs, seed } = propertyRuns(10);
    const files = [...wholeScenarios, wholeService];
    const path = join(folder, "x.yaml");
    await fc.assert(
      fc.asyncProperty(fc.nat(files.length - 1), fewChanges, async (index, changes) => {
        writeFileSync(path, changed(files[index], changes));
        for (const command of ["check", "plan"]) {
          await within(async () => {
            const { status, stderr } = await captured([command, path]);
            expect([0, 2], stderr).toContain(status);
            expect(stderr).not.toMatch(/internal error|undefined|\[object/);
            if (status === 2) expect(stderr).not.toBe("");
          });
        }
      }),
      { numRuns: runs, seed },
    );
  });
});
