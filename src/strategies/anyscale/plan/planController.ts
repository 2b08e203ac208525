import type { RolloutPlan } from "../../capacity/RolloutPlan.ts";
import type { RolloutSplit } from "../../capacity/RolloutSplit.ts";
import type { RolloutStep } from "../../capacity/RolloutStep.ts";
import type { RolloutAction, RolloutController, RolloutDecision, RolloutView } from "./RolloutController.ts";

/** How a plan is played. Times in seconds. */
export interface PlanPace {
  /** Between two shifts of traffic: the interval of a traffic pattern; 0 in a constrained rollout. */
  readonly shiftIntervalSeconds: number;
  /** After a shift, before the losing version gives up capacity. */
  readonly holdSeconds: number;
  /** How long a version without traffic may go on with what waits at its routers before its last replicas stop. */
  readonly connectionDrainSeconds: number;
  /** By itself back to the primary when the canary fails or the time runs out; `null`: never (manual control, a rollback). */
  readonly rollback: {
    readonly timeoutAtSeconds: number;
    readonly timeoutSeconds: number;
    readonly unhealthyGraceSeconds: number;
    /** A rollback under way is not judged by the canary's health, only by its time. */
    readonly judgesHealth: boolean;
  } | null;
}

type Phase =
  /** Nothing of the next step has been done. */
  | "between"
  /** Capacity has been added; it must become healthy. */
  | "scaling"
  /** Traffic has moved; capacity follows after the hold. */
  | "holding"
  /** Traffic is gone; what waits is served before the last replicas stop. */
  | "emptying"
  /** Capacity has been taken away; its replicas drain. */
  | "draining"
  | "ended";

/** Where a plan stands. */
export interface PlanState {
  readonly plan: RolloutPlan;
  /** The step that is being played. */
  readonly stepIndex: number;
  readonly phase: Phase;
  readonly phaseSinceSeconds: number;
}

/**
 * Plays a plan row by row, as Anyscale does it (anyscale-update-a-service.txt): add capacity to the version that gains
 * traffic and wait until it is healthy, shift the traffic, take capacity from the version that loses it, wait until
 * that has drained, next row. A replica that drains still holds its GPU, so nothing is added before it is gone.
 */
export function planController(pace: PlanPace): RolloutController<PlanState> {
  return {
    start: (plan, nowSeconds) => ({ plan, stepIndex: 0, phase: "between", phaseSinceSeconds: nowSeconds }),
    decide: (state, view) => {
      if (state.phase === "ended") return wait(state, null);
      if (isBeyondReturn(state)) return advance(pace, state, view);
      const reason = reasonToRollBack(pace, view);
      if (reason !== null) {
        return {
          state: enter(state, "ended", view),
          actions: [{ kind: "roll-back", reason }],
          reviewAtSeconds: null,
        };
      }
      const decision = advance(pace, state, view);
      return { ...decision, reviewAtSeconds: earliest(decision.reviewAtSeconds, nextJudgement(pace, view)) };
    },
  };
}

/**
 * Whether the primary has given up its last replicas, so that there is nothing to roll back to
 * (anyscale-update-a-service.txt: it is terminated once all traffic has migrated).
 */
function isBeyondReturn(state: PlanState): boolean {
  const hasTaken = state.phase === "draining" || state.phase === "between";
  return hasTaken && stepAt(state, state.stepIndex).primary.capacityPercent === 0;
}

function reasonToRollBack(pace: PlanPace, view: RolloutView): string | null {
  const { rollback } = pace;
  if (rollback === null) return null;
  if (rollback.judgesHealth) {
    const { failure, unhealthySinceSeconds } = view.canary;
    if (failure !== null) return failure;
    if (
      unhealthySinceSeconds !== null &&
      view.nowSeconds >= unhealthySinceSeconds + rollback.unhealthyGraceSeconds
    ) {
      return "the canary became unhealthy";
    }
  }
  // anyscale-update-a-service.txt: rollouts that don't complete within 120 minutes time out and roll back.
  if (view.nowSeconds >= rollback.timeoutAtSeconds) {
    return `not completed within ${Math.round(rollback.timeoutSeconds / 60)} minutes`;
  }
  return null;
}

function nextJudgement(pace: PlanPace, view: RolloutView): number | null {
  if (pace.rollback === null) return null;
  const { timeoutAtSeconds, unhealthyGraceSeconds, judgesHealth } = pace.rollback;
  const since = view.canary.unhealthySinceSeconds;
  return earliest(timeoutAtSeconds, judgesHealth && since !== null ? since + unhealthyGraceSeconds : null);
}

function advance(pace: PlanPace, state: PlanState, view: RolloutView): RolloutDecision<PlanState> {
  switch (state.phase) {
    case "between":
      return beginNext(pace, state, view);
    case "scaling":
      return isScaled(state, view) ? act(enter(state, "between", view), []) : wait(state, null);
    case "holding": {
      const dueSeconds = state.phaseSinceSeconds + pace.holdSeconds;
      if (view.nowSeconds < dueSeconds) return wait(state, dueSeconds);
      return stopsLosing(state) ? act(enter(state, "emptying", view), []) : takeCapacity(state, view);
    }
    case "emptying": {
      const dueSeconds = state.phaseSinceSeconds + pace.connectionDrainSeconds;
      const isEmpty = view[losing(state)].waitingRequests === 0;
      return isEmpty || view.nowSeconds >= dueSeconds ? takeCapacity(state, view) : wait(state, dueSeconds);
    }
    case "draining": {
      const isDrained = view.canary.isSettled && view.primary.isSettled;
      return isDrained ? act(enter(state, "between", view), []) : wait(state, null);
    }
    case "ended":
      return wait(state, null);
  }
}

function beginNext(pace: PlanPace, state: PlanState, view: RolloutView): RolloutDecision<PlanState> {
  const next = state.plan.steps[state.stepIndex + 1];
  if (next === undefined) return act(enter(state, "ended", view), [{ kind: "end" }]);
  const present = stepAt(state, state.stepIndex);
  const begun: PlanState = { ...state, stepIndex: next.index };
  const begin: RolloutAction = { kind: "begin-step", stepIndex: next.index };
  const setSplit = (split: RolloutSplit): RolloutAction => ({ kind: "set-split", split, cause: next.kind });
  switch (next.kind) {
    case "scale-up":
      // A command may have cut a plan short while replicas still drained: they hold room that the surge counts.
      if (!view.canary.isSettled || !view.primary.isSettled) return wait(state, null);
      return act(enter(begun, "scaling", view), [begin, setSplit(splitOf(next))]);
    case "shift": {
      const dueSeconds = state.phaseSinceSeconds + pace.shiftIntervalSeconds;
      if (present.kind === "shift" && view.nowSeconds < dueSeconds) return wait(state, dueSeconds);
      if (!view[gaining(present, next)].isReady) return wait(state, null);
      const moved: RolloutSplit = {
        canary: { ...splitOf(present).canary, trafficPercent: next.canary.trafficPercent },
        primary: { ...splitOf(present).primary, trafficPercent: next.primary.trafficPercent },
      };
      return act(enter(begun, "holding", view), [begin, setSplit(moved)]);
    }
    case "trim":
    case "roll-back-at-once":
      return act(enter(begun, "draining", view), [begin, setSplit(splitOf(next))]);
    case "start":
      throw new Error("a plan starts only once");
  }
}

function isScaled(state: PlanState, view: RolloutView): boolean {
  const gainingRole = gaining(stepAt(state, state.stepIndex - 1), stepAt(state, state.stepIndex));
  return view[gainingRole].isReady;
}

function takeCapacity(state: PlanState, view: RolloutView): RolloutDecision<PlanState> {
  const step = stepAt(state, state.stepIndex);
  const before = stepAt(state, state.stepIndex - 1);
  const isUnchanged =
    step.canary.capacityPercent === before.canary.capacityPercent &&
    step.primary.capacityPercent === before.primary.capacityPercent;
  if (isUnchanged) return act(enter(state, "between", view), []);
  return act(enter(state, "draining", view), [{ kind: "set-split", split: splitOf(step), cause: step.kind }]);
}

/** Whether the step takes the last capacity of a version. */
function stopsLosing(state: PlanState): boolean {
  return stepAt(state, state.stepIndex)[losing(state)].capacityPercent === 0;
}

function losing(state: PlanState): "canary" | "primary" {
  const role = gaining(stepAt(state, state.stepIndex - 1), stepAt(state, state.stepIndex));
  return role === "canary" ? "primary" : "canary";
}

function gaining(before: RolloutStep, after: RolloutStep): "canary" | "primary" {
  const canaryGains =
    after.kind === "scale-up"
      ? after.canary.capacityPercent > before.canary.capacityPercent
      : after.canary.trafficPercent > before.canary.trafficPercent;
  return canaryGains ? "canary" : "primary";
}

function splitOf({ canary, primary }: RolloutStep): RolloutSplit {
  return {
    canary: { capacityPercent: canary.capacityPercent, trafficPercent: canary.trafficPercent },
    primary: { capacityPercent: primary.capacityPercent, trafficPercent: primary.trafficPercent },
  };
}

function stepAt(state: PlanState, index: number): RolloutStep {
  const step = state.plan.steps[index];
  if (step === undefined) throw new Error(`the plan has no step ${index}`);
  return step;
}

function enter(state: PlanState, phase: Phase, view: RolloutView): PlanState {
  return { ...state, phase, phaseSinceSeconds: view.nowSeconds };
}

/** Something changed: do the actions and ask again at once. */
function act(state: PlanState, actions: readonly RolloutAction[]): RolloutDecision<PlanState> {
  return { state, actions, reviewAtSeconds: null };
}

function wait(state: PlanState, reviewAtSeconds: number | null): RolloutDecision<PlanState> {
  return { state, actions: [], reviewAtSeconds };
}

function earliest(a: number | null, b: number | null): number | null {
  if (a === null) return b;
  return b === null ? a : Math.min(a, b);
}
