/** A deployment of an application, by the names in the config. */
export interface DeploymentReference {
  readonly application: string;
  readonly deployment: string;
}

/** One difference between two service configs. */
export interface InPlaceChange {
  /** Such as `applications[chat].deployments[Model].num_replicas`. */
  readonly path: string;
  readonly change: "changed" | "added" | "removed";
  /** `lightweight`: running replicas go on. `heavyweight`: replicas stop, start, or both. */
  readonly effect: "lightweight" | "heavyweight";
  /** The application that it is a change of; `null`: of the service. */
  readonly application: string | null;
  /** The deployment that it is a change of; `null`: of the application. */
  readonly deployment: string | null;
}

/** One reason why an update cannot be made in place. */
export interface InPlaceProblem {
  /** The offending field. */
  readonly field: string;
  readonly reason: string;
}

/** With `ignoreClusterChanges`: the fields whose changes are left out, if any. */
interface IgnoredChanges {
  readonly ignored?: readonly string[];
}

/** What an in-place update does to what runs. */
export type InPlacePlan =
  | ({ readonly kind: "unchanged" } & IgnoredChanges)
  | ({
      readonly kind: "lightweight";
      readonly changes: readonly InPlaceChange[];
      readonly restarts: readonly [];
      readonly restartedApplications: readonly [];
    } & IgnoredChanges)
  | ({
      readonly kind: "heavyweight";
      readonly changes: readonly InPlaceChange[];
      /** Deployments named in both configs whose running replicas stop and are replaced. */
      readonly restarts: readonly DeploymentReference[];
      /** Applications all of whose deployments restart, also those that only their code names. */
      readonly restartedApplications: readonly string[];
    } & IgnoredChanges)
  | {
      readonly kind: "refused";
      /** The first problem's field and reason. */
      readonly field: string;
      readonly reason: string;
      readonly problems: readonly InPlaceProblem[];
    };
