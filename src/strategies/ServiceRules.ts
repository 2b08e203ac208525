import type { RolloutSplit } from "./capacity/RolloutSplit.ts";

/** States of a service as Anyscale documents them (ServiceState). */
export type ServiceState =
  | "STARTING"
  | "RUNNING"
  | "UPDATING"
  | "ROLLING_OUT"
  | "ROLLING_BACK"
  | "UNHEALTHY"
  | "TERMINATING"
  | "TERMINATED"
  | "UNKNOWN"
  | "SYSTEM_FAILURE";

/** States of one version of a service as Anyscale documents them (ServiceVersionState). */
export type VersionState =
  | "STARTING"
  | "UPDATING"
  | "RUNNING"
  | "UNHEALTHY"
  | "TERMINATING"
  | "TERMINATED"
  | "UNKNOWN"
  | "SYSTEM_FAILURE";

/** What people ask of a service, a rollout under way or not. */
export type ServiceCommandKind =
  | "deploy"
  | "update-in-place"
  | "set-canary-percent"
  | "rollback"
  | "scale"
  | "terminate";

/** What the service is doing when a command comes. */
export interface ServiceView {
  readonly isTerminating: boolean;
  /** Nothing of it runs any more. */
  readonly isTerminated: boolean;
  /** It was deployed where none ran, and has not been healthy yet. */
  readonly isStarting: boolean;
  readonly isUpdatingInPlace: boolean;
  /** A rollout is under way or paused: what it refuses besides is its strategy's matter. */
  readonly isRollingOut: boolean;
  /** Whose config a deploy names, of the versions that there are, and whether it says the same of their behaviour too. */
  readonly deployed: "canary" | "canary-but-behaviour" | "primary" | "other";
}

/** How a version is, as its service shows it. */
export interface VersionCondition {
  readonly isGone: boolean;
  readonly isTerminating: boolean;
  /** Why it can never become healthy; `null`: it can. */
  readonly failure: string | null;
  /** It has been healthy, and so has started. */
  readonly wasReady: boolean;
  readonly isUpdatingInPlace: boolean;
  /** After it had been healthy. */
  readonly isUnhealthy: boolean;
}

/** How the whole service is. */
export interface ServiceCondition {
  readonly isTerminating: boolean;
  readonly isTerminated: boolean;
  readonly isRollingOut: boolean;
  readonly isRollingBack: boolean;
  /** A rollback has ended, and the primary has not been whole since. */
  readonly isRecovering: boolean;
  /** The version that is rolled out; `null`: none is. */
  readonly canary: string | null;
  readonly primary: VersionCondition;
}

/** A state with its reason in words. */
export type Reasoned<State> = readonly [state: State, reason: string];

/** Which replicas a version keeps, whatever its capacity. */
export interface ReplicaFloors {
  /** The least is the adjusted `initialReplicas`, where given. */
  readonly initialReplicasAreFloor: boolean;
  /** At least one of each deployment. */
  readonly keepsOne: boolean;
}

/** How people reach a service. */
export interface ServiceAddress {
  readonly id: string;
  readonly queryUrl: string;
  /** `null`: it does without one. */
  readonly queryAuthToken: string | null;
}

/** The rules of the service that rollouts happen to: what it takes, which states it shows. Pure, as strategies are. */
export interface ServiceRules {
  /** Why it cannot do a command now, in words; `null`: it can, but for what the strategy of its rollout says. */
  refuse(command: ServiceCommandKind, view: ServiceView): string | null;
  serviceState(condition: ServiceCondition): Reasoned<ServiceState>;
  versionState(condition: VersionCondition): Reasoned<VersionState>;
  replicaFloors(view: {
    readonly role: "canary" | "primary";
    readonly isRollingOut: boolean;
    readonly split: RolloutSplit;
  }): ReplicaFloors;
  /**
   * What a simulation has to make up of it. `config`: that of the primary, where it has one. `draw`: so many letters and digits for a
   * purpose, the same for the same seed.
   */
  address(view: {
    readonly name: string;
    readonly config: Readonly<Record<string, unknown>> | null;
    readonly draw: (purpose: string, length: number) => string;
  }): ServiceAddress;
}
