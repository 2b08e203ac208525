import type { NamedStrategy } from "../../strategies/NamedStrategy.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeployOrder, Order } from "./listOrders.ts";
import type { SourcedService } from "./SourcedService.ts";

/** Who runs the replicas of the service; `null`: Ray Serve. */
export type Platform = NamedStrategy["platform"];

/** A service runs on one platform, whichever strategies its updates name. */
export function platformOf(first: SourcedService, orders: readonly Order[], reporter: Reporter): Platform {
  const deploys = orders.flatMap((order) => (order.kind === "deploy" ? [order] : []));
  const isOfPods = first.manifest?.manifest.kind === "deployment";
  const found = deploys.find(({ strategy }) => strategy?.platform === "kubernetes")?.strategy ?? null;
  // Who names another system for every update of a Deployment wants to know how it would go there.
  if (found === null && !(isOfPods && deploys.every(isInPlace))) return null;
  for (const order of deploys) {
    const { path, strategy } = order;
    if (strategy?.platform === "kubernetes") continue;
    if (isInPlace(order)) {
      reporter.problem(
        [...path, "in_place"],
        "Kubernetes runs the service without Ray and updates no pod in place: each one is replaced; leave in_place out",
        "key",
      );
      continue;
    }
    reporter.problem(
      path,
      `another update of this service is by strategy ${found?.kind ?? "deployment"}, and this one names no such strategy: a service runs on Kubernetes without Ray, or on Ray; expected strategy ${found?.kind ?? "deployment"} here too`,
    );
  }
  return "kubernetes";
}

function isInPlace({ deploy }: DeployOrder): boolean {
  return deploy.in_place !== false;
}
