import type { ServiceVersion } from "../../simulation/Scenario.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import type { Order } from "./listOrders.ts";
import type { SourcedService } from "./SourcedService.ts";

/** Says what is assumed of a service that Kubernetes runs without Ray, and which keys of its scenario play no part there. */
export function tellOfPods(
  file: ScenarioFile,
  { service, orders }: { readonly service: SourcedService; readonly orders: readonly Order[] },
  [primary, ...later]: readonly ServiceVersion[],
  reporter: Reporter,
): void {
  const deploys = orders.flatMap((order) => (order.kind === "deploy" ? [order] : []));
  const [first] = deploys;
  const isNamed = first !== undefined && first.strategy !== null && first.selectedBy === null;
  reporter.note(
    isNamed ? [...first.path, "strategy", first.strategy.kind] : (service.manifest?.path ?? ["service"]),
    "Kubernetes runs the service without Ray: no head node and no HTTP proxies are played or paid for; requests go to a ready replica at random; replicas that stop are replaced at once, and those that fail to start are restarted where they are (docs/strategies/deployment.md)",
    "key",
  );
  for (const path of idleKeys(file)) {
    reporter.warning(path, "has no effect: Kubernetes runs the service without Ray", "key");
  }
  for (const [index, { path, deploy }] of deploys.entries()) {
    const changed = later[index];
    if (
      changed === undefined ||
      primary === undefined ||
      JSON.stringify(changed.cluster) === JSON.stringify(primary.cluster)
    )
      continue;
    reporter.warning(
      [...path, deploy.service === undefined ? "config" : "service"],
      "would have other machines than the service has: that has no effect, for the pods of all versions of a Deployment run on the nodes that are there",
      "key",
    );
  }
}

function idleKeys({ cluster, traffic }: ScenarioFile): readonly KeyPath[] {
  const { headNode, proxies, compaction } = cluster;
  return [
    ...(["instanceType", "bootTime"] as const)
      .filter((key) => headNode[key] !== undefined)
      .map((key) => ["cluster", "headNode", key]),
    ...(proxies === undefined ? [] : [["cluster", "proxies"]]),
    ...(compaction === null ? [] : [["cluster", "compaction"]]),
    ...traffic.flatMap(({ pinned }, index) => (pinned === undefined ? [] : [["traffic", index, "pinned"]])),
  ];
}
