import type { EventLoop } from "../../engine/EventLoop.ts";
import type { Hops } from "../overhead/Hops.ts";
import type { MultiplexingSettings } from "../replica/ModelCache.ts";
import type { WorkStyle } from "../replica/WorkStyle.ts";
import type { Router } from "../routing/Router.ts";
import type { Dispatcher } from "./Dispatcher.ts";
import { joinFree, leaveFree } from "./freeSlots.ts";
import type { PathReplica } from "./PathReplica.ts";
import type { PathRouter } from "./PathRouter.ts";
import type { ReplicaTable } from "./ReplicaTable.ts";
import { nothing } from "./RequestTable.ts";
import type { Serving } from "./Serving.ts";

/** A replica that is ready. */
export interface ReadyReplica {
  readonly router: PathRouter;
  readonly maxOngoing: number;
  readonly slowdown: number;
  /** Default: processor sharing. */
  readonly style?: WorkStyle | null;
  /** Default: its requests ask for no models. */
  readonly multiplexing?: MultiplexingSettings | null;
  readonly speed: number;
  /** The number by which the control path knows it. */
  readonly owner: number;
  /** The node that it runs on, where that is known. */
  readonly node?: number;
  readonly zone?: number;
  /** CPUs of the node. Left out: one. */
  readonly nodeCpus?: number;
}

/** Which replicas take requests, and how many each at once: how they come, change, stop taking new ones and go. */
export class ReplicaMembership {
  readonly #replicas: ReplicaTable;
  readonly #routers: readonly Router[];
  readonly #loop: EventLoop;
  readonly #dispatcher: Dispatcher;
  readonly #serving: Serving;
  readonly #hops: Hops;

  constructor(options: {
    readonly replicas: ReplicaTable;
    readonly routers: readonly Router[];
    readonly loop: EventLoop;
    readonly dispatcher: Dispatcher;
    readonly serving: Serving;
    readonly hops: Hops;
  }) {
    this.#replicas = options.replicas;
    this.#routers = options.routers;
    this.#loop = options.loop;
    this.#dispatcher = options.dispatcher;
    this.#serving = options.serving;
    this.#hops = options.hops;
  }

  /** Returns the replica's number. */
  add(ready: ReadyReplica): PathReplica {
    const replicas = this.#replicas;
    const router = this.#routers[ready.router] as Router;
    const node = ready.node ?? nothing;
    const replica = replicas.add({ ...ready, counts: router.counts }) as PathReplica;
    replicas.owner[replica] = ready.owner;
    replicas.node[replica] = node;
    replicas.zone[replica] = ready.zone ?? nothing;
    this.#hops.openReplica(replica, { node: ready.node, cpus: ready.nodeCpus });
    this.#serving.open(replica);
    joinFree(replicas, router, replica);
    for (const each of router.group) each.policy.add(replica, node, replicas);
    this.#dispatcher.serveWaiting(router);
    this.#look(router);
    return replica;
  }

  /** The replica gets no new requests and goes on with those it has; `onIdle` is called when it has served the last of them. */
  drain(replica: number, onIdle: () => void): void {
    this.#serving.tellWhenIdle(replica, onIdle);
    this.#stopAccepting(replica);
  }

  /** The replica is gone; what it still served fails for this reason. */
  remove(replica: number, reason: number): void {
    if (this.#replicas.timer[replica] === nothing) throw new Error(`replica ${replica} is gone already`);
    this.#stopAccepting(replica);
    this.#serving.close(replica, reason);
  }

  /** Changes how many requests the replica serves at once; those beyond it are finished. */
  setMaxOngoing(replica: number, maxOngoing: number): void {
    const replicas = this.#replicas;
    replicas.setMaxOngoing(replica, maxOngoing);
    if (replicas.accepting[replica] === 0) return;
    const router = this.#routerOf(replica);
    const hasFreeSlot = (replicas.ongoing[replica] as number) < maxOngoing;
    const isFree = replicas.availablePosition[replica] !== nothing;
    if (hasFreeSlot && !isFree) {
      joinFree(replicas, router, replica);
      this.#dispatcher.tellPolicies(router, replica);
      this.#dispatcher.serveWaiting(router);
    } else if (!hasFreeSlot && isFree) {
      leaveFree(replicas, router, replica);
      this.#dispatcher.tellPolicies(router, replica);
    }
    this.#look(router);
  }

  #stopAccepting(replica: number): void {
    if (this.#replicas.accepting[replica] === 0) return;
    this.#replicas.accepting[replica] = 0;
    const router = this.#routerOf(replica);
    leaveFree(this.#replicas, router, replica);
    for (const each of router.group) each.policy.remove(replica);
    // Those who waited for it may have another one now.
    if (router.policy.mayWait) this.#dispatcher.serveWaiting(router);
  }

  #routerOf(replica: number): Router {
    return this.#routers[this.#replicas.router[replica] as number] as Router;
  }

  #look(router: Router): void {
    for (const each of router.group) each.look(this.#loop.nowSeconds);
  }
}
