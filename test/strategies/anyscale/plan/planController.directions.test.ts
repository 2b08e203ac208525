import { describe, expect, it } from "vitest";
import { type PlanPace, planController } from "../../../../src/strategies/anyscale/plan/planController.ts";
import { planRollback } from "../../../../src/strategies/anyscale/plan/planRollback.ts";
import { planRollout } from "../../../../src/strategies/anyscale/plan/planRollout.ts";
import type { RolloutAction } from "../../../../src/strategies/anyscale/plan/RolloutController.ts";
import type { RolloutPlan } from "../../../../src/strategies/capacity/RolloutPlan.ts";
import type { VersionReadiness } from "../../../../src/strategies/capacity/VersionReadiness.ts";

const deployments = [{ name: "chat", numReplicas: 8 }];
const rollout = planRollout({ maxSurgePercent: 25, deployments });
const rollback = planRollback({
  from: {
    canary: { capacityPercent: 50, trafficPercent: 50 },
    primary: { capacityPercent: 50, trafficPercent: 50 },
  },
  maxSurgePercent: 25,
  deployments,
});
const fine: VersionReadiness = {
  isReady: true,
  isSettled: true,
  unhealthySinceSeconds: null,
  failure: null,
  waitingRequests: 0,
};

/** Plays a plan at given moments, until it wants nothing done in each; returns what it does in each. */
function play(plan: RolloutPlan, pace: Partial<PlanPace>, moments: readonly Moment[]): RolloutAction[][] {
  const controller = planController({
    shiftIntervalSeconds: 0,
    holdSeconds: 0,
    connectionDrainSeconds: 30,
    rollback: null,
    ...pace,
  });
  let state = controller.start(plan, 0);
  return moments.map(({ atSeconds, canary, primary }) => {
    const done: RolloutAction[] = [];
    for (let round = 0; round < 200; round++) {
      const view = {
        nowSeconds: atSeconds,
        canary: { ...fine, ...canary },
        primary: { ...fine, ...primary },
      };
      const decision = controller.decide(state, view);
      if (decision.state === state && decision.actions.length === 0) return done;
      done.push(...decision.actions);
      state = decision.state;
    }
    throw new Error("it wants something done for ever");
  });
}

interface Moment {
  readonly atSeconds: number;
  readonly canary?: Partial<VersionReadiness>;
  readonly primary?: Partial<VersionReadiness>;
}

const last = (actions: readonly RolloutAction[] | undefined) => actions?.at(-1)?.kind;

describe("planController looks at the version that gains traffic", () => {
  it("in a rollout: an ailing primary does not hold up its healthy successor", () => {
    const [actions] = play(rollout, {}, [{ atSeconds: 0, primary: { isReady: false } }]);
    expect(last(actions)).toBe("end");
  });

  it("in a rollback: an ailing canary does not hold up the way back", () => {
    const [actions] = play(rollback, {}, [{ atSeconds: 0, canary: { isReady: false } }]);
    expect(last(actions)).toBe("end");
  });

  it("and at what waits at the one that loses it, before the last replicas stop: at the canary in a rollback", () => {
    const waiting = { waitingRequests: 3 };
    const [first, second, third] = play(rollback, {}, [
      { atSeconds: 0, canary: waiting },
      { atSeconds: 29.9, canary: waiting },
      { atSeconds: 30, canary: waiting },
    ]);
    expect(last(first)).toBe("set-split");
    expect(second).toEqual([]);
    expect(last(third)).toBe("end");
    // What waits at the primary then is no reason to wait.
    const [once] = play(rollback, {}, [{ atSeconds: 0, primary: waiting }]);
    expect(last(once)).toBe("end");
  });
});

describe("planController acts once a change", () => {
  it("a shift that takes no capacity is one action: nothing is set again", () => {
    const full = planRollout({ maxSurgePercent: 100, trafficPattern: [10, 100], deployments });
    const [, shift] = play(full, { shiftIntervalSeconds: 60 }, [
      { atSeconds: 0, canary: { isReady: false } },
      { atSeconds: 10 },
    ]);
    expect(shift?.map(({ kind }) => kind)).toEqual(["begin-step", "set-split"]);
  });

  it("goes through every step with a begin and one or two splits, and nothing else", () => {
    const [actions] = play(rollout, {}, [{ atSeconds: 0 }]);
    for (const action of actions ?? []) expect(["begin-step", "set-split", "end"]).toContain(action?.kind);
  });
});

describe("planController can go back as long as the primary has replicas", () => {
  it("also when all traffic has moved and their capacity is still held", () => {
    const automatic = {
      timeoutAtSeconds: 7200,
      timeoutSeconds: 7200,
      unhealthyGraceSeconds: 0,
      judgesHealth: true,
    };
    const whole = planRollout({ maxSurgePercent: 100, trafficPattern: [100], deployments });
    const [moved, failed] = play(whole, { holdSeconds: 40, rollback: automatic }, [
      { atSeconds: 0 },
      { atSeconds: 20, canary: { failure: "out of memory" } },
    ]);
    expect(last(moved)).toBe("set-split");
    expect(failed).toEqual([{ kind: "roll-back", reason: "out of memory" }]);
  });
});
