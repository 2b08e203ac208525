import type { ServiceState, VersionState } from "./result/ServiceState.ts";

/** One version of a running service (anyscale-service-api.txt, ServiceVersionStatus). */
export interface ServiceVersionStatus {
  readonly id: string;
  readonly state: VersionState;
  /** Its share of the traffic in percent; 100 when nothing rolls out. */
  readonly weight: number;
}

/** The status of a service as `anyscale service status` shows it (anyscale-service-api.txt, ServiceStatus). */
export interface ServiceStatus {
  readonly name: string;
  readonly state: ServiceState;
  readonly primaryVersion: ServiceVersionStatus;
  /** `null` when nothing rolls out. */
  readonly canaryVersion: ServiceVersionStatus | null;
}
