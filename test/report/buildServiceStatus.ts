import type { ServiceStatus, ServiceVersionStatus } from "../../src/simulation/result/ServiceStatus.ts";

/** The status of a service that runs one version, whose names are all like this. */
export function buildServiceStatus(name: string): ServiceStatus<ServiceVersionStatus> {
  return {
    name,
    id: "service2_1",
    state: "RUNNING",
    goalState: "RUNNING",
    queryUrl: "https://chat.service.example",
    queryAuthToken: null,
    autoRolloutEnabled: true,
    primaryVersion: {
      id: "v1",
      state: "RUNNING",
      createdAtSeconds: 0,
      weight: 100,
      currentWeight: 100,
      targetWeight: 100,
      applications: [
        {
          name,
          status: "RUNNING",
          message: name,
          deployments: [
            {
              name,
              status: "HEALTHY",
              trigger: "CONFIG_UPDATE_COMPLETED",
              message: name,
              targetReplicas: 1,
              replicas: { requested: 0, starting: 0, running: 1, draining: 0 },
            },
          ],
        },
      ],
    },
    canaryVersion: null,
  };
}
