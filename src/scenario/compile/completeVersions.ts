import type { Reporter } from "../problems/Reporter.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import { completeService } from "./completeService.ts";
import { listDeployments } from "./listDeployments.ts";
import type { Order } from "./listOrders.ts";
import { noteCode } from "./noteCode.ts";
import { readDeclarations } from "./readDeclarations.ts";
import type { SourcedService } from "./SourcedService.ts";

interface CompletedVersions {
  readonly first: SourcedService;
  readonly orders: readonly Order[];
  /** Names that the scenario declares wrongly, which was reported. */
  readonly refused: ReadonlySet<string>;
}

/**
 * Every version with the deployments that its config leaves to the code. What the scenario declares is there in every
 * version that has its application; a version may say what its own code has otherwise.
 */
export function completeVersions(
  file: ScenarioFile,
  written: { readonly first: SourcedService; readonly orders: readonly Order[] },
  reporter: Reporter,
): CompletedVersions {
  const services = [
    written.first,
    ...written.orders.flatMap((order) => (order.kind === "deploy" ? [order.service] : [])),
  ];
  const listed = listDeployments(services);
  const refused = new Set<string>();
  let code = readDeclarations(
    file.deployments,
    { path: ["deployments"], listed, base: new Map(), byNameAlone: true, refused },
    reporter,
  );
  // The container is all that runs in a pod.
  if (!isOfPods(written)) noteCode(services, { code, listed, behaviours: file.deployments }, reporter);
  const first = completeService(written.first, { code, listed }, reporter);
  let last = first;
  const orders = written.orders.map((order): Order => {
    if (order.kind === "other") return order;
    const path = [...order.path, "deployments"];
    code = readDeclarations(
      order.deploy.deployments,
      { path, listed, base: code, byNameAlone: false, refused },
      reporter,
    );
    const before = last;
    last = completeService(order.service, { code, listed }, reporter);
    return { ...order, before, service: last };
  });
  return { first, orders, refused };
}

/** Kubernetes runs it without Ray, as far as its manifest or its updates say. */
function isOfPods({
  first,
  orders,
}: {
  readonly first: SourcedService;
  readonly orders: readonly Order[];
}): boolean {
  const deploys = orders.flatMap((order) => (order.kind === "deploy" ? [order] : []));
  return deploys.length === 0
    ? first.manifest?.manifest.kind === "deployment"
    : deploys.some(({ strategy }) => strategy?.platform === "kubernetes");
}
