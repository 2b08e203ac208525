import { isFullSurge } from "../../strategies/anyscale/plan/isFullSurge.ts";
import { type Reporter, silentReporter } from "../problems/Reporter.ts";
import { inlineComputeConfig } from "./inlineComputeConfig.ts";
import type { DeployOrder } from "./listOrders.ts";

/** Warns of settings that go badly with the surge of a rollout. */
export function warnOfRollout({ deploy, service, path }: DeployOrder, reporter: Reporter): void {
  const surgePercent = deploy.max_surge_percent ?? 100;
  if (isFullSurge(surgePercent)) return;
  for (const key of ["trafficPattern", "trafficInterval"] as const) {
    const isUsual = deploy[key] === undefined || deploy[key] === "aws";
    if (isUsual) continue;
    reporter.warning(
      [...path, key],
      `counts only with a full surge: with max_surge_percent ${surgePercent} traffic follows capacity, step by step`,
      "key",
    );
  }
  const compute = inlineComputeConfig(service, silentReporter);
  for (const [index, { min_nodes: minNodes }] of (compute?.value.worker_nodes ?? []).entries()) {
    if (compute === null || minNodes == null || minNodes === 0) continue;
    // anyscale-update-a-service.txt: "You should always enable worker group autoscaling with min_nodes=0".
    reporter.warning(
      compute.pathOf("worker_nodes", index, "min_nodes"),
      `both clusters keep ${minNodes} ${minNodes === 1 ? "node" : "nodes"} of this group through the rollout, whatever max_surge_percent says; Anyscale's documents ask for min_nodes: 0 with it`,
    );
  }
}
