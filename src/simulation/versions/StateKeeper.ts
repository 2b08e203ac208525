import type {
  ServiceCondition,
  ServiceState,
  VersionCondition,
  VersionState,
} from "../../strategies/ServiceRules.ts";
import type { StateChange } from "../result/StateChange.ts";
import { countHeld, countRunning, isReady, unhealthySince } from "../world/health.ts";
import type { VersionWorld, World } from "../world/World.ts";
import { deployFailure } from "./deployFailure.ts";
import { reviewStatuses } from "./reviewStatuses.ts";

/** Asks the rules of the service for its state and those of its versions, and keeps their history. */
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
    const { rules } = world;
    for (const version of world.versions) {
      if (!version.isGone) reviewStatuses(world, version);
      if (!version.isGone && isReady(version) && version.capacityPercent > 0) version.wasReady = true;
      // One that had nothing left to drain was terminating too, however shortly.
      if (version.isGone && version.state !== "TERMINATED") {
        this.#noteVersion(version, "TERMINATING", "its replicas drain");
      }
      this.#noteVersion(version, ...rules.versionState(conditionOf(world, version)));
    }
    if (options.isRollingBack) this.#isRecovering = true;
    else if (world.isRollingOut || isReady(world.primary)) this.#isRecovering = false;
    const [state, reason] = rules.serviceState(this.#condition(options));
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

  #condition(options: { readonly isRollingBack: boolean }): ServiceCondition {
    const world = this.#world;
    const { isTerminating, isRollingOut, canary, primary } = world;
    return {
      isTerminating,
      isTerminated: isTerminated(world),
      isRollingOut,
      isRollingBack: options.isRollingBack,
      isRecovering: this.#isRecovering,
      canary: canary?.id ?? null,
      primary: conditionOf(world, primary),
    };
  }
}

function conditionOf(world: World, version: VersionWorld): VersionCondition {
  const { isGone, isTerminating, wasReady } = version;
  return {
    isGone,
    isTerminating,
    failure: deployFailure(version),
    wasReady,
    isUpdatingInPlace: version === world.primary && world.inPlaceSinceSeconds !== null,
    isUnhealthy: unhealthySince(version) !== null,
  };
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
