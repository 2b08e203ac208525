import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type PlanPace,
  type PlanState,
  planController,
} from "../../../../src/strategies/anyscale/plan/planController.ts";
import { planRollback } from "../../../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../../../src/strategies/anyscale/plan/planRollout.ts";
import type {
  RolloutAction,
  RolloutView,
} from "../../../../src/strategies/anyscale/plan/RolloutController.ts";
import { splitBeforeRollout } from "../../../../src/strategies/anyscale/plan/splitBeforeRollout.ts";
import type { RolloutPlan } from "../../../../src/strategies/capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../../../src/strategies/capacity/RolloutSplit.ts";
import type { VersionReadiness } from "../../../../src/strategies/capacity/VersionReadiness.ts";

const deployments = [{ name: "chat", numReplicas: 8 }];
const pace: PlanPace = {
  shiftIntervalSeconds: 0,
  holdSeconds: 0,
  connectionDrainSeconds: 30,
  rollback: null,
};
const automatic: NonNullable<PlanPace["rollback"]> = {
  timeoutAtSeconds: 7200,
  timeoutSeconds: 7200,
  unhealthyGraceSeconds: 0,
  judgesHealth: true,
};
const fine: VersionReadiness = {
  isReady: true,
  isSettled: true,
  unhealthySinceSeconds: null,
  failure: null,
  waitingRequests: 0,
};
const view = (
  nowSeconds: number,
  {
    canary = {},
    primary = {},
  }: { canary?: Partial<VersionReadiness>; primary?: Partial<VersionReadiness> } = {},
): RolloutView => ({ nowSeconds, canary: { ...fine, ...canary }, primary: { ...fine, ...primary } });

/** A controller that is asked until it wants nothing done, as the simulation asks it. */
function drive(plan: RolloutPlan, options: Partial<PlanPace> = {}, from: RolloutSplit = splitBeforeRollout) {
  const controller = planController({ ...pace, ...options });
  let state: PlanState = controller.start(plan, 0);
  let split = from;
  return {
    get state() {
      return state;
    },
    get split() {
      return split;
    },
    /** What it does in this moment, and when it wants to be asked again. */
    ask(seen: RolloutView): { actions: RolloutAction[]; reviewAtSeconds: number | null } {
      const actions: RolloutAction[] = [];
      for (let round = 0; round < 1000; round++) {
        const decision = controller.decide(state, seen);
        actions.push(...decision.actions);
        for (const action of decision.actions) if (action.kind === "set-split") split = action.split;
        if (decision.state === state && decision.actions.length === 0) {
          return { actions, reviewAtSeconds: decision.reviewAtSeconds };
        }
        state = decision.state;
      }
      throw new Error("it wants something done for ever");
    },
  };
}
const shares = ({ canary, primary }: RolloutSplit) => [
  canary.capacityPercent,
  canary.trafficPercent,
  primary.capacityPercent,
  primary.trafficPercent,
];
const splits = (actions: readonly RolloutAction[]) =>
  actions.flatMap((action) => (action.kind === "set-split" ? [shares(action.split)] : []));
const kinds = (actions: readonly RolloutAction[]) => actions.map(({ kind }) => kind);

describe("planController", () => {
  const plan = planRollout({ maxSurgePercent: 25, deployments });

  it("adds capacity, waits until it is healthy, shifts, takes capacity, waits until that has drained", () => {
    const player = drive(plan);
    expect(player.ask(view(0, { canary: { isReady: false } })).actions).toEqual([
      { kind: "begin-step", stepIndex: 1 },
      { kind: "set-split", split: expect.anything(), cause: "scale-up" },
    ]);
    expect(shares(player.split)).toEqual([25, 0, 100, 100]);
    expect(player.ask(view(50, { canary: { isReady: false } })).actions).toEqual([]);
    const shift = player.ask(view(60, { primary: { isSettled: false } }));
    expect(splits(shift.actions)).toEqual([
      [25, 25, 100, 75],
      [25, 25, 75, 75],
    ]);
    expect(player.ask(view(70, { primary: { isSettled: false } })).actions).toEqual([]);
    expect(splits(player.ask(view(80, { canary: { isReady: false } })).actions)).toEqual([[50, 25, 75, 75]]);
  });

  it("does everything in one moment where nothing has to be waited for, and ends once", () => {
    const player = drive(plan);
    const { actions, reviewAtSeconds } = player.ask(view(0));
    expect(actions.filter(({ kind }) => kind === "begin-step")).toHaveLength(8);
    expect(actions.filter(({ kind }) => kind === "end")).toHaveLength(1);
    expect(actions.at(-1)).toEqual({ kind: "end" });
    expect(shares(player.split)).toEqual([100, 100, 0, 0]);
    expect(reviewAtSeconds).toBeNull();
    expect(player.ask(view(9999, { canary: { failure: "broken" } })).actions).toEqual([]);
  });

  it("holds after a shift before it takes capacity, and asks to be asked then", () => {
    const player = drive(plan, { holdSeconds: 40 });
    const shift = player.ask(view(10));
    expect(shares(player.split)).toEqual([25, 25, 100, 75]);
    expect(shift.reviewAtSeconds).toBe(50);
    expect(player.ask(view(49.9)).actions).toEqual([]);
    expect(splits(player.ask(view(50)).actions)[0]).toEqual([25, 25, 75, 75]);
  });

  it("shifts at once when the canary is healthy, then waits for the interval between the shifts of a pattern", () => {
    const full = planRollout({ maxSurgePercent: 100, trafficPattern: [10, 100], deployments });
    const player = drive(full, { shiftIntervalSeconds: 60 });
    expect(player.ask(view(0, { canary: { isReady: false } })).reviewAtSeconds).toBeNull();
    const first = player.ask(view(100));
    expect(shares(player.split)).toEqual([100, 10, 100, 90]);
    expect(first.reviewAtSeconds).toBe(160);
    expect(player.ask(view(159)).actions).toEqual([]);
    expect(splits(player.ask(view(160)).actions)).toEqual([
      [100, 100, 100, 0],
      [100, 100, 0, 0],
    ]);
  });

  it("shifts only while the version that gains traffic is healthy", () => {
    const full = planRollout({ maxSurgePercent: 100, trafficPattern: [10, 100], deployments });
    const player = drive(full, { shiftIntervalSeconds: 60 });
    player.ask(view(0));
    expect(shares(player.split)).toEqual([100, 10, 100, 90]);
    expect(player.ask(view(60, { canary: { isReady: false } })).actions).toEqual([]);
    expect(splits(player.ask(view(75)).actions)[0]).toEqual([100, 100, 100, 0]);
  });

  it("lets the last requests of a version be served before it takes its last replicas, but not for ever", () => {
    const upToLast = () => {
      const player = drive(plan);
      const waits = view(0, { primary: { waitingRequests: 3 } });
      player.ask(waits);
      expect(shares(player.split)).toEqual([100, 100, 25, 0]);
      return player;
    };
    const patient = upToLast();
    expect(patient.ask(view(10, { primary: { waitingRequests: 1 } })).reviewAtSeconds).toBe(30);
    expect(splits(patient.ask(view(11)).actions)).toEqual([[100, 100, 0, 0]]);
    const hurried = upToLast();
    expect(splits(hurried.ask(view(30, { primary: { waitingRequests: 3 } })).actions)).toEqual([
      [100, 100, 0, 0],
    ]);
  });

  it("waits at the beginning of a plan until nothing drains any more", () => {
    for (const unsettled of [{ canary: { isSettled: false } }, { primary: { isSettled: false } }]) {
      const player = drive(plan);
      expect(player.ask(view(0, unsettled)).actions).toEqual([]);
      expect(player.ask(view(5)).actions.length).toBeGreaterThan(0);
    }
  });

  it("plays a rollback toward the primary: its health counts then", () => {
    const from: RolloutSplit = {
      canary: { capacityPercent: 50, trafficPercent: 50 },
      primary: { capacityPercent: 50, trafficPercent: 50 },
    };
    const player = drive(planRollback({ from, maxSurgePercent: 50, deployments }), {}, from);
    player.ask(view(0, { primary: { isReady: false } }));
    expect(shares(player.split)).toEqual([50, 50, 100, 50]);
    expect(player.ask(view(5, { primary: { isReady: false } })).actions).toEqual([]);
    const end = player.ask(view(9, { canary: { isReady: false } }));
    expect(splits(end.actions)).toEqual([
      [50, 0, 100, 100],
      [0, 0, 100, 100],
    ]);
    expect(kinds(end.actions).at(-1)).toBe("end");
  });

  it("sets everything of an automatic rollback in one action", () => {
    const from: RolloutSplit = {
      canary: { capacityPercent: 75, trafficPercent: 50 },
      primary: { capacityPercent: 50, trafficPercent: 50 },
    };
    const player = drive(planRollback({ from, deployments }), {}, from);
    const { actions } = player.ask(
      view(0, { canary: { isSettled: false, isReady: false }, primary: { isReady: false } }),
    );
    expect(splits(actions)).toEqual([[0, 0, 100, 100]]);
    expect(player.ask(view(8)).actions).toEqual([{ kind: "end" }]);
  });
});

describe("the judgement of a canary", () => {
  const plan = planRollout({ maxSurgePercent: 25, deployments });
  const notReady = { isReady: false };

  it("rolls back when the canary has failed for good", () => {
    const player = drive(plan, { rollback: automatic });
    const { actions } = player.ask(view(5, { canary: { ...notReady, failure: "it cannot start" } }));
    expect(actions).toEqual([{ kind: "roll-back", reason: "it cannot start" }]);
    expect(player.state.phase).toBe("ended");
  });

  it("rolls back when it has been unhealthy for the grace, to the second", () => {
    const player = drive(plan, { rollback: { ...automatic, unhealthyGraceSeconds: 90 } });
    const ill = { canary: { ...notReady, unhealthySinceSeconds: 10 } };
    expect(player.ask(view(20, ill)).reviewAtSeconds).toBe(100);
    expect(kinds(player.ask(view(99.9, ill)).actions)).toEqual([]);
    expect(player.ask(view(100, ill)).actions).toEqual([
      { kind: "roll-back", reason: "the canary became unhealthy" },
    ]);
  });

  it("rolls back at the timeout, to the second, and says how long that was", () => {
    const player = drive(plan, { rollback: automatic });
    expect(player.ask(view(0, { canary: notReady })).reviewAtSeconds).toBe(7200);
    expect(player.ask(view(7199.99, { canary: notReady })).actions).toEqual([]);
    expect(player.ask(view(7200, { canary: notReady })).actions).toEqual([
      { kind: "roll-back", reason: "not completed within 120 minutes" },
    ]);
  });

  it("never rolls back under manual control", () => {
    const player = drive(plan);
    const broken = { canary: { ...notReady, failure: "broken", unhealthySinceSeconds: 0 } };
    for (const seconds of [0, 7200, 100_000]) {
      expect(kinds(player.ask(view(seconds, broken)).actions)).not.toContain("roll-back");
    }
  });

  it("leaves the canary's health out of a rollback under way, but not its time", () => {
    const from: RolloutSplit = {
      canary: { capacityPercent: 50, trafficPercent: 50 },
      primary: { capacityPercent: 50, trafficPercent: 50 },
    };
    const back = planRollback({ from, maxSurgePercent: 25, deployments });
    const player = drive(back, { rollback: { ...automatic, judgesHealth: false } }, from);
    const broken = { canary: { failure: "broken", unhealthySinceSeconds: 0 }, primary: notReady };
    expect(kinds(player.ask(view(0, broken)).actions)).toEqual(["begin-step", "set-split"]);
    expect(kinds(player.ask(view(7200, broken)).actions)).toEqual(["roll-back"]);
  });

  it("ends when the primary has given up its last replicas: there is nothing to roll back to", () => {
    const player = drive(plan, { rollback: automatic });
    const drains = { primary: { isSettled: true } };
    player.ask(view(0, { ...drains, primary: { waitingRequests: 1 } }));
    expect(shares(player.split)).toEqual([100, 100, 25, 0]);
    // Its last replicas drain from here on.
    player.ask(view(30, { primary: { waitingRequests: 1, isSettled: false } }));
    expect(shares(player.split)).toEqual([100, 100, 0, 0]);
    const broken = { failure: "broken", unhealthySinceSeconds: 30, isReady: false };
    expect(player.ask(view(8000, { canary: broken, primary: { isSettled: false } })).actions).toEqual([]);
    expect(player.ask(view(8001, { canary: broken })).actions).toEqual([{ kind: "end" }]);
  });
});

describe("whatever the versions do", () => {
  const noise = fc.record({
    passSeconds: fc.integer({ min: 0, max: 40 }),
    canaryReady: fc.boolean(),
    primaryReady: fc.boolean(),
    canarySettled: fc.boolean(),
    primarySettled: fc.boolean(),
    waiting: fc.nat({ max: 2 }),
  });
  const plans = fc
    .record({
      maxSurgePercent: fc.integer({ min: 1, max: 100 }),
      canaryPercent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      back: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    })
    .map(({ maxSurgePercent, canaryPercent, back }) => {
      const forward = planRollout({ maxSurgePercent, canaryPercent, deployments });
      const reached = forward.steps.at(-1);
      return back === undefined || reached === undefined || reached.primary.capacityPercent === 0
        ? { plan: forward, from: splitBeforeRollout }
        : { plan: planRollback({ from: reached, maxSurgePercent: back, deployments }), from: reached };
    });

  it("it adds capacity only when both versions are settled, shifts only to a ready one, and ends when they let it", () => {
    fc.assert(
      fc.property(
        plans,
        fc.array(noise, { maxLength: 60 }),
        fc.nat({ max: 30 }),
        ({ plan, from }, course, hold) => {
          const player = drive(plan, { holdSeconds: hold }, from);
          let nowSeconds = 0;
          const follow = (seen: RolloutView) => {
            let before = player.split;
            for (const action of player.ask(seen).actions) {
              if (action.kind !== "set-split") continue;
              for (const [role, other] of [
                ["canary", "primary"],
                ["primary", "canary"],
              ] as const) {
                const after = action.split[role];
                if (after.capacityPercent > before[role].capacityPercent) {
                  expect(seen[other].isSettled && seen[role].isSettled).toBe(true);
                }
                if (after.trafficPercent > before[role].trafficPercent) expect(seen[role].isReady).toBe(true);
                expect(after.trafficPercent).toBeLessThanOrEqual(after.capacityPercent);
              }
              before = action.split;
            }
          };
          for (const each of course) {
            nowSeconds += each.passSeconds;
            follow(
              view(nowSeconds, {
                canary: {
                  isReady: each.canaryReady,
                  isSettled: each.canarySettled,
                  waitingRequests: each.waiting,
                },
                primary: {
                  isReady: each.primaryReady,
                  isSettled: each.primarySettled,
                  waitingRequests: each.waiting,
                },
              }),
            );
          }
          for (let i = 0; i <= plan.steps.length && player.state.phase !== "ended"; i++) {
            nowSeconds += 40;
            follow(view(nowSeconds));
          }
          expect(player.state.phase).toBe("ended");
          expect(shares(player.split)).toEqual(shares(plan.steps.at(-1) ?? from));
        },
      ),
      { numRuns: 500 },
    );
  });
});
