import type { RolloutStart } from "../RolloutStart.ts";
import type { ScheduledStep } from "../ScheduledStep.ts";
import type { Strategy } from "../Strategy.ts";
import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyDecision, StrategyRefusal } from "../StrategyDecision.ts";
import type { StrategyView } from "../StrategyView.ts";
import type { KubeRayGoal, KubeRayState } from "./KubeRayState.ts";
import { kubeRayAlternatives } from "./kubeRayAlternatives.ts";
import { kubeRayLaws } from "./kubeRayLaws.ts";
import { type KubeRayOptions, kubeRayOptionsSchema } from "./kubeRayOptionsSchema.ts";
import { kubeRaySequence } from "./kubeRaySequence.ts";
import { RECONCILE_SECONDS, reconcile } from "./reconcile.ts";
import { warnKubeRay } from "./warnKubeRay.ts";

const NO_NEW_CLUSTER =
  "with upgradeStrategy None KubeRay makes no new cluster, and the version that runs stays";

/** A RayService of KubeRay, ray-operator v1.7.0: `NewClusterWithIncrementalUpgrade`, `NewCluster` and `None`. */
export const kubeRay: Strategy<KubeRayOptions, KubeRayState> = {
  kind: "kubeRay",
  options: kubeRayOptionsSchema,
  cluster: "own",
  traffic: "weights",
  // RayServiceStatuses: ActiveServiceStatus and PendingServiceStatus.
  words: { canary: "pending", primary: "active", noun: "cluster", follow: "roles" },
  begin,
  decide: (state, view) => {
    if (isIdle(state)) return { state, actions: [], reviewAtSeconds: null };
    if (view.nowSeconds < state.nextReconcileSeconds)
      return { state, actions: [], reviewAtSeconds: state.nextReconcileSeconds };
    return reconcileNow(state, view);
  },
  command,
  schedule,
  standing: ({ isRollingBack }) => ({
    isRollingBack,
    control: "automatic",
    targetPercent: isRollingBack ? 0 : 100,
  }),
  alternatives: kubeRayAlternatives,
  describe: (options) =>
    options.type === "NewClusterWithIncrementalUpgrade"
      ? `KubeRay's upgrade in steps (surge ${options.maxSurgePercent} %, step ${options.stepSizePercent} % every ${options.intervalSeconds} s)`
      : `KubeRay's ${options.type}`,
  warnings: ({ options }) => warnKubeRay(options),
  laws: kubeRayLaws,
};

function begin({
  options,
  view,
  current,
  next,
}: RolloutStart<KubeRayOptions>): StrategyDecision<KubeRayState> | StrategyRefusal {
  if (options.type === "None") return { refusal: NO_NEW_CLUSTER };
  const state: KubeRayState = {
    options,
    goal: { version: next, config: next },
    originalConfig: current,
    active: {
      version: current,
      config: current,
      isSubmitted: true,
      capacityPercent: 100,
      trafficPercent: 100,
      trafficChangedAtSeconds: null,
    },
    pending: null,
    isUpgrading: false,
    isRollingBack: false,
    dangling: [],
    routedPercent: 0,
    nextReconcileSeconds: view.nowSeconds,
  };
  return reconcileGoal(state, view);
}

/** A changed spec is reconciled at once (`GenerationChangedPredicate`); what was due anyway stays due. */
function reconcileGoal(state: KubeRayState, view: StrategyView): StrategyDecision<KubeRayState> {
  const dueSeconds = state.nextReconcileSeconds;
  const decision = reconcileNow(state, view);
  if (dueSeconds <= view.nowSeconds || decision.reviewAtSeconds === null) return decision;
  return {
    ...decision,
    state: { ...decision.state, nextReconcileSeconds: dueSeconds },
    reviewAtSeconds: dueSeconds,
  };
}

function reconcileNow(state: KubeRayState, view: StrategyView): StrategyDecision<KubeRayState> {
  const { state: after, actions } = reconcile(state, view);
  const nextReconcileSeconds = view.nowSeconds + RECONCILE_SECONDS;
  return {
    state: { ...after, nextReconcileSeconds },
    actions: [...nameStep(state, after, actions), ...actions],
    reviewAtSeconds: isIdle(after) ? null : nextReconcileSeconds,
  };
}

/** A name for the step, where shares change. */
function nameStep(
  before: KubeRayState,
  after: KubeRayState,
  actions: readonly StrategyAction[],
): readonly StrategyAction[] {
  if (actions.some(({ kind }) => kind === "start-version"))
    return [{ kind: "begin-step", name: "start the pending cluster" }];
  if (!actions.some(({ kind }) => kind === "set-capacity" || kind === "set-weights")) return [];
  const { active, pending } = after;
  if (pending === null || pending === "named") {
    const which = active.version === before.active.version ? "original" : "new";
    return [{ kind: "begin-step", name: `the ${which} cluster has all traffic` }];
  }
  const seen = before.pending === null || before.pending === "named" ? null : before.pending;
  const moves = [
    ...(pending.capacityPercent === (seen?.capacityPercent ?? 0)
      ? []
      : [`pending capacity to ${pending.capacityPercent} %`]),
    ...(active.capacityPercent === before.active.capacityPercent
      ? []
      : [`active capacity to ${active.capacityPercent} %`]),
    ...(after.routedPercent === before.routedPercent ? [] : [`pending traffic to ${after.routedPercent} %`]),
  ];
  if (moves.length === 0) return [];
  return [{ kind: "begin-step", name: `${after.isRollingBack ? "roll back: " : ""}${moves.join(", ")}` }];
}

/** Nothing to do before the next command. */
function isIdle({ goal, active, pending, dangling }: KubeRayState): boolean {
  return pending === null && dangling.length === 0 && goal.config === active.config;
}

function command(
  state: KubeRayState,
  view: StrategyView,
  given: StrategyCommand<KubeRayOptions>,
): StrategyDecision<KubeRayState> | StrategyRefusal {
  switch (given.kind) {
    case "deploy": {
      const goal: KubeRayGoal = { version: given.version, config: given.equalTo ?? given.version };
      const options = given.options ?? state.options;
      if (options.type === "None") return { refusal: NO_NEW_CLUSTER };
      if (options.type !== state.options.type && state.pending !== null)
        return {
          refusal: `an upgrade by ${state.options.type} is under way, and it is not known what becomes of it with ${options.type}`,
        };
      // The operator reads the options anew at every reconcile.
      return reconcileGoal({ ...state, options, goal }, view);
    }
    case "roll-back":
      return {
        refusal:
          "KubeRay has no command to roll back: deploy the earlier spec, and it goes back to the cluster that has it",
      };
    case "set-canary-percent":
      return { refusal: "KubeRay moves traffic by itself, and stops at no share of it" };
    case "pause":
    case "resume":
      return { refusal: "KubeRay cannot pause an upgrade" };
    case "scale":
      return {
        refusal:
          "a RayService has no replicas of its own to scale: a change of its Serve config is an update in place, not an upgrade",
      };
  }
}

function schedule({ options, current, next }: RolloutStart<KubeRayOptions>): readonly ScheduledStep[] {
  const step = (name: string, active: Share, pending: Share): ScheduledStep => ({
    name,
    versions: [
      { version: current, ...active },
      { version: next, ...pending },
    ],
  });
  const all: Share = { capacityPercent: 100, trafficFraction: 1 };
  const nothing: Share = { capacityPercent: 0, trafficFraction: 0 };
  switch (options.type) {
    case "None":
      return [step("before", all, nothing)];
    case "NewCluster":
      return [
        step("before", all, nothing),
        step("a second cluster", all, { capacityPercent: 100, trafficFraction: 0 }),
        step("all traffic at once", { capacityPercent: 100, trafficFraction: 0 }, all),
        step("the old cluster deleted", nothing, all),
      ];
    case "NewClusterWithIncrementalUpgrade":
      return kubeRaySequence(options.maxSurgePercent, options.stepSizePercent).map(
        (shares, index, sequence) =>
          step(
            describeMove(sequence[index - 1], shares),
            { capacityPercent: shares.activeCapacity, trafficFraction: shares.activeTraffic / 100 },
            { capacityPercent: shares.pendingCapacity, trafficFraction: shares.pendingTraffic / 100 },
          ),
      );
  }
}

interface Share {
  readonly capacityPercent: number;
  readonly trafficFraction: number;
}

type Shares = ReturnType<typeof kubeRaySequence>[number];

function describeMove(before: Shares | undefined, after: Shares): string {
  if (before === undefined) return "before";
  if (after.pendingCapacity !== before.pendingCapacity)
    return `pending capacity to ${after.pendingCapacity} %`;
  if (after.activeCapacity !== before.activeCapacity) return `active capacity to ${after.activeCapacity} %`;
  return `pending traffic to ${after.pendingTraffic} %`;
}
