import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { readYaml } from "../../src/scenario/yaml/readYaml.ts";
import { SourceError } from "../../src/scenario/yaml/SourceError.ts";
import { plannedDeployments } from "../../src/simulation/updates/plannedDeployments.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { PlanError } from "../../src/strategies/capacity/PlanError.ts";
import { apply, change, type Json, share, thaw } from "./fileChanges.ts";

/** No text may keep a reader waiting: what is beyond is refused by its size. */
const mostSeconds = 10;
const runs = Math.ceil(120 * Number(process.env.ROLLCAST_RUNS ?? 1));

const shipped = [
  ...readdirSync("scenarios").flatMap((name) => (name.endsWith(".yaml") ? [`scenarios/${name}`] : [])),
];
const service = readFileSync("scenarios/services/code-completion.yaml", "utf8");

/** Reads a text, and plans what it describes; anything but a refusal in words is a fault of ours. */
function readAndPlan(text: string, serviceText: string): void {
  try {
    const { scenario } = parseScenario(text, {
      path: "x.yaml",
      readText: (path) => {
        if (path.length > 60) throw new SourceError("has too long a name");
        return { text: serviceText, path };
      },
      readTrace: () => ({
        arrivalSeconds: Float64Array.of(0, 1),
        inputTokens: Float64Array.of(10, 20),
        outputTokens: Float64Array.of(1, 2),
      }),
    });
    const deployments = plannedDeployments(scenario.primary.deployments);
    planRollout({ deployments, maxSurgePercent: 50 });
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof PlanError) {
      expect(error.message).not.toMatch(/undefined|\[object|function /);
      return;
    }
    throw error;
  }
}

function within(seconds: number, work: () => void): void {
  const started = performance.now();
  work();
  expect((performance.now() - started) / 1000).toBeLessThan(seconds);
}

describe("a scenario file changed at random is read, or refused in words, within its time", () => {
  const texts = new Map(shipped.map((path) => [path, readFileSync(path, "utf8")]));
  const parsed = [...texts].map(([path, text]) => thaw(readYaml(text, path).value as Json));

  it("where keys are dropped, doubled, moved, renamed, and values are of another kind", () => {
    fc.assert(
      fc.property(
        fc.nat(parsed.length - 1),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        (index, changes) => {
          const file = structuredClone(parsed[index]);
          for (const each of changes) apply(file, each);
          within(mostSeconds, () => readAndPlan(stringify(file), service));
        },
      ),
      { numRuns: runs, seed: 1 },
    );
  });

  it("where the service config in another file is changed", () => {
    const whole = thaw(readYaml(service, "service.yaml").value as Json);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 5 }), (changes) => {
        const config = structuredClone(whole);
        for (const each of changes) apply(config, each);
        const text = "name: x\nhorizon: 1h\nservice: ./s.yaml\nupdate: { at: 1m }\n";
        within(mostSeconds, () => readAndPlan(text, stringify(config)));
      }),
      { numRuns: runs, seed: 2 },
    );
  });

  it("where the text itself is cut, doubled and mixed with marks of YAML", () => {
    const marks = [
      "{",
      "}",
      "[",
      "]",
      ":",
      "- ",
      "&a ",
      "*a",
      "<<: *a",
      "!!int ",
      "|",
      ">",
      "'",
      '"',
      "#",
      "\n",
      "\t",
      "%",
      "? ",
      "---\n",
      "\u0000",
      "\ufeff",
    ];
    const edit = fc.record({
      at: share,
      mark: fc.constantFrom(...marks),
      cut: fc.nat(40),
    });
    fc.assert(
      fc.property(fc.nat(texts.size - 1), fc.array(edit, { minLength: 1, maxLength: 4 }), (index, edits) => {
        let text = [...texts.values()][index] ?? "";
        for (const { at, mark, cut } of edits) {
          const place = Math.floor(at * text.length);
          text = text.slice(0, place) + mark + text.slice(place + cut);
        }
        within(mostSeconds, () => readAndPlan(text, service));
      }),
      { numRuns: runs, seed: 3 },
    );
  });
});
