import type { RequestPath } from "../../serve/path/RequestPath.ts";
import type { Router } from "../../serve/routing/Router.ts";
import type { DeploymentLedger, IdleWhileWaiting } from "../result/DeploymentLedger.ts";
import { nameFailures, summariseLatency } from "./summarise.ts";

/** The routers that each deployment of each version has ever had, its own before those of its proxies. */
export function routersByDeployment({ routers }: RequestPath): readonly (readonly Router[])[] {
  const groups = new Map<readonly Router[], Router[]>();
  for (const router of routers) {
    const found = groups.get(router.group);
    if (found === undefined) groups.set(router.group, [router]);
    else found.push(router);
  }
  return [...groups.values()];
}

/** What arrived at a deployment, by whichever of its routers. */
export function describeDeployment(path: RequestPath, routers: readonly Router[]): DeploymentLedger {
  const { version, deployment, index, latency, counts } = firstOf(routers);
  return {
    version: `v${version + 1}`,
    deployment,
    arrived: sum(routers, (router) => router.arrived),
    called: sum(routers, (router) => router.called),
    mirrored: sum(routers, (router) => router.mirrored),
    succeeded: sum(routers, (router) => router.succeeded),
    failed: nameFailures((code) => sum(routers, (router) => router.failed[code] ?? 0)),
    inSystem: sum(routers, (router) => router.inSystemCount),
    countedInSystem: path.countAtRouter(index),
    // Each proxy has a line of its own, with its own limit.
    peakQueuedRequests: routers.reduce((most, router) => Math.max(most, router.peakWaitingCount), 0),
    latency: latency === null ? null : summariseLatency(latency),
    meanBatchSize: counts.batches === 0 ? null : counts.batchedRequests / counts.batches,
    modelLoads: counts.modelLoads,
  };
}

/** For how long requests waited at a deployment beside a free slot, for the law of it. */
export function describeIdle(routers: readonly Router[], nowSeconds: number): IdleWhileWaiting {
  const { version, deployment } = firstOf(routers);
  return {
    version: `v${version + 1}`,
    deployment,
    seconds: sum(
      routers,
      ({ idleSeconds, idleSinceSeconds }) =>
        idleSeconds + (idleSinceSeconds < 0 ? 0 : nowSeconds - idleSinceSeconds),
    ),
    moments: sum(routers, ({ idleMoments }) => idleMoments),
  };
}

function firstOf(routers: readonly Router[]): Router {
  const [first] = routers;
  if (first === undefined) throw new Error("a deployment without a router");
  return first;
}

function sum(routers: readonly Router[], value: (router: Router) => number): number {
  return routers.reduce((total, router) => total + value(router), 0);
}
