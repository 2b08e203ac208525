import { defineRouting } from "../defineRouting.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "../RoutingPolicy.ts";

/** Any replica with a free slot, whatever it has to do. */
export class RandomChoice implements RoutingPolicy {
  readonly mayWait = false;
  readonly prefersModelHolders = false;

  choose(router: RouterView, _replicas: ReplicaView): number {
    const place = router.availableCount === 1 ? 0 : Math.floor(router.random() * router.availableCount);
    return router.available[place] as number;
  }

  ownReplica(): number {
    return -1;
  }

  add(): void {}
  remove(): void {}
  update(): void {}
}

/** Settings of a router that chooses at random. */
export interface RandomRouting {
  readonly policy: "random";
}

/** Any replica with a free slot, whatever it has to do. */
export const random = defineRouting({
  policy: "random",
  sentence: "Any replica with a free slot, whatever it has to do.",
  options: {},
  goesBySessions: false,
  compile: (): RandomRouting => ({ policy: "random" }),
  create: () => new RandomChoice(),
  samples: [],
});
