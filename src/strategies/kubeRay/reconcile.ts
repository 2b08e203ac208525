import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyView, VersionView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import type { KubeRayCluster, KubeRayState } from "./KubeRayState.ts";
import type { KubeRayIncrementalOptions } from "./kubeRayOptionsSchema.ts";
import { stepCapacity, type UpgradeShares } from "./stepCapacity.ts";
import { stepTraffic } from "./stepTraffic.ts";

/** `ServiceDefaultRequeueDuration`. */
export const RECONCILE_SECONDS = 2;

/** One reconcile while it runs: what it has changed so far. */
interface Reconcile {
  readonly state: KubeRayState;
  readonly actions: readonly StrategyAction[];
}

/** What one call of `RayServiceReconciler.Reconcile` does (ray-operator v1.7.0), part by part in its order. */
export function reconcile(state: KubeRayState, view: StrategyView): Reconcile {
  const cleaned = deleteDangling({ state, actions: [] }, view);
  const { options, pending } = cleaned.state;
  // The reconcile that makes a cluster ends there: its head pod does not exist yet (`updateHeadPodServeLabel` fails).
  if (pending === "named") return makePending(cleaned);
  return options.type === "NewCluster"
    ? reconcileNewCluster(cleaned, pending, view)
    : reconcileIncremental(cleaned, pending, options, view);
}

/** `cleanUpRayClusterInstance`: notices what no longer belongs to the service, and deletes it once its delay is over. */
function deleteDangling({ state, actions }: Reconcile, { nowSeconds }: StrategyView): Reconcile {
  const { deletionDelaySeconds } = state.options;
  const isDue = (deleteAtSeconds: number | null) => deleteAtSeconds !== null && nowSeconds >= deleteAtSeconds;
  const due = state.dangling.filter(({ deleteAtSeconds }) => isDue(deleteAtSeconds));
  const dangling = state.dangling
    .filter(({ deleteAtSeconds }) => !isDue(deleteAtSeconds))
    .map(({ version, deleteAtSeconds }) => ({
      version,
      deleteAtSeconds: deleteAtSeconds ?? nowSeconds + deletionDelaySeconds,
    }));
  const ends = due.map(({ version }) => ({ kind: "end-version", version, manner: "at-once" }) as const);
  return { state: { ...state, dangling }, actions: [...actions, ...ends] };
}

/** `createRayClusterInstance`. */
function makePending({ state, actions }: Reconcile): Reconcile {
  const { version, config } = state.goal;
  const pending: KubeRayCluster = {
    version,
    config,
    isSubmitted: false,
    capacityPercent: 0,
    trafficPercent: null,
    trafficChangedAtSeconds: null,
  };
  return { state: { ...state, pending }, actions: [...actions, { kind: "start-version", version }] };
}

function reconcileNewCluster(
  { state, actions }: Reconcile,
  pending: KubeRayCluster | null,
  view: StrategyView,
): Reconcile {
  if (pending === null) return nameNewCluster({ state, actions }, state.active, null);
  const { isHeadReady, isServing } = seen(view, pending.version);
  if (!isHeadReady) return nameNewCluster({ state, actions }, pending, pending);
  if (!pending.isSubmitted) {
    const submitted = { ...pending, isSubmitted: true, capacityPercent: 100 };
    const submit = capacityAction(pending.version, 100);
    return nameNewCluster(
      { state: { ...state, pending: submitted }, actions: [...actions, submit] },
      submitted,
      submitted,
    );
  }
  if (!isServing) return nameNewCluster({ state, actions }, pending, pending);
  // The two services point to the pending cluster: all traffic at once.
  return promote({ state, actions: [...actions, routeAllTo(pending.version)] }, pending);
}

function reconcileIncremental(
  begun: Reconcile,
  pending: KubeRayCluster | null,
  options: KubeRayIncrementalOptions,
  view: StrategyView,
): Reconcile {
  if (pending === null) return nameNewCluster(begun, begun.state.active, null);
  const decided = decideRollback(begun, pending);
  const isPendingServing = serves(view, pending);
  const isActiveServing = serves(view, decided.state.active);
  const submitted = submit(decided, pending, view);
  const pendingMoved = moveCapacity(submitted, "pending", options, view);
  const activeMoved = moveCapacity(pendingMoved, "active", options, view);
  const routed = moveTraffic(activeMoved, options, isPendingServing, view);
  // `calculateStatus` records the weights only when the services were reconciled: when one of the clusters serves.
  const recorded = isPendingServing || isActiveServing ? recordTraffic(routed, view.nowSeconds) : routed;
  return finish(recorded, view, { areServicesReconciled: isPendingServing || isActiveServing });
}

/** `reconcileRollbackState`: only a spec begins or ends a rollback. */
function decideRollback({ state, actions }: Reconcile, pending: KubeRayCluster): Reconcile {
  const { config } = state.goal;
  const isRollingBack = config === state.active.config || config !== pending.config;
  if (isRollingBack === state.isRollingBack) return { state, actions };
  const message = isRollingBack ? rollbackReason(state) : "the goal is the pending cluster's again";
  return {
    state: { ...state, isRollingBack },
    actions: [
      ...actions,
      { kind: "report", condition: isRollingBack ? "RollbackInProgress" : "UpgradeInProgress", message },
    ],
  };
}

function rollbackReason({ goal, active }: KubeRayState): string {
  return goal.config === active.config
    ? "the goal is the original cluster's again: rolling back"
    : "the goal changed during the upgrade: rolling back to the original cluster first";
}

/** `reconcileServe`: the Serve config goes to a new cluster once its head is ready, at its present target capacity. */
function submit({ state, actions }: Reconcile, pending: KubeRayCluster, view: StrategyView): Reconcile {
  const isDue = !pending.isSubmitted && !state.isRollingBack && seen(view, pending.version).isHeadReady;
  if (!isDue) return { state, actions };
  const { version, capacityPercent } = pending;
  return {
    state: { ...state, pending: { ...pending, isSubmitted: true } },
    actions: [...actions, capacityAction(version, capacityPercent)],
  };
}

function moveCapacity(
  { state, actions }: Reconcile,
  role: "active" | "pending",
  { maxSurgePercent }: KubeRayIncrementalOptions,
  view: StrategyView,
): Reconcile {
  const cluster = clusterOf(state, role);
  if (!state.isUpgrading || !seen(view, cluster.version).isHeadReady) return { state, actions };
  const { isRollingBack } = state;
  const capacityPercent = stepCapacity(sharesOf(state), role, { maxSurgePercent, isRollingBack });
  if (capacityPercent === cluster.capacityPercent) return { state, actions };
  return {
    // A capacity is sent as a whole Serve config, so that it submits the applications too.
    state: { ...state, [role]: { ...cluster, isSubmitted: true, capacityPercent } },
    actions: [...actions, capacityAction(cluster.version, capacityPercent)],
  };
}

/** `reconcileHTTPRoute`. */
function moveTraffic(
  { state, actions }: Reconcile,
  { stepSizePercent, intervalSeconds }: KubeRayIncrementalOptions,
  isPendingServing: boolean,
  { nowSeconds }: StrategyView,
): Reconcile {
  const { isRollingBack, active } = state;
  const pending = clusterOf(state, "pending");
  const { trafficChangedAtSeconds } = isRollingBack ? active : pending;
  const isIntervalOver =
    trafficChangedAtSeconds === null || nowSeconds - trafficChangedAtSeconds >= intervalSeconds;
  const routedPercent = stepTraffic(sharesOf(state), {
    stepSizePercent,
    isRollingBack,
    isIntervalOver,
    isPendingServing,
  });
  if (routedPercent === state.routedPercent) return { state, actions };
  const weights = new Map([
    [active.version, 100 - routedPercent],
    [pending.version, routedPercent],
  ]);
  return {
    state: { ...state, routedPercent },
    actions: [...actions, { kind: "set-weights", endpoint: null, weights }],
  };
}

function recordTraffic({ state, actions }: Reconcile, nowSeconds: number): Reconcile {
  const record = (cluster: KubeRayCluster, trafficPercent: number): KubeRayCluster =>
    cluster.trafficPercent === trafficPercent
      ? cluster
      : { ...cluster, trafficPercent, trafficChangedAtSeconds: nowSeconds };
  return {
    state: {
      ...state,
      active: record(state.active, 100 - state.routedPercent),
      pending: record(clusterOf(state, "pending"), state.routedPercent),
    },
    actions,
  };
}

/** The end of `calculateStatus`: promotion, the end of a rollback, the next cluster. */
function finish(
  { state, actions }: Reconcile,
  view: StrategyView,
  { areServicesReconciled }: { readonly areServicesReconciled: boolean },
): Reconcile {
  const pending = clusterOf(state, "pending");
  const { active } = state;
  const isUpgraded = active.capacityPercent === 0 && pending.trafficPercent === 100;
  if (areServicesReconciled && state.isUpgrading && !state.isRollingBack && isUpgraded) {
    return promote({ state, actions }, pending);
  }
  const isPendingEmpty = pending.capacityPercent === 0 && pending.trafficPercent === 0;
  const isRolledBack =
    active.capacityPercent === 100 &&
    active.trafficPercent === 100 &&
    (isPendingEmpty || !seen(view, pending.version).isHeadReady);
  if (state.isRollingBack && isRolledBack) return dropPending({ state, actions }, pending);
  return { state: { ...state, isUpgrading: true }, actions };
}

/** `shouldCompleteIncrementalRollback`; a third spec is upgraded to from here. */
function dropPending({ state, actions }: Reconcile, pending: KubeRayCluster): Reconcile {
  const restored: KubeRayState = {
    ...state,
    pending: null,
    isRollingBack: false,
    isUpgrading: false,
    routedPercent: 0,
    dangling: [...state.dangling, { version: pending.version, deleteAtSeconds: null }],
  };
  const isWanted = state.goal.config === state.active.config;
  return nameNewCluster(
    {
      state: restored,
      actions: isWanted
        ? [
            ...actions,
            { kind: "end", outcome: "rolled-back", reason: "the original cluster has all traffic" },
          ]
        : actions,
    },
    restored.active,
    null,
  );
}

function promote({ state, actions }: Reconcile, pending: KubeRayCluster): Reconcile {
  const promoted: KubeRayState = {
    ...state,
    active: pending,
    pending: null,
    isUpgrading: false,
    routedPercent: 0,
    dangling: [...state.dangling, { version: state.active.version, deleteAtSeconds: null }],
  };
  const outcome = pending.config === state.originalConfig ? "rolled-back" : "completed";
  return {
    state: promoted,
    actions: [...actions, { kind: "end", outcome, reason: "the pending cluster has become the active one" }],
  };
}

/** `shouldPrepareNewCluster`: compares the goal with the pending cluster, and with the active one where there is none. */
function nameNewCluster(
  { state, actions }: Reconcile,
  newest: KubeRayCluster,
  pending: KubeRayCluster | null,
): Reconcile {
  if (newest.config === state.goal.config) return { state, actions };
  const dangling =
    pending === null
      ? state.dangling
      : [...state.dangling, { version: pending.version, deleteAtSeconds: null }];
  return { state: { ...state, pending: "named", isUpgrading: true, dangling }, actions };
}

/** `target_capacity`, which Ray Serve rounds half up. */
function capacityAction(version: VersionId, capacityPercent: number): StrategyAction {
  return { kind: "set-capacity", version, capacityPercent, rounding: "half-up" };
}

function routeAllTo(version: VersionId): StrategyAction {
  return { kind: "set-weights", endpoint: null, weights: new Map([[version, 100]]) };
}

function serves(view: StrategyView, cluster: KubeRayCluster): boolean {
  const { isHeadReady, isServing } = seen(view, cluster.version);
  return isHeadReady && cluster.isSubmitted && isServing;
}

function seen(view: StrategyView, version: VersionId): VersionView {
  const found = view.versions.find(({ id }) => id === version);
  if (found === undefined) throw new Error(`the view does not know version ${version}`);
  return found;
}

function clusterOf(state: KubeRayState, role: "active" | "pending"): KubeRayCluster {
  const cluster = state[role];
  if (cluster === null || cluster === "named") throw new Error("there is no pending cluster");
  return cluster;
}

function sharesOf(state: KubeRayState): UpgradeShares {
  const pending = clusterOf(state, "pending");
  return {
    activeCapacity: state.active.capacityPercent,
    activeTraffic: state.active.trafficPercent,
    pendingCapacity: pending.capacityPercent,
    pendingTraffic: pending.trafficPercent,
  };
}
