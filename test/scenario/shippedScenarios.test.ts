import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import { loadService } from "../../src/scenario/loadService.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenarioJsonSchema.ts";
import { printScenario } from "../../src/scenario/yaml/printScenario.ts";
import { parseText } from "./parseText.ts";

const folder = "scenarios";
const files = readdirSync(folder).filter((file) => file.endsWith(".yaml"));

/** What these are about is just what their check warns of. */
const warned: Readonly<Record<string, readonly string[]>> = {
  "deployment-deadlock.yaml": ["update.strategy.deployment.maxUnavailable"],
};

describe("the shipped scenarios", () => {
  it("are at least eight", () => {
    expect(files.length).toBeGreaterThanOrEqual(8);
  });

  it.each(files)("%s is well-formed, named after its file, and expects something", (file) => {
    const { scenario, expectations, warnings } = loadScenario(`${folder}/${file}`);
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(expectations.length).toBeGreaterThan(0);
    expect(scenario.description).not.toBe("");
    expect(warnings.map(({ keyPath }) => keyPath)).toEqual(Object.hasOwn(warned, file) ? warned[file] : []);
  });

  it.each(files)("%s names the schema and tells what to look for", (file) => {
    const text = readFileSync(`${folder}/${file}`, "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./scenario.schema.json");
    expect(text).toContain("# What to look for:");
  });

  it("are all told of in the README, whose links lead somewhere", () => {
    const readme = readFileSync("README.md", "utf8");
    for (const file of files) expect(readme).toContain(`\`${file.replace(".yaml", "")}\``);
    for (const [, target = ""] of readme.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(target), target).toBe(true);
  });

  it("come with the JSON Schema that `rollcast schema` prints", () => {
    const text = readFileSync(`${folder}/scenario.schema.json`, "utf8");
    expect(text).toBe(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  });

  it("may have their service config alone read, as plan does", () => {
    const { scenario } = loadService(`${folder}/services/code-completion.yaml`);
    expect(scenario.primary.deployments.map(({ name }) => name)).toEqual(["Completer", "Pages"]);
    expect(scenario.traffic).toEqual([]);
  });
});

describe("files that a scenario names", () => {
  it.each([
    ["scenarios/missing.yaml", /^scenarios\/missing\.yaml:1:1: scenarios\/missing\.yaml does not exist$/],
    ["scenarios", /^scenarios:1:1: scenarios is not a file$/],
    ["scenarios/traces/chat-hour.csv/x", /does not exist \(a part of the path is a file\)$/],
  ])("%s is refused in words", (path, message) => {
    expect(() => loadScenario(path)).toThrow(message);
  });
});

describe("a printed scenario", () => {
  it("is a file that means the same", () => {
    const printed = printScenario({
      name: "printed",
      seed: "a: b #c",
      horizon: 600,
      service: {
        applications: [
          { name: "app", import_path: "m:app", deployments: [{ name: "yes", num_replicas: 2 }] },
        ],
      },
      traffic: [{ deployment: "yes", poisson: 2, pinned: { canaryPercent: 5 } }],
      update: { at: 60, max_surge_percent: 30, config: { image_uri: "2" } },
      faults: [{ when: { canaryCapacityPercent: 60 }, kind: "errors", version: "canary", percent: 50 }],
      expect: ["errorPercent < 5"],
    });
    expect(printed.split("\n")[0]).toBe("# yaml-language-server: $schema=./scenario.schema.json");
    const { scenario, expectations } = parseText(printed);
    expect(scenario).toMatchObject({
      seed: "a: b #c",
      horizonSeconds: 600,
      primary: { deployments: [{ name: "yes" }] },
      traffic: [{ pinnedCanaryPercent: 5 }],
      commands: [
        { atSeconds: 60, command: { kind: "deploy", strategy: { options: { maxSurgePercent: 30 } } } },
      ],
      faults: [{ name: "errors-1", trigger: { percent: 60 }, effect: { percent: 50 } }],
    });
    expect(expectations).toMatchObject([{ field: "errorPercent", value: 5 }]);
  });
});
