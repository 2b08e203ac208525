/** ray 2.60.0: MAX_PER_REPLICA_RETRY_COUNT. */
const failuresPerReplica = 3;
/** ray 2.60.0: DEFAULT_CONSTRUCTOR_RETRY_COUNT. */
export const defaultConstructorRetries = 20;

/** What bounds how often the replicas of a deployment may fail to start. Counts. */
export interface StartUpLimits {
  readonly targetReplicas: number;
  /** `max_constructor_retry_count`. */
  readonly maxConstructorRetries: number;
}

/**
 * How often replicas of one deployment have failed to start since it was last deployed, and whether that is too often
 * (ray 2.60.0: `_replica_failure_count`, `_replica_has_started`, `rolling_update` and `rolling_update_failed` of
 * `DeploymentState`). Ray Serve gives up starting new replicas when min(3 × target, `max_constructor_retry_count`) have
 * failed before the first of the present code ran, or, where it replaces running replicas of older code, at any time
 * before the update is done. Otherwise it tries on, without pauses.
 */
export class StartUpBudget {
  #failures = 0;
  #hasStarted = false;
  #isUpdating = false;
  #hasUpdateFailed = false;

  /** Counted since the last deploy, or since everything ran. */
  get failures(): number {
    return this.#failures;
  }

  /** The replicas of newer code failed too often while they replaced those of older code: for good, until another deploy. */
  get hasUpdateFailed(): boolean {
    return this.#hasUpdateFailed;
  }

  /** The deployment is deployed anew. A change of numbers alone (`isSameCode`) does not take a failed update up again. */
  begin(deploy: { readonly isSameCode: boolean; readonly hasOldReplicas: boolean }): void {
    if (deploy.isSameCode && this.#hasUpdateFailed) return;
    this.#failures = 0;
    this.#hasStarted = false;
    this.#isUpdating = deploy.hasOldReplicas;
    this.#hasUpdateFailed = false;
  }

  /** A replica failed in its constructor, or died before it ran. */
  noteFailure(limits: StartUpLimits): void {
    if (limits.targetReplicas > 0) this.#count(limits);
  }

  /** A running replica of the present code is unhealthy: that counts while old code is replaced. */
  noteUnhealthy(limits: StartUpLimits): void {
    if (this.#isUpdating) this.#count(limits);
  }

  /** A replica of the present code runs. */
  noteRunning(): void {
    this.#hasStarted = true;
  }

  /** As many replicas run as are wanted, all of the present code, and nothing starts or stops. */
  noteWhole(): void {
    if (this.#hasUpdateFailed) return;
    this.#failures = 0;
    this.#isUpdating = false;
  }

  /** Too many have failed; where none of the present code runs either, Ray Serve says DEPLOY_FAILED or UNHEALTHY. */
  isFailing({ targetReplicas, maxConstructorRetries }: StartUpLimits): boolean {
    const limit = Math.min(maxConstructorRetries, targetReplicas * failuresPerReplica);
    return targetReplicas > 0 && this.#failures >= limit;
  }

  /** No more replicas are started, and none of older code is stopped for them. */
  hasGivenUp(limits: StartUpLimits): boolean {
    return this.#hasUpdateFailed || ((!this.#hasStarted || this.#isUpdating) && this.isFailing(limits));
  }

  #count(limits: StartUpLimits): void {
    this.#failures++;
    if (this.#isUpdating && this.isFailing(limits)) this.#hasUpdateFailed = true;
  }
}
