import type { RolloutStart } from "../RolloutStart.ts";
import type { Strategy } from "../Strategy.ts";
import type { StrategyAction } from "../StrategyAction.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyDecision, StrategyRefusal } from "../StrategyDecision.ts";
import type { DeploymentView, StrategyView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import type { DeploymentObject } from "./DeploymentObject.ts";
import type { DeploymentState } from "./DeploymentState.ts";
import { deploymentAlternatives } from "./deploymentAlternatives.ts";
import { deploymentLaws } from "./deploymentLaws.ts";
import { type DeploymentOptions, deploymentOptionsSchema } from "./deploymentOptionsSchema.ts";
import { isComplete } from "./followProgress.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";
import { reviewDeployment } from "./reviewDeployment.ts";
import { seeReplicaSet } from "./seeReplicaSet.ts";
import { syncDeployment } from "./syncDeployment.ts";
import { warnDeployment } from "./warnDeployment.ts";

/** Deployments of Kubernetes, v1.36: rolling updates and `Recreate` on one cluster, traffic by ready replicas. */
export const deployment: Strategy<DeploymentOptions, DeploymentState> = {
  kind: "deployment",
  options: deploymentOptionsSchema,
  cluster: "shared",
  traffic: "ready-replicas",
  platform: "kubernetes",
  // As kubectl describe has it: OldReplicaSets and NewReplicaSet.
  words: {
    canary: "new",
    primary: "old",
    noun: "replica set",
    // apps/v1: maxSurge is of pods that run; those that stop are in no count of a ReplicaSet.
    bound: "replicas + maxSurge, beside pods that stop",
    follow: "versions",
  },
  begin,
  decide,
  command,
  standing: ({ outcome }) => ({
    isRollingBack: outcome === "rolled-back",
    control: "automatic",
    targetPercent: outcome === "rolled-back" ? 0 : 100,
  }),
  describe: (options) =>
    options.type === "Recreate"
      ? "a Deployment that is recreated"
      : `a Deployment's rolling update (surge ${options.maxSurge}, unavailable ${options.maxUnavailable})`,
  bound: ({ objects }) =>
    new Map(
      objects.map(({ name, options, replicas }) => [
        name,
        replicas + resolveFenceposts(options, replicas).surge,
      ]),
    ),
  alternatives: deploymentAlternatives,
  warnings: warnDeployment,
  laws: deploymentLaws,
};

function begin({
  options,
  view,
  current,
  next,
}: RolloutStart<DeploymentOptions>): StrategyDecision<DeploymentState> {
  const running = deploymentsOf(view, current);
  const added = deploymentsOf(view, next).filter(({ name }) => !running.some((known) => known.name === name));
  const state: DeploymentState = {
    objects: [
      ...running.map((seen) => runningObject(options, seen, current, view.nowSeconds)),
      ...added.map(({ name }) => emptyObject(options, name, next)),
    ],
    goal: current,
    history: [current],
    held: [current],
    isPaused: false,
    outcome: null,
  };
  return turnTo(state, view, next, { outcome: "completed", setsReplicas: true });
}

function runningObject(
  options: DeploymentOptions,
  { name, wantedReplicas: replicas }: DeploymentView,
  template: VersionId,
  nowSeconds: number,
): DeploymentObject {
  const { surge } = resolveFenceposts(options, replicas);
  const set = { version: template, revision: 1, replicas, desiredReplicas: replicas };
  return {
    name,
    options,
    replicas,
    isPaused: false,
    template,
    sets: [{ ...set, maxReplicas: replicas + surge }],
    status: { replicas, updated: replicas, ready: replicas, available: replicas },
    progressing: { status: "True", reason: "NewReplicaSetAvailable", updatedAtSeconds: nowSeconds },
  };
}

function emptyObject(options: DeploymentOptions, name: string, template: VersionId): DeploymentObject {
  return {
    name,
    options,
    replicas: 0,
    isPaused: false,
    template,
    sets: [],
    status: { replicas: 0, updated: 0, ready: 0, available: 0 },
    progressing: null,
  };
}

/** Makes a version the goal, and syncs at once. */
function turnTo(
  state: DeploymentState,
  view: StrategyView,
  goal: VersionId,
  { outcome, setsReplicas }: { readonly outcome: DeploymentState["outcome"]; readonly setsReplicas: boolean },
): StrategyDecision<DeploymentState> {
  const wanted = deploymentsOf(view, goal);
  const known = new Set(state.objects.map(({ name }) => name));
  const added = wanted.filter(({ name }) => !known.has(name));
  const options = state.objects[0]?.options;
  const created = options === undefined ? [] : added.map(({ name }) => emptyObject(options, name, goal));
  const objects = [...state.objects, ...created].map((object): DeploymentObject => {
    const config = wanted.find(({ name }) => name === object.name);
    // A Deployment that the version does not have is scaled to nothing, as when its manifest is pruned.
    if (config === undefined) return { ...object, isPaused: state.isPaused, replicas: 0 };
    const isBack = object.replicas === 0;
    const replicas = setsReplicas || isBack ? config.configuredReplicas : object.replicas;
    return { ...object, isPaused: state.isPaused, template: goal, replicas };
  });
  const turned: DeploymentState = {
    ...state,
    objects,
    goal,
    history: [...state.history.filter((version) => version !== goal), goal],
    outcome,
  };
  return startGoal(turned, view);
}

/** The goal holds a part of the cluster before it gets replicas. */
function startGoal(state: DeploymentState, view: StrategyView): StrategyDecision<DeploymentState> {
  if (state.held.includes(state.goal)) return decide(state, view);
  const decision = decide({ ...state, held: [...state.held, state.goal] }, view);
  return {
    ...decision,
    actions: [{ kind: "start-version", version: state.goal }, ...decision.actions],
  };
}

function decide(state: DeploymentState, view: StrategyView): StrategyDecision<DeploymentState> {
  const objects = state.objects.map((object) => settle(object, view));
  const changes = objects.flatMap((object, index) => changesOf(state.objects[index], object));
  const reports = objects.flatMap((object, index) => reportsOf(state.objects[index], object));
  const { held, goal } = state;
  const synced = { ...state, objects };
  if (changes.length > 0) {
    const name = objects.map((object) => describeSets(object)).join("; ");
    return decided(synced, [{ kind: "begin-step", name }, ...changes, ...reports], view);
  }
  const isSame = objects.every((object, index) => object === state.objects[index]);
  const isDone =
    synced.outcome !== null &&
    !synced.isPaused &&
    objects.every(({ replicas, status }) => isComplete(replicas, status));
  // Once it is complete, what is left of the others drains.
  const empty = isDone ? held.filter((version) => version !== goal) : emptyVersions(synced, view);
  if (isSame && empty.length === 0 && !isDone) return decided(state, [], view);
  return decided(
    {
      ...synced,
      held: synced.held.filter((version) => !empty.includes(version)),
      outcome: isDone ? null : synced.outcome,
    },
    [
      ...reports,
      ...empty.map((version) => ({ kind: "end-version", version, manner: "drained" }) as const),
      ...(isDone && synced.outcome !== null ? [endOf(synced.outcome)] : []),
    ],
    view,
  );
}

/** Syncs until only a change of the pods could change more: writing annotations makes another sync. */
function settle(object: DeploymentObject, view: StrategyView): DeploymentObject {
  const settled = syncUntilStill(object, view);
  return JSON.stringify(settled) === JSON.stringify(object) ? object : settled;
}

function syncUntilStill(object: DeploymentObject, view: StrategyView): DeploymentObject {
  const see = seeReplicaSet(view, object.name, object.options.minReadySeconds);
  let settled = object;
  for (;;) {
    const synced = syncDeployment(settled, see, view.nowSeconds);
    const isStill =
      JSON.stringify(synced.sets) === JSON.stringify(settled.sets) || changesOf(settled, synced).length > 0;
    settled = synced;
    if (isStill) return settled;
  }
}

/** A sync makes the new set before it shrinks the old ones. */
function changesOf(before: DeploymentObject | undefined, after: DeploymentObject): readonly StrategyAction[] {
  const changes = after.sets.map(({ version, replicas }) => {
    const had = before?.sets.find((set) => set.version === version)?.replicas ?? 0;
    return { version, replicas, added: replicas - had };
  });
  const grown = changes.filter(({ added }) => added > 0);
  const shrunk = changes.filter(({ added }) => added < 0);
  return [...grown, ...shrunk].map(
    ({ version, replicas }) => ({ kind: "set-replicas", version, deployment: after.name, replicas }) as const,
  );
}

function reportsOf(before: DeploymentObject | undefined, after: DeploymentObject): readonly StrategyAction[] {
  const isStuck = after.progressing?.reason === "ProgressDeadlineExceeded";
  if (!isStuck || before?.progressing?.reason === "ProgressDeadlineExceeded") return [];
  const message = `${after.name} has made no progress for ${after.options.progressDeadlineSeconds} s (ProgressDeadlineExceeded); nothing is rolled back`;
  return [{ kind: "report", condition: "Progressing", message, isTrouble: true }];
}

function describeSets({ name, sets }: DeploymentObject): string {
  const parts = sets
    .filter(({ replicas }) => replicas > 0)
    .map(({ version, replicas }) => `${replicas} of v${version + 1}`);
  return `${name}: ${parts.length === 0 ? "none" : parts.join(", ")}`;
}

/** Held versions without a replica that are not wanted any more. */
function emptyVersions({ objects, held, goal }: DeploymentState, view: StrategyView): readonly VersionId[] {
  return held.filter(
    (version) =>
      version !== goal &&
      objects.every(({ name, sets }) => {
        const { replicas, terminating } = seeReplicaSet(view, name, 0)(version);
        const wanted = sets.find((set) => set.version === version)?.replicas ?? 0;
        return wanted + replicas + terminating === 0;
      }),
  );
}

function endOf(outcome: "completed" | "rolled-back"): StrategyAction {
  return { kind: "end", outcome, reason: "every replica is of the wanted version and available" };
}

function decided(
  state: DeploymentState,
  actions: readonly StrategyAction[],
  view: StrategyView,
): StrategyDecision<DeploymentState> {
  const times = state.objects
    .map((object) => reviewDeployment(object, view))
    .filter((seconds) => seconds !== null);
  return { state, actions, reviewAtSeconds: times.length === 0 ? null : Math.min(...times) };
}

function command(
  state: DeploymentState,
  view: StrategyView,
  given: StrategyCommand<DeploymentOptions>,
): StrategyDecision<DeploymentState> | StrategyRefusal {
  switch (given.kind) {
    case "set-canary-percent":
      return { refusal: "a Deployment splits no traffic: every replica that is ready gets its share" };
    case "deploy": {
      const goal = given.equalTo ?? given.version;
      const outcome = state.history.includes(goal) ? "rolled-back" : "completed";
      return turnTo(withOptions(state, given.options), view, goal, { outcome, setsReplicas: true });
    }
    case "roll-back":
      return rollBack(state, view, given.to);
    case "pause":
      if (state.isPaused) return { refusal: "the Deployment is already paused" };
      return act(setPaused(state, true), view, { kind: "pause", reason: "kubectl rollout pause" });
    case "resume":
      if (!state.isPaused) return { refusal: "the Deployment is not paused" };
      return decide(setPaused(state, false), view);
    case "scale":
      return scale(state, view, given.deployment, given.replicas);
  }
}

/** The manifest brings its strategy with it, which holds at once. */
function withOptions(state: DeploymentState, options: DeploymentOptions | undefined): DeploymentState {
  if (options === undefined) return state;
  return { ...state, objects: state.objects.map((object) => ({ ...object, options })) };
}

/** `kubectl rollout undo`: the template goes back, the number of replicas stays. */
function rollBack(
  state: DeploymentState,
  view: StrategyView,
  to: VersionId | null,
): StrategyDecision<DeploymentState> | StrategyRefusal {
  if (state.isPaused) return { refusal: "a paused Deployment cannot be rolled back: resume it first" };
  const goal = to ?? state.history.at(-2);
  if (goal === undefined) return { refusal: "there is no earlier revision to roll back to" };
  if (!state.history.includes(goal)) return { refusal: `there is no revision of version ${goal}` };
  if (goal === state.goal)
    return { refusal: `the template is that of version ${goal} already, so the rollback is skipped` };
  return turnTo(state, view, goal, { outcome: "rolled-back", setsReplicas: false });
}

function setPaused(state: DeploymentState, isPaused: boolean): DeploymentState {
  return { ...state, isPaused, objects: state.objects.map((object) => ({ ...object, isPaused })) };
}

function scale(
  state: DeploymentState,
  view: StrategyView,
  name: string,
  replicas: number,
): StrategyDecision<DeploymentState> | StrategyRefusal {
  if (!state.objects.some((object) => object.name === name))
    return { refusal: `there is no Deployment ${name}` };
  const objects = state.objects.map((object) => (object.name === name ? { ...object, replicas } : object));
  return decide({ ...state, objects }, view);
}

function act(
  state: DeploymentState,
  view: StrategyView,
  action: StrategyAction,
): StrategyDecision<DeploymentState> {
  const decision = decide(state, view);
  return { ...decision, actions: [action, ...decision.actions] };
}

function deploymentsOf({ versions }: StrategyView, version: VersionId): readonly DeploymentView[] {
  const found = versions.find(({ id }) => id === version);
  if (found === undefined) throw new Error(`the view does not know version ${version}`);
  return found.deployments;
}
