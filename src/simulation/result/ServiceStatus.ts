import type { ApplicationStatus } from "../../serve/controller/applicationStatus.ts";
import type { DeploymentStatus, DeploymentStatusTrigger } from "../../serve/controller/DeploymentStatus.ts";
import type { ServiceState, VersionState } from "../../strategies/ServiceRules.ts";
import type { ReplicaStateCounts } from "./PlayedStep.ts";

/** One deployment of a running version, as Ray Serve tells it. */
export interface DeploymentStatusView {
  readonly name: string;
  readonly status: DeploymentStatus;
  readonly trigger: DeploymentStatusTrigger;
  readonly message: string;
  readonly targetReplicas: number;
  readonly replicas: ReplicaStateCounts;
}

/** One application of a running version, as Ray Serve tells it; without deployments before the head node is up. */
export interface ApplicationStatusView {
  readonly name: string;
  readonly status: ApplicationStatus;
  readonly message: string;
  readonly deployments: readonly DeploymentStatusView[];
}

/** One version of a running service (anyscale-service-api.txt, ServiceVersionStatus and ProductionServiceV2VersionModel). */
export interface ServiceVersionStatus {
  readonly id: string;
  /** What people call it; left out: it is numbered. */
  readonly name?: string;
  /** What its system calls the part that it plays, such as `pending cluster`; left out: canary or primary. */
  readonly role?: string;
  readonly state: VersionState;
  readonly createdAtSeconds: number;
  /** Its share of the traffic in percent; 100 when nothing rolls out. */
  readonly weight: number;
  /** The share that is in effect: another while the load balancer lags. */
  readonly currentWeight: number;
  /** The share that the rollout, or rollback, is to give it in the end. */
  readonly targetWeight: number;
  readonly applications: readonly ApplicationStatusView[];
}

/** The same with the config that it was deployed from; `null`: it was made by a program. */
export interface ConfiguredVersionStatus extends ServiceVersionStatus {
  readonly config: Readonly<Record<string, unknown>> | null;
}

/**
 * The status of a service as `anyscale service status` shows it (anyscale-service-api.txt, ServiceStatus and
 * ProductionServiceV2Model).
 */
export interface ServiceStatus<Version extends ServiceVersionStatus = ConfiguredVersionStatus> {
  /** That of its config, or the scenario's. */
  readonly name: string;
  /** Made up, and the same for the same seed. */
  readonly id: string;
  readonly state: ServiceState;
  readonly goalState: "RUNNING" | "TERMINATED";
  /** Made up: nothing answers there. */
  readonly queryUrl: string;
  /** Made up; `null`: its config does without one (`query_auth_token_enabled: false`). */
  readonly queryAuthToken: string | null;
  /** A rollout goes on by itself, as far as one is under way: nobody has given a `canary_percent`. */
  readonly autoRolloutEnabled: boolean;
  /** Of a service that is terminated: the one that ran last. */
  readonly primaryVersion: Version;
  /** `null` when nothing rolls out. */
  readonly canaryVersion: Version | null;
  /** Whatever else of it there is during a rollout, in the order of their making; left out: nothing. Anyscale has no such versions. */
  readonly otherVersions?: readonly Version[];
}
