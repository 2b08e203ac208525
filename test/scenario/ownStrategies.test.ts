import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type ParseOptions, parseScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenarioJsonSchema.ts";
import { SourceError } from "../../src/scenario/yaml/SourceError.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { startSimulation } from "../../src/simulation/startSimulation.ts";
import type { ChoosableStrategy } from "../../src/strategies/ChosenStrategy.ts";
import { namedStrategy } from "../../src/strategies/NamedStrategy.ts";
import type { Strategy } from "../../src/strategies/Strategy.ts";
import { strategyCall } from "../../src/strategies/StrategyCall.ts";
import { ramp } from "../strategies/custom/ramp.ts";
import { smallScenario } from "./parseText.ts";

const strategies = [namedStrategy(ramp, "A second cluster, and a step of traffic at a time.")];
const source = {
  path: "x.yaml",
  readText: (path: string): never => {
    throw new SourceError(`${path} does not exist`);
  },
  readTrace: (path: string): never => {
    throw new SourceError(`${path} does not exist`);
  },
};
const parse = (text: string, options: ParseOptions = { strategies }) => parseScenario(text, source, options);
const text = (strategy: string) =>
  `${smallScenario}update: { at: 1m, strategy: ${strategy}, config: { image_uri: x:2 } }\n`;

function problemsOf(written: string, options?: ParseOptions): readonly string[] {
  try {
    parse(written, options);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split("\n");
    throw error;
  }
}

describe("a strategy of a program's own, named in a scenario file", () => {
  it("is found by its name, reads its options and is played", () => {
    const { scenario, compileService } = parse(text("{ ramp: { stepPercent: 50, everySeconds: 30 } }"));
    const result = simulate(scenario);
    expect(result.rollouts).toMatchObject([{ strategy: "ramp", outcome: "completed" }]);
    // A config of a program is compiled for such a scenario too.
    const simulation = startSimulation(scenario, { compileService });
    const service = { applications: [{ name: "app", import_path: "m:other" }] };
    expect(simulation.command({ kind: "deploy", service }).message).not.toContain("ramp");
  });

  it("has its options refused in our words, with line and column", () => {
    expect(problemsOf(text("{ ramp: { stepPercent: 200, everySecond: 30 } }"))).toEqual([
      "x.yaml:7:31: update.strategy.ramp.everySeconds: is missing; expected a number",
      "x.yaml:7:52: update.strategy.ramp.stepPercent: found 200; expected at most 100",
      'x.yaml:7:57: update.strategy.ramp.everySecond: unknown key; did you mean "everySeconds"?',
    ]);
    expect(problemsOf(text("{ ramp: { stepPercent: 20, everySeconds: 0 } }"))).toEqual([
      "x.yaml:7:70: update.strategy.ramp.everySeconds: found 0; expected more than 0",
    ]);
    expect(problemsOf(text("{ rampe: {} }"))).toEqual([
      'x.yaml:7:31: update.strategy.rampe: unknown key; did you mean "ramp"?',
    ]);
  });

  it("is unknown where no program names it", () => {
    expect(problemsOf(text("{ ramp: { stepPercent: 50, everySeconds: 30 } }"), {})).toEqual([
      "x.yaml:7:31: update.strategy.ramp: unknown key; known keys: kubeRay, deployment, weights",
    ]);
  });

  it("stands in the JSON Schema for editors that is made with it", () => {
    expect(JSON.stringify(scenarioJsonSchema({ strategies }))).toContain('"everySeconds"');
    expect(JSON.stringify(scenarioJsonSchema())).not.toContain('"everySeconds"');
  });

  it("may make something else of what is written", () => {
    const timed: Strategy<{ readonly stepPercent: number; readonly everySeconds: number }, never> = {
      ...ramp,
      kind: "timed",
      options: z
        .strictObject({ every: z.string().regex(/^\d+s$/) })
        .transform(({ every }) => ({ stepPercent: 100, everySeconds: Number(every.slice(0, -1)) })),
    } as never;
    const own = { strategies: [namedStrategy(timed, "A ramp with a time as text.")] };
    const [command] = parse(text("{ timed: { every: 30s } }"), own).scenario.commands;
    expect(command?.command).toMatchObject({
      strategy: { kind: "timed", options: { stepPercent: 100, everySeconds: 30 } },
    });
    expect(problemsOf(text("{ timed: { every: 30 } }"), own)).toEqual([
      "x.yaml:7:47: update.strategy.timed.every: found 30; expected text",
    ]);
  });

  it("may have commands of its own, which scenario files name", () => {
    type Options = { readonly stepPercent: number; readonly everySeconds: number };
    const called: ChoosableStrategy<Options, never, { readonly kind: "hurry"; readonly by: number }> = {
      ...ramp,
      kind: "called",
      adopt: () => ({ refusal: "a ramp takes no commands" }),
      command: (_: never, __: unknown, { by }: { by: number }) => ({ refusal: `hurries by ${by} in vain` }),
      calls: [
        strategyCall({
          name: "hurry",
          sentence: "Hurries.",
          schema: z.strictObject({ by: z.number().transform((by) => 2 * by) }),
          read: ({ by }: { readonly by: number }) => ({
            description: "hurry",
            versionName: null,
            begins: () => null,
            make: () => ({ kind: "hurry" as const, by }),
          }),
        }),
      ],
    } as never;
    const own = { strategies: [namedStrategy(called, "A ramp that can be hurried.")] };
    const written = (call: string) =>
      `${text("{ called: { stepPercent: 50, everySeconds: 30 } }")}commands: [{ at: 90s, hurry: ${call} }]\n`;
    const { commands } = simulate(parse(written("{ by: 3 }"), own).scenario);
    expect(commands.at(-1)).toMatchObject({ name: "hurry", message: "hurries by 6 in vain" });
    expect(problemsOf(written("{ buy: 3 }"), own)).toEqual([
      "x.yaml:8:23: commands[0].hurry.by: is missing; expected a number",
      'x.yaml:8:32: commands[0].hurry.buy: unknown key; did you mean "by"?',
    ]);
  });
});

describe("naming a strategy", () => {
  it("refuses names that another has, or that no scenario file can have", () => {
    const as = (kind: string) => [namedStrategy({ ...ramp, kind }, "Another.")];
    expect(() => parse(text("{}"), { strategies: as("kubeRay") })).toThrow(
      "two strategies are called kubeRay",
    );
    expect(() => parse(text("{}"), { strategies: as("anyscale") })).toThrow("called anyscale");
    expect(() => parse(text("{}"), { strategies: [...strategies, ...strategies] })).toThrow("called ramp");
    for (const kind of ["__proto__", "", "two words"]) expect(() => as(kind)).toThrow("is no name");
    expect(problemsOf(text("{ constructor: {} }"), { strategies: as("constructor") })[0]).toContain(
      "update.strategy.constructor.stepPercent: is missing",
    );
  });

  it("refuses options that would drop misspelt keys in silence", () => {
    const loose = { ...ramp, options: z.object({ stepPercent: z.int(), everySeconds: z.number() }) };
    expect(() => namedStrategy(loose, "Another.")).toThrow("expected z.strictObject");
  });
});
