import { choosePowerOfTwo } from "./choosePowerOfTwo.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/** Of two random replicas with a free slot, the one with fewer requests: Ray Serve's default with an ideal cache. */
export class PowerOfTwo implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = true;

  choose(router: RouterView, replicas: ReplicaView): number {
    const { available } = router;
    const place = choosePowerOfTwo(available, router.availableCount, replicas.ongoing, router.random);
    return available[place] as number;
  }

  ownReplica(): number {
    return -1;
  }

  add(): void {}
  remove(): void {}
  update(): void {}
}
