import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createRandomStreams } from "../../src/engine/RandomStreams.ts";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import type { Simulation } from "../../src/simulation/RunningSimulation.ts";
import type { Scenario } from "../../src/simulation/Scenario.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";

const file = new URL("../../src/simulation/startSimulation.ts", import.meta.url);
const source = readFileSync(file, "utf8");

/** One line of the assembly: what it makes, and of what. */
interface Line {
  readonly text: string;
  readonly makes: string;
  readonly needs: readonly string[];
}

const opening = "): Simulation {\n";
const [, body = ""] = source.slice(0, source.lastIndexOf("}")).split(opening);
const lines = readLines(body);

describe("the assembly of a simulation", () => {
  it("is made of lines that each make one part", () => {
    expect(lines.length).toBeGreaterThan(15);
    expect(lines.at(-1)?.makes).toBe("");
  });

  it("gives the same simulation in any order that compiles", async () => {
    const classes = await importedClasses();
    const { scenario } = loadScenario("scenarios/autoscaled-ramp.yaml");
    const short = { ...scenario, horizonSeconds: 900 };
    const expected = play(startSimulation(short));
    const random = createRandomStreams("orders").stream("lines");
    const orders = new Set<string>();
    for (let run = 0; run < 12; run++) {
      const order = anyOrder(random);
      orders.add(order.map(({ makes }) => makes).join(" "));
      const assemble = assembly(order, classes);
      expect(play(assemble(short))).toBe(expected);
    }
    expect(orders.size).toBeGreaterThan(6);
  });

  it("has no order in which a part is made before one that it needs", async () => {
    const classes = await importedClasses();
    const { scenario } = loadScenario("scenarios/small-service.yaml");
    for (const line of lines.filter(({ needs }) => needs.length > 0)) {
      const moved = [line, ...lines.filter((other) => other !== line)];
      expect(() => assembly(moved, classes)(scenario), line.text).toThrow(ReferenceError);
    }
  });
});

function play(simulation: Simulation): string {
  simulation.advanceTo(900);
  return JSON.stringify([simulation.status(), simulation.result()]);
}

function readLines(text: string): readonly Line[] {
  const texts = text
    .split(";\n")
    .map((part) => part.trim().replace(/;$/, ""))
    .filter((part) => part !== "");
  const made = texts.map((each) => /^const (\w+) =/.exec(each)?.[1] ?? "");
  return texts.map((each, index) => ({
    text: each,
    makes: made[index] as string,
    needs: made.filter(
      (name) => name !== "" && name !== made[index] && new RegExp(`\\b${name}\\b`).test(each),
    ),
  }));
}

/** The lines in an order in which each stands behind those that it needs; the last one, which hands over, stays the last. */
function anyOrder(random: () => number): readonly Line[] {
  const order: Line[] = [];
  const left = [...lines];
  while (left.length > 0) {
    const ready = left.filter(
      ({ needs, makes }) =>
        needs.every((name) => order.some((line) => line.makes === name)) &&
        (makes !== "" || left.length === 1),
    );
    const next = ready[Math.floor(random() * ready.length)] as Line;
    order.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return order;
}

async function importedClasses(): Promise<ReadonlyMap<string, unknown>> {
  const classes = new Map<string, unknown>();
  for (const [, names = "", path = ""] of source.matchAll(/^import \{([^}]*)\} from "([^"]+)";$/gm)) {
    const module = (await import(new URL(path, file).pathname)) as Record<string, unknown>;
    for (const name of names.split(",").map((each) => each.trim())) {
      if (!name.startsWith("type ")) classes.set(name, module[name]);
    }
  }
  return classes;
}

function assembly(
  order: readonly Line[],
  classes: ReadonlyMap<string, unknown>,
): (scenario: Scenario) => Simulation {
  const text = order.map((line) => `${line.text};`).join("\n");
  const make = new Function("scenario", "compileService", ...classes.keys(), text);
  return (scenario) => make(scenario, undefined, ...classes.values());
}
