import { choosePowerOfTwo } from "./choosePowerOfTwo.ts";
import { HashRing } from "./HashRing.ts";
import type { ReplicaView, RouterView, RoutingPolicy } from "./RoutingPolicy.ts";

/** Requests of a session go to the replica that the session belongs to; those without one by power of two choices. */
export class SessionAffinity implements RoutingPolicy {
  readonly mayWait: boolean;
  readonly #ring: HashRing;

  constructor(settings: { readonly whenFull: "power-of-two" | "wait"; readonly pointsPerReplica: number }) {
    this.mayWait = settings.whenFull === "wait";
    this.#ring = new HashRing(settings);
  }

  /** The replica that a session belongs to; −1: none. */
  homeOf(session: number): number {
    return session < 0 ? -1 : this.#ring.find(session);
  }

  choose(router: RouterView, replicas: ReplicaView, session: number): number {
    const home = this.homeOf(session);
    if (home >= 0) {
      if ((replicas.availablePosition[home] as number) >= 0) return home;
      if (this.mayWait) return -1;
    }
    const { available } = router;
    const place = choosePowerOfTwo(available, router.availableCount, replicas.ongoing, router.random);
    return available[place] as number;
  }

  add(replica: number): void {
    this.#ring.add(replica);
  }

  remove(replica: number): void {
    this.#ring.remove(replica);
  }

  update(): void {}
}
