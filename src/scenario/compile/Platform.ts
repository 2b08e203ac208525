import type { NamedStrategy } from "../../strategies/registry.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { namedIn } from "./compileStrategy.ts";
import type { Order } from "./listOrders.ts";

/** Who runs the replicas of the service; `null`: Ray Serve. */
export type Platform = NamedStrategy["platform"];

/** A service runs on one platform, whichever strategies its updates name. */
export function platformOf(orders: readonly Order[], reporter: Reporter): Platform {
  const deploys = orders.flatMap((order) => (order.kind === "deploy" ? [order] : []));
  const named = deploys.map(({ deploy }) => namedIn(deploy));
  const found = named.find((each) => each?.platform === "kubernetes");
  if (found == null) return null;
  for (const [index, { path, deploy }] of deploys.entries()) {
    if (named[index]?.platform === "kubernetes") continue;
    const what = deploy.in_place === false ? "names no such strategy" : "is in place";
    reporter.problem(
      path,
      `another update of this service is by strategy ${found.kind}, and this one ${what}: a service runs on Kubernetes without Ray, or on Ray; expected strategy ${found.kind} here too`,
    );
  }
  return found.platform;
}
