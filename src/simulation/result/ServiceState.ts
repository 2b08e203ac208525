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

export interface StateChange<State> {
  readonly atSeconds: number;
  readonly state: State;
  readonly reason: string;
}
