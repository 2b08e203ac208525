import type { StrategyView, VersionView } from "./StrategyView.ts";

/** A view as it is now, which does not change with what it looks at; of requests it tells nothing. */
export function stillView({ nowSeconds, versions }: StrategyView): StrategyView {
  return { nowSeconds, versions: versions.map(stillVersion) };
}

function stillVersion(version: VersionView): VersionView {
  return {
    id: version.id,
    presence: version.presence,
    trafficFraction: version.trafficFraction,
    mirrorFraction: version.mirrorFraction,
    capacityPercent: version.capacityPercent,
    isHeadReady: version.isHeadReady,
    isServing: version.isServing,
    isReady: version.isReady,
    isSettled: version.isSettled,
    unhealthySinceSeconds: version.unhealthySinceSeconds,
    failure: version.failure,
    waitingRequests: version.waitingRequests,
    deployments: version.deployments,
    planned: version.planned,
    lacksNodeSinceSeconds: version.lacksNodeSinceSeconds,
    requestsOver: () => {
      throw new Error("what requests came to is known only while the strategy is asked");
    },
  };
}
