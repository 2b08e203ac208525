import { plainText } from "../report/text/plainText.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { Scenario, ServiceVersion } from "../simulation/Scenario.ts";

/** Fewer are gone at the next free slots, whoever hands these over. */
const leastQueuedRequests = 20;

/**
 * A sentence for each deployment in front of which a queue stood that real Ray Serve may work off more slowly than the ideal
 * router of the simulation did (docs/decisions/routing.md), in the order of the result.
 */
export function describeQueues(scenario: Scenario, result: SimulationResult): readonly string[] {
  const versions = [
    scenario.primary,
    ...scenario.commands.flatMap(({ command }) => ("version" in command ? [command.version] : [])),
  ];
  const longest = new Map<string, number>();
  for (const { deployment, peakQueuedRequests } of result.deployments) {
    if (!isIdeal(deployment, versions)) continue;
    longest.set(deployment, Math.max(longest.get(deployment) ?? 0, peakQueuedRequests));
  }
  return [...longest].flatMap(([deployment, queued]) =>
    queued < leastQueuedRequests
      ? []
      : [
          `up to ${queued} requests waited for a slot of ${plainText(deployment)}, by the ideal router; Ray Serve's own works off ` +
            "a queue in front of full replicas more slowly: try routing: power-of-two",
        ],
  );
}

/** Whether some version routes its requests by the router that always knows of free slots. */
function isIdeal(name: string, versions: readonly ServiceVersion[]): boolean {
  return versions.some(({ deployments }) =>
    deployments.some(({ name: other, routing }) => other === name && routing?.policy === "ideal"),
  );
}
