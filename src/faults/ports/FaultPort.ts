import type { RandomStream } from "../../engine/RandomStreams.ts";
import type { Victim } from "./Victim.ts";

/** A role that faults strike. */
export type FaultVersion = "primary" | "canary";

/** Undoes what a fault did. */
export type Undo = () => void;

/** Which version a lasting hurt strikes: `all` those there are, and those that come while it lasts. */
export type FaultScope = FaultVersion | "all";

/**
 * What faults can do to the world: small hurts, of which a fault is made. Replicas and nodes are named by number, in
 * ascending order. Where there is no such version the lists are empty. Hurts compose: slowness multiplies, of several
 * shares of errors the largest holds, and what several faults hold back comes when the last of them is over.
 */
export interface FaultPort {
  /** The fault's own random stream; it goes on where the fault strikes again. */
  readonly random: RandomStream;
  runningReplicas(version: FaultVersion, deployment: string | null): readonly Victim<"replica">[];
  /** Nodes that are up; `market` narrows them. */
  readyNodes(
    version: FaultVersion,
    workerGroup: string | null,
    market: "on-demand" | "spot" | null,
  ): readonly Victim<"node">[];
  /** Does it to every replica that runs, and to each that begins to run until undone. */
  eachReplica(
    version: FaultVersion,
    deployment: string | null,
    effect: (replica: Victim<"replica">) => void,
  ): Undo;
  /** What has died already, or is not there any more, stays as it is. */
  crashReplica(replica: Victim<"replica">, reason: string): void;
  failHealthChecks(replica: Victim<"replica">, options: { readonly failsRequests: boolean }): Undo;
  /** It answers nothing, and its health checks time out. */
  hangReplica(replica: Victim<"replica">): Undo;
  slowReplica(replica: Victim<"replica">, factor: number): Undo;
  /** Calls back once the replica has finished so many requests from now on. */
  afterServing(replica: Victim<"replica">, requests: number, then: () => void): void;
  /** The node goes in so many seconds: it takes no new replicas, and those on it are moved to others. */
  warnNode(node: Victim<"node">, secondsLeft: number): void;
  loseNode(node: Victim<"node">, reason: string): void;
  /** Nodes of all versions that are up or booting there. */
  nodesInZone(zone: string): readonly Victim<"node">[];
  isHeadInZone(version: FaultVersion, zone: string): boolean;
  /** No node starts there until undone. */
  closeZone(zone: string): Undo;
  /** No spot node starts until undone. */
  closeSpotMarket(): Undo;
  /** HTTP proxies that live, where the scenario models them. */
  liveProxies(version: FaultVersion): readonly Victim<"proxy">[];
  /** One that is dead already stays so. */
  killProxy(proxy: Victim<"proxy">): void;
  /** Returns false where there is no such version, or its cluster is being terminated. */
  killHeadNode(version: FaultVersion): boolean;
  /** The lasting ones strike a canary that does not exist yet as soon as it does. */
  breakStartUp(version: FaultVersion, deployment: string | null, mode: "hangs" | "crashes"): Undo;
  slowStartUp(version: FaultVersion, deployment: string | null, factor: number): Undo;
  slowDown(scope: FaultScope, factor: number): Undo;
  addErrors(scope: FaultScope, percent: number): Undo;
  beginStockOut(pool: string): Undo;
  /** Every stream brings so many times its requests. */
  multiplyTraffic(factor: number): Undo;
  delayTrafficShifts(seconds: number): Undo;
  disturbMetrics(
    version: FaultVersion,
    deployment: string | null,
    options: { readonly lostPercent: number; readonly delaySeconds: number },
  ): Undo;
  /** Returns what takes it back. */
  after(seconds: number, then: () => void): Undo;
  log(message: string): void;
}
