import type { Scenario } from "../../src/simulation/Scenario.ts";
import { defaultRolloutSettings } from "../../src/simulation/updates/defaultRolloutSettings.ts";
import { anyscaleStrategy } from "../../src/strategies/anyscale/anyscaleStrategy.ts";
import { choose } from "../../src/strategies/ChosenStrategy.ts";
import { buildDeployment } from "../simulation/buildDeployment.ts";
import { buildScenario } from "../simulation/buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../simulation/buildVersion.ts";

/** A rollout by Anyscale of one deployment, whose replicas fill a machine each, all of one pool. */
export function tightRollout(options: {
  readonly numReplicas: number;
  readonly maxSurgePercent: number;
  /** Of the pool. */
  readonly maxNodes: number;
  /** Of the worker group. Left out: as many as anyone wants. */
  readonly groupNodes?: number;
}): Scenario {
  const { numReplicas, maxSurgePercent, maxNodes, groupNodes = 64 } = options;
  const version = buildVersion({
    deployments: [buildDeployment({ name: "LLM", scaling: { kind: "static", numReplicas } })],
    cluster: buildCluster({ workerGroups: [buildWorkerGroup({ pool: "g5", maxNodes: groupNodes })] }),
  });
  const next = { ...version, config: { image_uri: "2" } };
  const strategy = choose(anyscaleStrategy, { ...defaultRolloutSettings, maxSurgePercent });
  return buildScenario({
    primary: { ...version, config: { image_uri: "1" } },
    pools: [{ name: "g5", maxNodes }],
    traffic: [],
    commands: [{ atSeconds: 60, command: { kind: "deploy", version: next, strategy } }],
    horizonSeconds: 36_000,
  });
}
