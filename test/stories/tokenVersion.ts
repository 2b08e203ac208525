import type { Deployment } from "../../src/serve/Deployment.ts";
import type { ServiceVersion } from "../../src/simulation/Scenario.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../simulation/buildVersion.ts";

/** One deployment whose requests take a time by their tokens. Nodes and replicas are up within seconds. */
export function tokenVersion(
  seconds: { readonly base: number; readonly perInputToken: number; readonly perOutputToken: number },
  deployment: Partial<Deployment>,
): ServiceVersion {
  return buildVersion({
    cluster: buildCluster({
      workerGroups: [buildWorkerGroup({ bootSeconds: { kind: "fixed", value: 10 } })],
    }),
    deployments: [
      buildDeployment({
        startUpSeconds: { kind: "fixed", value: 10 },
        serviceTime: {
          kind: "tokens",
          baseSeconds: seconds.base,
          perInputTokenSeconds: seconds.perInputToken,
          perOutputTokenSeconds: seconds.perOutputToken,
        },
        ...deployment,
      }),
    ],
  });
}
