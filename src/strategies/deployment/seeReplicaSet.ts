import type { StrategyView } from "../StrategyView.ts";
import type { SeesStatus } from "./DeploymentObject.ts";

/** The statuses of the ReplicaSets of one deployment, as the replicas make them. */
export function seeReplicaSet(
  { nowSeconds, versions }: StrategyView,
  deployment: string,
  minReadySeconds: number,
): SeesStatus {
  return (version) => {
    const seen = versions
      .find(({ id }) => id === version)
      ?.deployments.find(({ name }) => name === deployment);
    if (seen === undefined) return { replicas: 0, ready: 0, available: 0, terminating: 0 };
    const ready = seen.readySinceSeconds.length;
    return {
      replicas: seen.startingReplicas + seen.unreadyReplicas + ready,
      ready,
      available: seen.readySinceSeconds.filter((since) => since + minReadySeconds <= nowSeconds).length,
      terminating: seen.drainingReplicas,
    };
  };
}
