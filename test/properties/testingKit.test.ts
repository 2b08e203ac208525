import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { faultRegistry } from "../../src/faults/faultRegistry.ts";
import { routingRegistry } from "../../src/serve/routing/routingRegistry.ts";
import { anyscaleStrategy } from "../../src/strategies/anyscale/anyscaleStrategy.ts";
import { planRollback } from "../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout, type RolloutOptions } from "../../src/strategies/anyscale/plan/planRollout.ts";
import { optionsOf } from "../../src/strategies/ChosenStrategy.ts";
import type { RolloutPlan } from "../../src/strategies/capacity/RolloutPlan.ts";
import {
  assertPlanner,
  assertScenarios,
  compileScenarioFile,
  LawBrokenError,
  scenarioFileArbitrary,
} from "../../src/testing.ts";
import { completed } from "../invariants/stories.ts";

function errorOf(act: () => void): LawBrokenError {
  try {
    act();
  } catch (error) {
    if (error instanceof LawBrokenError) {
      return error;
    }
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

/** Planners with one mistake each, and the law that must notice it. */
const mistakes: readonly (readonly [
  string,
  string,
  (plan: RolloutPlan, options: RolloutOptions) => RolloutPlan,
])[] = [
  [
    "rounds down",
    "round-up",
    (plan) => ({
      ...plan,
      steps: plan.steps.map((step) => ({
        ...step,
        canary: {
          ...step.canary,
          replicas: Object.fromEntries(
            Object.entries(step.canary.replicas).map(([name, { minReplicas, maxReplicas }]) => [
              name,
              minReplicas === maxReplicas && minReplicas > 1
                ? { minReplicas: minReplicas - 1, maxReplicas: maxReplicas - 1 }
                : { minReplicas, maxReplicas },
            ]),
          ),
        },
      })),
    }),
  ],
  ["forgets its last step", "ends-well", (plan) => ({ ...plan, steps: plan.steps.slice(0, -1) })],
  [
    "shifts before it scales up",
    "traffic-within-capacity",
    (plan) => ({ ...plan, steps: plan.steps.filter(({ kind }) => kind !== "scale-up") }),
  ],
  [
    "spends twice the surge",
    "surge-bound",
    (plan, { maxSurgePercent = 100, canaryPercent }) =>
      maxSurgePercent <= 50 && canaryPercent === undefined
        ? { ...planRollout({ maxSurgePercent: maxSurgePercent * 2, deployments: [] }), maxSurgePercent }
        : plan,
  ],
];

describe("assertPlanner", () => {
  for (const [what, law, spoil] of mistakes) {
    it(`finds a planner that ${what}, and says how to see it`, () => {
      const broken = (options: RolloutOptions) => spoil(planRollout(options), options);
      const error = errorOf(() => assertPlanner(broken, { planRollback }));
      expect(error.failed.map(({ id }) => id)).toContain(law);
      expect(error.message).toContain(`${law}: `);
      expect(error.message).toContain("planRollout({");
    });
  }

  it("prints the smallest options, so that the planner can be called with them", () => {
    const broken = (options: RolloutOptions) => mistakes[0]![2](planRollout(options), options);
    const { message } = errorOf(() => assertPlanner(broken));
    const printed = /planRollout\(([\s\S]*?\n\})\)/.exec(message)?.[1];
    const options: RolloutOptions = JSON.parse(printed ?? "");
    expect([...options.deployments, ...(options.canaryDeployments ?? [])]).toHaveLength(1);
    expect(planRollout(options).steps.length).toBeGreaterThan(1);
  });

  it("reports a planner that throws", () => {
    const { message, failed } = errorOf(() =>
      assertPlanner(() => {
        throw new RangeError("not today");
      }),
    );
    expect(message).toContain("It threw RangeError: not today");
    expect(failed).toEqual([]);
  });

  it("tries as many inputs as it is told, the same ones for the same seed", () => {
    const seen = (seed: number) => {
      const all: string[] = [];
      assertPlanner(
        (options) => {
          all.push(JSON.stringify(options));
          return planRollout(options);
        },
        { runs: 20, seed },
      );
      return all;
    };
    expect(seen(3)).toEqual(seen(3));
    expect(seen(3)).not.toEqual(seen(4));
    expect(seen(3).length).toBeGreaterThanOrEqual(20);
  });
});

describe("assertScenarios", () => {
  it("prints the smallest failing scenario as a file that can be run", () => {
    const { message, failed } = errorOf(() =>
      assertScenarios((scenario) => ({
        ...completed,
        requests: {
          ...completed.requests,
          smallestWaitSeconds: scenario.faults.length > 0 ? -1 : completed.requests.smallestWaitSeconds,
        },
      })),
    );
    expect(failed.map(({ id }) => id)).toEqual(["causality"]);
    const file = parse(message.slice(message.indexOf("# yaml-language-server")));
    expect(file.faults).toHaveLength(1);
    expect(file.traffic).toBeUndefined();
    expect(compileScenarioFile(file).faults).toHaveLength(1);
  });

  it("runs every scenario twice, so that a simulation with a memory is found", () => {
    let runs = 0;
    const { failed } = errorOf(() =>
      assertScenarios(() => {
        runs += 1;
        return { ...completed, summary: { ...completed.summary, costDollars: runs } };
      }),
    );
    expect(failed.map(({ id }) => id)).toEqual(["replay"]);
  });

  it("says nothing when every law holds", () => {
    expect(() => assertScenarios(() => completed, { runs: 10 })).not.toThrow();
  });
});

describe("scenarioFileArbitrary", () => {
  const files = fc.sample(scenarioFileArbitrary(), { numRuns: 400, seed: 1 });
  const scenarios = files.map(compileScenarioFile);

  it("makes files that are valid, all of them", () => {
    expect(scenarios).toHaveLength(400);
  });

  it("makes faults of every kind", () => {
    const seen = new Set(scenarios.flatMap(({ faults }) => faults.map(({ effect }) => effect.kind)));
    expect([...seen].sort()).toEqual(faultRegistry.map(({ kind }) => kind).sort());
  });

  it("makes routers of every policy", () => {
    const seen = scenarios.flatMap(({ primary }) =>
      primary.deployments.flatMap(({ routing }) => (routing === undefined ? [] : [routing.policy])),
    );
    expect([...new Set(seen)].sort()).toEqual(routingRegistry.map(({ policy }) => policy).sort());
  });

  it("makes commands, arrivals, roundings and scalings of every kind", () => {
    const commands = scenarios.flatMap((scenario) => scenario.commands.map(({ command }) => command));
    expect(new Set(commands.map(({ kind }) => kind))).toEqual(
      new Set([
        "deploy",
        "update-in-place",
        "set-canary-percent",
        "rollback",
        "scale",
        "terminate",
        "strategy-command",
      ]),
    );
    const settings = commands.flatMap((command) =>
      command.kind === "deploy" ? (optionsOf(command.strategy, anyscaleStrategy) ?? []) : [],
    );
    expect(new Set(settings.map(({ rounding }) => rounding))).toEqual(new Set(["up", "half-up"]));
    expect(new Set(settings.map(({ canaryPercent }) => canaryPercent === null))).toEqual(
      new Set([true, false]),
    );
    expect(new Set(settings.map(({ maxSurgePercent }) => maxSurgePercent === 100))).toEqual(
      new Set([true, false]),
    );
    const arrivals = scenarios.flatMap(({ traffic }) => traffic.map((stream) => stream.arrivals.kind));
    expect(new Set(arrivals)).toEqual(new Set(["closed-loop", "constant", "poisson", "schedule"]));
    const scalings = scenarios.flatMap(({ primary }) =>
      primary.deployments.map(({ scaling }) => scaling.kind),
    );
    expect(new Set(scalings)).toEqual(new Set(["static", "autoscaling"]));
  });
});
