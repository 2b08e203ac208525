import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/** Any replica with a free slot, whatever it has to do. */
export class RandomChoice implements RoutingPolicy {
  readonly mayWait = false;

  choose(router: RouterView, _replicas: ReplicaView): number {
    const place = router.availableCount === 1 ? 0 : Math.floor(router.random() * router.availableCount);
    return router.available[place] as number;
  }

  add(): void {}
  remove(): void {}
  update(): void {}
}
