import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { strategyLaws } from "../../../src/strategies/strategyLaws.ts";
import { versionId } from "../../../src/strategies/VersionId.ts";
import { selectBackends } from "../../../src/strategies/weights/selectBackends.ts";
import { sumsToOne } from "../../../src/strategies/weights/sumsToOne.ts";
import type { WeightsCommand } from "../../../src/strategies/weights/WeightsCommand.ts";
import { weights } from "../../../src/strategies/weights/weights.ts";
import { weightsOptionsSchema } from "../../../src/strategies/weights/weightsOptionsSchema.ts";
import { breachesOf, linesOf, outcomesOf, play } from "../play.ts";
import type { ToyVersion } from "../ToyWorld.ts";
import { toyWorldArbitrary } from "../toyWorldArbitrary.ts";
import { weightsCommandArbitrary } from "./weightsCommandArbitrary.ts";

const options = weightsOptionsSchema.parse({});
/** Backends are called v1, v2, v3; their versions are numbered from 0. */
const [v0, v1, v2] = ["v1", "v2", "v3"] as const;
const version: ToyVersion = {
  deployments: { model: 2 },
  headSeconds: 0,
  replicaSeconds: 10,
  drainSeconds: 5,
};

/** Gives one call every ten seconds. */
function played(...calls: readonly WeightsCommand[]) {
  return play(weights, {
    options,
    versions: [version, version, version],
    commands: calls.map((command, index) => ({ atSeconds: 10 * (index + 1), command })),
    untilSeconds: 1000,
  });
}

function split(...shares: readonly (readonly [string, number])[]): WeightsCommand {
  return { kind: "set-traffic", endpoint: "service", weights: new Map(shares) };
}

function shadow(backend: string, proportion: number): WeightsCommand {
  return { kind: "shadow-traffic", endpoint: "service", backend, proportion };
}

function remove(backend: string, force = false): WeightsCommand {
  return { kind: "delete-backend", backend, force };
}

describe("the legacy traffic API", () => {
  it("moves a service from one backend to another by hand", () => {
    const { trace, refusals } = played(
      split([v0, 0.9], [v1, 0.1]),
      split([v0, 0.5], [v1, 0.5]),
      split([v1, 1]),
      remove(v0),
    );
    expect(refusals).toEqual([]);
    expect(linesOf(trace)).toEqual([
      "0 s: step create v2",
      "0 s: start 1",
      "0 s: model of 1: 2",
      "10 s: step traffic to v1, v2",
      "10 s: weights 0: 0.9, 1: 0.1",
      "20 s: step traffic to v1, v2",
      "20 s: weights 0: 0.5, 1: 0.5",
      "30 s: step traffic to v2",
      "30 s: weights 1: 1",
      "40 s: end 0 drained",
      "40 s: completed: one backend is left",
    ]);
  });

  it("splits between any number of backends", () => {
    const { trace, refusals } = played(
      { kind: "create-backend", backend: v2, version: versionId(2) },
      split([v0, 0.2], [v1, 0.3], [v2, 0.5]),
    );
    expect(refusals).toEqual([]);
    expect(linesOf(trace).at(-1)).toBe("20 s: weights 0: 0.2, 1: 0.3, 2: 0.5");
  });

  it.each([
    [[0.5, 0.4], "sum to 0.9"],
    [[1.1, -0.1], "cannot be negative"],
    [[0.6, 0.40002], "must sum to 1"],
  ])("refuses the weights %j", (parts, reason) => {
    const { refusals } = played(split([v0, parts[0] ?? 0], [v1, parts[1] ?? 0]));
    expect(refusals).toHaveLength(1);
    expect(refusals[0]).toContain(reason);
  });

  it("takes weights whose sum misses 1 by no more than 1e-5 and a bit", () => {
    expect(sumsToOne([0.1, 0.2, 0.7])).toBe(true);
    expect(sumsToOne([1 + 1e-5])).toBe(true);
    expect(sumsToOne([1 - 1e-5])).toBe(true);
    expect(sumsToOne([1 + 1.1e-5])).toBe(false);
    expect(sumsToOne([])).toBe(false);
    expect(sumsToOne([Number.NaN])).toBe(false);
  });

  it("mirrors a proportion to a backend, and forgets it when the traffic is set anew", () => {
    const { trace } = played(shadow(v1, 0.25), split([v0, 1]));
    expect(linesOf(trace).slice(3)).toEqual([
      "10 s: step copies to v2",
      "10 s: mirror 0.25 to 1",
      "20 s: step traffic to v1",
      "20 s: weights 0: 1",
      "20 s: mirror 0 to 1",
    ]);
  });

  it("refuses to mirror to a backend that has traffic, and a proportion above 1", () => {
    const { refusals } = played(shadow(v0, 0.1), shadow(v1, 1.5), shadow(v2, 0.1));
    expect(refusals).toEqual([
      "traffic cannot be shadowed to backend v1, which is in use by endpoint service",
      "a proportion is a number from 0 to 1, not 1.5",
      "traffic cannot be shadowed to backend v3, which is not registered",
    ]);
  });

  it("deletes no backend that is named anywhere, not even with a weight of 0, nor by force", () => {
    const { refusals } = played(
      split([v0, 1], [v1, 0]),
      remove(v1, true),
      split([v0, 1]),
      shadow(v1, 0.1),
      remove(v1),
      shadow(v1, 0),
      remove(v1, true),
    );
    expect(refusals).toHaveLength(2);
    expect(refusals[0]).toContain("used by endpoint service");
  });

  it("counts a shadow of 0 that never was more as a use", () => {
    const { refusals } = played(shadow(v1, 0), remove(v1), shadow(v1, 0), remove(v1));
    expect(refusals).toHaveLength(1);
  });

  it("rolls back by giving all traffic to the old backend and deleting the new one", () => {
    const { trace } = played(split([v0, 0.5], [v1, 0.5]), split([v0, 1]), remove(v1, true));
    expect(linesOf(trace)).toContain("30 s: end 1 at-once");
    expect(outcomesOf(trace)).toEqual(["rolled-back"]);
  });

  it("changes the replicas of a backend, at least 1", () => {
    const change = (replicas: number): WeightsCommand => ({
      kind: "update-backend-config",
      backend: v1,
      deployment: "model",
      replicas,
    });
    const { trace, refusals } = played(change(5), change(0));
    expect(linesOf(trace).at(-1)).toBe("10 s: model of 1: 5");
    expect(refusals).toHaveLength(1);
  });

  it("deletes an endpoint and leaves its backends", () => {
    const { trace, world } = played({ kind: "delete-endpoint", endpoint: "service" }, remove(v0), remove(v1));
    expect(linesOf(trace)).toContain("10 s: weights ");
    expect(world.heldReplicas()).toBe(0);
  });

  it("sends copies of the requests with the lowest draws", () => {
    const traffic = new Map([
      ["v2", 0.5],
      ["v10", 0.5],
    ]);
    const shadows = new Map([["next", 0.1]]);
    expect(selectBackends(traffic, shadows, 0.05)).toEqual({ backend: "v10", shadows: ["next"] });
    expect(selectBackends(traffic, shadows, 0.2)).toEqual({ backend: "v10", shadows: [] });
    expect(selectBackends(traffic, shadows, 0.7)).toEqual({ backend: "v2", shadows: [] });
    expect(selectBackends(new Map([["v1", 0.99999]]), shadows, 0.999995).backend).toBeNull();
  });
});

describe("laws of the legacy traffic API", () => {
  const calls = fc.array(weightsCommandArbitrary(4), { maxLength: 25 });

  it("hold whatever is called", () => {
    fc.assert(
      fc.property(toyWorldArbitrary(4), calls, (world, commands) => {
        const { trace } = play(weights, {
          ...world,
          options,
          commands: commands.map((command, index) => ({ atSeconds: 7 * (index + 1), command })),
          untilSeconds: 300,
        });
        expect(breachesOf(trace, [...strategyLaws, ...weights.laws])).toEqual([]);
      }),
      { numRuns: 100 * Number(process.env.ROLLCAST_RUNS ?? 1) },
    );
  });

  it("are broken by a rollout that keeps none of them", () => {
    const { trace } = played();
    const [first] = trace.moments;
    const moment = {
      view: first!.view,
      command: null,
      actions: [
        { kind: "set-weights" as const, endpoint: null, weights: new Map([[versionId(0), 0.5]]) },
        { kind: "end-version" as const, version: versionId(0), manner: "drained" as const },
      ],
    };
    const broken = { ...trace, moments: [first!, moment] };
    expect(breachesOf(broken, weights.laws).map((breach) => breach.split(":")[0])).toEqual(
      weights.laws.map(({ id }) => id),
    );
  });
});
