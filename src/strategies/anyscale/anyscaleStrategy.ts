import { PlanError } from "../capacity/PlanError.ts";
import type { PlannedDeployment } from "../capacity/PlannedDeployment.ts";
import type { RolloutSplit } from "../capacity/RolloutSplit.ts";
import type { Strategy } from "../Strategy.ts";
import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyDecision, StrategyRefusal } from "../StrategyDecision.ts";
import type { StrategyView, VersionView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import { anyscaleAlternatives } from "./anyscaleAlternatives.ts";
import { automaticRollbackCourse } from "./automaticRollbackCourse.ts";
import type { Course, CourseContext } from "./Course.ts";
import { canaryPercentCourse } from "./canaryPercentCourse.ts";
import { deployCourse } from "./deployCourse.ts";
import { manualRollbackCourse } from "./manualRollbackCourse.ts";
import { type PlanState, planController } from "./plan/planController.ts";
import type { RolloutAction } from "./plan/RolloutController.ts";
import { splitBeforeRollout } from "./plan/splitBeforeRollout.ts";
import type { RolloutSettings } from "./RolloutSettings.ts";
import { refuseCommand } from "./refuseCommand.ts";
import { rolloutSettingsSchema } from "./rolloutSettingsSchema.ts";

/** Where a rollout of an Anyscale service stands. */
export interface AnyscaleState {
  /** The primary, and the canary. */
  readonly current: VersionId;
  readonly next: VersionId;
  /** Of the last deploy. */
  readonly settings: RolloutSettings;
  /** Of the last command that named one. */
  readonly maxSurgePercent: number;
  /** As commanded. */
  readonly split: RolloutSplit;
  readonly course: Course;
  readonly progress: PlanState;
}

/**
 * Rollouts of Anyscale services (anyscale-update-a-service.txt): a plan made in advance moves capacity and traffic from the primary
 * to the canary, row by row; commands and failures put another plan in its place.
 */
export const anyscaleStrategy: Strategy<RolloutSettings, AnyscaleState> = {
  kind: "anyscale",
  options: rolloutSettingsSchema,
  cluster: "own",
  traffic: "weights",
  judgesResults: true,
  laws: [],
  begin: ({ options: settings, view, current, next }) =>
    orRefuse(() => {
      const split = splitBeforeRollout;
      const course = deployCourse(contextOf({ settings, split, current, next }, view), {
        cause: "deploy",
        reason: `deploy of v${next + 1}`,
      });
      const { maxSurgePercent } = settings;
      const begun = follow({ current, next, settings, maxSurgePercent, split }, course, view);
      return { ...begun, actions: [{ kind: "start-version", version: next }, ...begun.actions] };
    }),
  decide: (state, view) => {
    const { progress, course, current, next } = state;
    const decision = planController(course.pace).decide(progress, {
      nowSeconds: view.nowSeconds,
      canary: versionIn(view, next),
      primary: versionIn(view, current),
    });
    let done: StrategyDecision<AnyscaleState> = {
      state: decision.state === progress ? state : { ...state, progress: decision.state },
      actions: [],
      reviewAtSeconds: decision.reviewAtSeconds,
    };
    for (const action of decision.actions) {
      const { state: after, actions } = perform(action, done.state, view);
      done = { ...done, state: after, actions: [...done.actions, ...actions] };
    }
    return done;
  },
  command: (state, view, command) => {
    const refusal = refuseCommand(command, state);
    return refusal === null ? orRefuse(() => obey(command, state, view)) : { refusal };
  },
  alternatives: anyscaleAlternatives,
  describe: ({ maxSurgePercent, canaryPercent }) =>
    `max_surge_percent ${maxSurgePercent}` +
    (canaryPercent === null ? "" : ` and canary_percent ${canaryPercent}`),
  standing: ({ course: { direction, control, canaryPercent } }) => ({
    isRollingBack: direction === "back",
    control,
    targetPercent: direction === "back" ? 0 : (canaryPercent ?? 100),
  }),
};

type Done = Pick<StrategyDecision<AnyscaleState>, "state" | "actions">;

function perform(action: RolloutAction, state: AnyscaleState, view: StrategyView): Done {
  switch (action.kind) {
    case "begin-step": {
      const step = state.course.plan.steps[action.stepIndex];
      if (step === undefined) throw new Error(`the plan has no step ${action.stepIndex}`);
      return { state, actions: [{ kind: "begin-step", name: step.kind, stepIndex: action.stepIndex }] };
    }
    case "set-split":
      return setSplit(state, action.split);
    case "roll-back": {
      const { reason } = action;
      const { state: after, actions } = follow(
        state,
        automaticRollbackCourse(contextOf(state, view), { reason }),
        view,
      );
      const message = `automatic rollback: ${reason}`;
      return {
        state: after,
        actions: [...actions, { kind: "report", condition: "automatic-rollback", message }],
      };
    }
    case "end": {
      const { outcome } = state.course.plan;
      const reason = `the rollout is ${outcome}`;
      if (outcome === "paused") return { state, actions: [{ kind: "pause", reason }] };
      const loser = outcome === "completed" ? state.current : state.next;
      return {
        state,
        actions: [
          { kind: "end", outcome, reason },
          { kind: "end-version", version: loser, manner: "drained" },
        ],
      };
    }
    default: {
      const impossible: never = action;
      throw new Error(`no such action: ${String(impossible)}`);
    }
  }
}

/** Capacity and traffic of both versions at one instant; a version without capacity can serve nobody who still waits for it. */
function setSplit(state: AnyscaleState, split: RolloutSplit): Done {
  const { current, next, settings } = state;
  const isLeft = (role: "primary" | "canary") =>
    split[role].capacityPercent === 0 && state.split[role].capacityPercent > 0;
  const end = (version: VersionId): StrategyAction => ({ kind: "end-version", version, manner: "drained" });
  const weights = new Map([
    [current, split.primary.trafficPercent],
    [next, split.canary.trafficPercent],
  ]);
  return {
    state: { ...state, split },
    actions: [
      { kind: "set-weights", endpoint: null, weights },
      ...setCapacities(state, split, settings),
      ...(isLeft("primary") ? [end(current)] : []),
      ...(isLeft("canary") ? [end(next)] : []),
    ],
  };
}

function setCapacities(
  { current, next }: AnyscaleState,
  split: RolloutSplit,
  { rounding }: RolloutSettings,
): readonly StrategyAction[] {
  const { primary, canary } = split;
  return [
    { kind: "set-capacity", version: current, capacityPercent: primary.capacityPercent, rounding },
    { kind: "set-capacity", version: next, capacityPercent: canary.capacityPercent, rounding },
  ];
}

function obey(
  command: StrategyCommand<RolloutSettings>,
  state: AnyscaleState,
  view: StrategyView,
): StrategyDecision<AnyscaleState> {
  switch (command.kind) {
    case "deploy":
      return deployAgain(command.options ?? state.settings, state, view);
    case "set-canary-percent": {
      const maxSurgePercent = command.maxSurgePercent ?? state.maxSurgePercent;
      const target = { canaryPercent: command.canaryPercent, maxSurgePercent };
      const course = canaryPercentCourse(contextOf(state, view), target);
      return follow({ ...state, maxSurgePercent }, course, view);
    }
    case "roll-back": {
      const { maxSurgePercent = state.maxSurgePercent } = command;
      return follow(state, manualRollbackCourse(contextOf(state, view), { maxSurgePercent }), view);
    }
    case "pause":
    case "resume":
    case "scale":
      throw new Error(`${command.kind} is refused`);
  }
}

/** The config of the canary is deployed again: the rollout goes to another split, or on by itself, with these settings. */
function deployAgain(
  settings: RolloutSettings,
  state: AnyscaleState,
  view: StrategyView,
): StrategyDecision<AnyscaleState> {
  const { canaryPercent, maxSurgePercent } = settings;
  const course = deployCourse(contextOf({ ...state, settings }, view), {
    cause: "command",
    reason: `the same config again${canaryPercent === null ? "" : ` with canary_percent ${canaryPercent}`}`,
  });
  const isRoundedAnew = settings.rounding !== state.settings.rounding;
  const rounded = isRoundedAnew ? setCapacities(state, state.split, settings) : [];
  const begun = follow({ ...state, settings, maxSurgePercent }, course, view);
  return { ...begun, actions: [...rounded, ...begun.actions] };
}

/** From now on the rollout follows this course. */
function follow(
  state: Omit<AnyscaleState, "course" | "progress">,
  course: Course,
  { nowSeconds }: StrategyView,
): StrategyDecision<AnyscaleState> {
  const progress = planController(course.pace).start(course.plan, nowSeconds);
  return {
    state: { ...state, course, progress },
    actions: [
      {
        kind: "begin-plan",
        plan: course,
        // anyscale-update-a-service.txt: all traffic and all replicas at once, whatever the surge allows.
        ...(course.cause === "automatic-rollback" ? { breaksBounds: true } : {}),
      },
    ],
    reviewAtSeconds: nowSeconds,
  };
}

function contextOf(
  { settings, split, current, next }: Pick<AnyscaleState, "settings" | "split" | "current" | "next">,
  view: StrategyView,
): CourseContext {
  const plannedOf = (version: VersionId): readonly PlannedDeployment[] => versionIn(view, version).planned;
  return {
    nowSeconds: view.nowSeconds,
    settings,
    split,
    primaryDeployments: plannedOf(current),
    canaryDeployments: plannedOf(next),
  };
}

function versionIn({ versions }: StrategyView, id: VersionId): VersionView {
  const found = versions.find((version) => version.id === id);
  if (found === undefined) throw new Error(`the view has no version ${id}`);
  return found;
}

/** A percentage that no plan can be made of: plans are made before anything is changed. */
function orRefuse(
  decide: () => StrategyDecision<AnyscaleState>,
): StrategyDecision<AnyscaleState> | StrategyRefusal {
  try {
    return decide();
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    return { refusal: error.message };
  }
}
