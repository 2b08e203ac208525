import type { ServiceState, StateChange, VersionState } from "../result/ServiceState.ts";
import { countHeld, countRunning, isReady, unhealthySince } from "../world/health.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { deployFailure } from "./deployFailure.ts";
import { reviewStatuses } from "./reviewStatuses.ts";

/** Derives the documented states of the service and its versions from the world, and keeps their history. */
export class StateKeeper {
  readonly serviceStates: StateChange<ServiceState>[] = [];
  #isRecovering = false;
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get serviceState(): ServiceState {
    return this.serviceStates.at(-1)?.state ?? "STARTING";
  }

  /** Looks at everything and notes what has changed. */
  update(options: { readonly isRollingBack: boolean }): void {
    const world = this.#world;
    for (const version of world.versions) {
      if (!version.isGone) reviewStatuses(world, version);
      if (!version.isGone && isReady(version) && version.capacityPercent > 0) version.wasReady = true;
      // One that had nothing left to drain was terminating too, however shortly.
      if (version.isGone && version.state !== "TERMINATED") {
        this.#noteVersion(version, "TERMINATING", "its replicas drain");
      }
      this.#noteVersion(version, ...versionState(world, version));
    }
    if (options.isRollingBack) this.#isRecovering = true;
    else if (world.isRollingOut || isReady(world.primary)) this.#isRecovering = false;
    const [state, reason] = this.#describeService(options);
    if (state === "TERMINATED" && this.serviceState !== state)
      this.#noteService("TERMINATING", "told to terminate");
    this.#noteService(state, reason);
  }

  #noteVersion(version: VersionWorld, state: VersionState, reason: string): void {
    if (state === version.state) return;
    version.state = state;
    version.changes.push({ atSeconds: this.#world.loop.nowSeconds, state, reason });
  }

  #noteService(state: ServiceState, reason: string): void {
    if (state === this.serviceStates.at(-1)?.state) return;
    this.serviceStates.push({ atSeconds: this.#world.loop.nowSeconds, state, reason });
    this.#world.log({ kind: "service-state", message: `the service is ${state}: ${reason}` });
  }

  #describeService(options: { readonly isRollingBack: boolean }): readonly [ServiceState, string] {
    const world = this.#world;
    if (world.isTerminating) {
      return isTerminated(world)
        ? ["TERMINATED", "all clusters are terminated"]
        : ["TERMINATING", "told to terminate"];
    }
    if (options.isRollingBack) return ["ROLLING_BACK", "back to the primary"];
    if (world.isRollingOut) return ["ROLLING_OUT", `${world.canary?.id ?? "the canary"} is rolled out`];
    if (this.#isRecovering) return ["ROLLING_BACK", "the primary is not whole again"];
    if (world.inPlaceSinceSeconds !== null) return ["UPDATING", "an in-place update"];
    const failure = deployFailure(world.primary);
    if (failure !== null) return ["UNHEALTHY", failure];
    if (!world.primary.wasReady) return ["STARTING", "the primary has not been healthy yet"];
    if (unhealthySince(world.primary) !== null) return ["UNHEALTHY", "replicas of the primary failed"];
    return ["RUNNING", "the primary is healthy"];
  }
}

function versionState(world: World, version: VersionWorld): readonly [VersionState, string] {
  if (version.isGone) return ["TERMINATED", "the cluster is terminated"];
  if (version.isTerminating) return ["TERMINATING", "its replicas drain"];
  const failure = deployFailure(version);
  if (failure !== null) return ["UNHEALTHY", failure];
  if (!version.wasReady) return ["STARTING", "its replicas start"];
  if (version === world.primary && world.inPlaceSinceSeconds !== null)
    return ["UPDATING", "an in-place update"];
  if (unhealthySince(version) !== null) return ["UNHEALTHY", "replicas failed and are not replaced yet"];
  return ["RUNNING", "its applications are healthy"];
}

/** The service was told to terminate, and nothing of it is left. */
export function isTerminated({ isTerminating, versions }: World): boolean {
  return isTerminating && versions.every(({ isGone }) => isGone);
}

/** Whether an in-place update is done: only new code, as many replicas as wanted, nothing left of what was removed. */
export function isUpdatedInPlace(version: VersionWorld): boolean {
  return version.deployments.every(
    (deployment) =>
      !deployment.isRemoved &&
      deployment.replicas.areAllOf(deployment.generation) &&
      countRunning(deployment) >= deployment.bounds.minReplicas &&
      countHeld(deployment) <= deployment.bounds.maxReplicas,
  );
}
