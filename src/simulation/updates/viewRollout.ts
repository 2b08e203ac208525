import type {
  DeploymentView,
  RequestFigures,
  StrategyView,
  VersionView,
} from "../../strategies/StrategyView.ts";
import type { VersionId } from "../../strategies/VersionId.ts";
import type { RequestWindows } from "../record/RequestWindows.ts";
import { deployFailure } from "../versions/deployFailure.ts";
import { isReady, isSettled, unhealthySince } from "../world/health.ts";
import type { DeploymentWorld, VersionWorld, World } from "../world/World.ts";
import { configuredReplicas } from "./configuredReplicas.ts";
import { plannedDeployments } from "./plannedDeployments.ts";
import type { KnownVersion, Rollout } from "./Rollout.ts";

/** What the strategy of a rollout sees: read only when it is asked for, for most strategies need little of it. */
export function viewRollout(
  world: World,
  { versions, windows }: Pick<Rollout, "versions" | "windows">,
): StrategyView {
  return {
    nowSeconds: world.loop.nowSeconds,
    versions: versions.map((known) =>
      known.world === null
        ? absentVersion(known)
        : new PresentVersion(world, { ...known, world: known.world }, windows),
    ),
  };
}

/** What a strategy would see at 0 s: one version runs, whole and healthy, and the other is not there yet. */
export function viewAtStart(
  current: Pick<KnownVersion, "id" | "definition">,
  next: Pick<KnownVersion, "id" | "definition">,
): StrategyView {
  const absent = absentVersion(current);
  return {
    nowSeconds: 0,
    versions: [
      {
        ...absent,
        presence: "held",
        trafficFraction: 1,
        capacityPercent: 100,
        isHeadReady: true,
        isServing: true,
        isReady: true,
        deployments: absent.deployments.map((deployment) => ({
          ...deployment,
          wantedReplicas: deployment.configuredReplicas,
          readySinceSeconds: Array.from({ length: deployment.configuredReplicas }, () => 0),
        })),
      },
      absentVersion(next),
    ],
  };
}

/** A version that is there, looked at now. */
class PresentVersion implements VersionView {
  readonly id: VersionId;
  readonly #world: World;
  readonly #version: VersionWorld;
  readonly #windows: RequestWindows;

  constructor(
    world: World,
    known: { readonly id: VersionId; readonly world: VersionWorld },
    windows: RequestWindows,
  ) {
    this.id = known.id;
    this.#world = world;
    this.#version = known.world;
    this.#windows = windows;
  }

  get presence(): VersionView["presence"] {
    if (this.#version.isGone) return "absent";
    return this.#version.isTerminating ? "ending" : "held";
  }

  get trafficFraction(): number {
    return this.#world.isByReadiness ? 0 : this.#version.trafficPercent / 100;
  }

  get mirrorFraction(): number {
    return this.#version.mirrorPercent / 100;
  }

  get capacityPercent(): number {
    return this.#version.capacityPercent;
  }

  get isHeadReady(): boolean {
    return this.#version.cluster.hasControl;
  }

  get isServing(): boolean {
    const { applications } = this.#version;
    return (
      applications.size > 0 && [...applications.values()].every((each) => each.at(-1)?.status === "RUNNING")
    );
  }

  get isReady(): boolean {
    return isReady(this.#version);
  }

  get isSettled(): boolean {
    return isSettled(this.#version);
  }

  get unhealthySinceSeconds(): number | null {
    // A version that has never been healthy is starting, not ill.
    return this.#version.wasReady ? unhealthySince(this.#version) : null;
  }

  get failure(): string | null {
    return deployFailure(this.#version);
  }

  get waitingRequests(): number {
    return this.#version.deployments.reduce(
      (sum, deployment) => sum + this.#world.path.countWaiting(deployment.router),
      0,
    );
  }

  get deployments(): readonly DeploymentView[] {
    return this.#version.deployments.filter(({ isRemoved }) => !isRemoved).map(describeDeployment);
  }

  get planned(): VersionView["planned"] {
    return plannedDeployments(this.#version.definition.deployments);
  }

  get lacksNodeSinceSeconds(): number | null {
    const open = this.#version.cluster.fleet.waits.filter(({ untilSeconds }) => untilSeconds === null);
    return open.reduce<number | null>(
      (first, { sinceSeconds }) => Math.min(first ?? sinceSeconds, sinceSeconds),
      null,
    );
  }

  requestsOver(windowSeconds: number): RequestFigures {
    return this.#windows.over(this.#version.index, windowSeconds);
  }
}

/** A version that has not been started: its config is all that there is of it. */
function absentVersion({
  id,
  definition: { deployments },
}: Pick<KnownVersion, "id" | "definition">): VersionView {
  const planned = plannedDeployments(deployments);
  return {
    id,
    presence: "absent",
    trafficFraction: 0,
    mirrorFraction: 0,
    capacityPercent: 0,
    isHeadReady: false,
    isServing: false,
    isReady: false,
    isSettled: true,
    unhealthySinceSeconds: null,
    failure: null,
    waitingRequests: 0,
    deployments: deployments.map(({ name, scaling }) => ({
      name,
      configuredReplicas: configuredReplicas(scaling),
      wantedReplicas: 0,
      startingReplicas: 0,
      unreadyReplicas: 0,
      readySinceSeconds: [],
      drainingReplicas: 0,
    })),
    planned,
    lacksNodeSinceSeconds: null,
    requestsOver: () => ({ finished: 0, failed: 0, latencySeconds: () => null }),
  };
}

function describeDeployment({ definition, replicas, targetReplicas }: DeploymentWorld): DeploymentView {
  const { scaling, name } = definition;
  const readySinceSeconds = [...replicas]
    .filter(({ state }) => state === "running")
    .map(({ life }) => life.runningAtSeconds ?? 0)
    .sort((a, b) => a - b);
  return {
    name,
    configuredReplicas: configuredReplicas(scaling),
    wantedReplicas: targetReplicas,
    startingReplicas: replicas.count("requested") + replicas.count("starting"),
    unreadyReplicas: 0,
    readySinceSeconds,
    drainingReplicas: replicas.count("draining"),
  };
}
