import { replayTrace } from "../replayTrace.ts";
import type { StrategyCommand } from "../StrategyCommand.ts";
import type { StrategyLaw, StrategyTrace } from "../StrategyLaw.ts";
import type { StrategyView } from "../StrategyView.ts";
import type { VersionId } from "../VersionId.ts";
import type { DeploymentOptions } from "./deploymentOptionsSchema.ts";
import { resolveFenceposts } from "./resolveFenceposts.ts";
import { seeReplicaSet } from "./seeReplicaSet.ts";

type Trace = StrategyTrace<DeploymentOptions, StrategyCommand>;
type Law = StrategyLaw<DeploymentOptions, StrategyCommand>;

/** One change of the replicas of a ReplicaSet, with what is wanted of all sets before and after it. */
interface Change {
  readonly nowSeconds: number;
  readonly view: StrategyView;
  readonly deployment: string;
  readonly version: VersionId;
  readonly before: ReadonlyMap<VersionId, number>;
  readonly after: ReadonlyMap<VersionId, number>;
}

/** Until somebody changes the number of replicas; nothing of a rollout that begins with another number than there was. */
function changesOf(trace: Trace): readonly Change[] {
  const until = trace.moments.findIndex(
    ({ command }) => command?.kind === "scale" || command?.kind === "deploy",
  );
  const moments = until === -1 ? trace.moments : trace.moments.slice(0, until);
  const wanted = new Map<string, ReadonlyMap<VersionId, number>>(
    [...replicasOf(trace, trace.start.current)].map(([name, replicas]) => [
      name,
      new Map([[trace.start.current, replicas]]),
    ]),
  );
  return replayTrace({ ...trace, moments }).flatMap(({ action, moment }) => {
    if (action.kind !== "set-replicas") return [];
    const before = wanted.get(action.deployment) ?? new Map();
    const after = new Map([...before, [action.version, action.replicas]]);
    wanted.set(action.deployment, after);
    const { view } = moment;
    const { deployment, version } = action;
    return [{ nowSeconds: view.nowSeconds, view, deployment, version, before, after }];
  });
}

function replicasOf({ start }: Trace, version: VersionId): ReadonlyMap<string, number> {
  const seen = start.view.versions.find(({ id }) => id === version);
  return new Map(
    (seen?.deployments ?? []).map((deployment) => [deployment.name, deployment.configuredReplicas]),
  );
}

/** The changes of the deployments whose number of replicas is the same in both versions, with that number. */
function steadyChanges(trace: Trace): readonly (Change & { readonly replicas: number })[] {
  const old = replicasOf(trace, trace.start.current);
  const young = replicasOf(trace, trace.start.next);
  return changesOf(trace).flatMap((change) => {
    const replicas = young.get(change.deployment);
    return replicas !== undefined && replicas === old.get(change.deployment) ? [{ ...change, replicas }] : [];
  });
}

function sum(counts: Iterable<number>): number {
  return [...counts].reduce((total, count) => total + count, 0);
}

const surgeHeld: Law = {
  id: "deployment-surge-held",
  sentence:
    "As long as nobody changes the number n of replicas, all sets together want at most n and the surge.",
  source: "k8s v1.36.3, NewRSNewReplicas",
  check: (trace) =>
    steadyChanges(trace).flatMap(({ after, replicas, deployment, nowSeconds }) => {
      const total = sum(after.values());
      const most = replicas + resolveFenceposts(trace.start.options, replicas).surge;
      return total > most ? [`at ${nowSeconds} s ${deployment} wants ${total} of at most ${most}`] : [];
    }),
};

const availabilityHeld: Law = {
  id: "deployment-availability-held",
  sentence:
    "As long as nobody changes the number n of replicas, a rolling update stops no available replica that is needed for n less the unavailable.",
  source: "k8s v1.36.3, reconcileOldReplicaSets",
  check: (trace) => {
    const { options } = trace.start;
    if (options.type === "Recreate") return [];
    return steadyChanges(trace).flatMap(({ before, after, replicas, deployment, view, nowSeconds }) => {
      const see = seeReplicaSet(view, deployment, options.minReadySeconds);
      // Replicas that are not available stop first.
      const left = (wanted: ReadonlyMap<VersionId, number>) =>
        sum([...wanted].map(([version, count]) => Math.min(count, see(version).available)));
      const least = replicas - resolveFenceposts(options, replicas).unavailable;
      return left(after) < left(before) && left(after) < least
        ? [`at ${nowSeconds} s ${deployment} keeps ${left(after)} available of at least ${least}`]
        : [];
    });
  },
};

const recreateEmptiesFirst: Law = {
  id: "deployment-recreate-empties-first",
  sentence: "Recreate asks for a replica of the new version only when no replica of another one is left.",
  source: "k8s v1.36.3, rolloutRecreate",
  check: (trace) => {
    if (trace.start.options.type !== "Recreate") return [];
    return changesOf(trace).flatMap(({ before, after, version, deployment, view, nowSeconds }) => {
      const grows = (after.get(version) ?? 0) > (before.get(version) ?? 0);
      const see = seeReplicaSet(view, deployment, 0);
      const others = view.versions.filter(({ id }) => id !== version).map(({ id }) => see(id));
      const left = sum(others.map(({ replicas, terminating }) => replicas + terminating));
      return grows && left > 0
        ? [`at ${nowSeconds} s ${deployment} starts version ${version} beside ${left} others`]
        : [];
    });
  },
};

const neverRollsBack: Law = {
  id: "deployment-never-rolls-back",
  sentence: "A rollout ends as rolled back only after a command that says so.",
  source: "k8s v1.36.3: an exceeded progress deadline is a condition only",
  check: (trace) => {
    let isAskedFor = false;
    return trace.moments.flatMap(({ command, actions, view }) => {
      isAskedFor ||= command?.kind === "roll-back" || command?.kind === "deploy";
      const isRolledBack = actions.some(
        (action) => action.kind === "end" && action.outcome === "rolled-back",
      );
      return isRolledBack && !isAskedFor ? [`at ${view.nowSeconds} s it rolled back by itself`] : [];
    });
  },
};

/** What every rollout of a Deployment keeps. */
export const deploymentLaws: readonly Law[] = [
  surgeHeld,
  availabilityHeld,
  recreateEmptiesFirst,
  neverRollsBack,
];
