import type { RandomStream } from "../engine/RandomStreams.ts";
import type { FaultVersion } from "./Fault.ts";

/** Undoes what a fault did. */
export type Undo = () => void;

/**
 * What faults can do to the world: small hurts, of which a fault is made. Replicas and nodes are named by number, in
 * ascending order. Where there is no such version the lists are empty.
 */
export interface FaultPort {
  /** The fault's own random stream. */
  readonly random: RandomStream;
  runningReplicas(version: FaultVersion, deployment: string | null): readonly number[];
  /** Nodes that are up; `market` narrows them. */
  readyNodes(
    version: FaultVersion,
    workerGroup: string | null,
    market: "on-demand" | "spot" | null,
  ): readonly number[];
  crashReplica(replica: number, reason: string): void;
  failHealthChecks(replica: number, options: { readonly failsRequests: boolean }): void;
  /** The node takes no new replicas, and those on it drain. */
  warnNode(node: number): void;
  loseNode(node: number, reason: string): void;
  /** Returns false where there is no such version, or its cluster is being terminated. */
  killHeadNode(version: FaultVersion): boolean;
  /** The lasting ones strike a canary that does not exist yet as soon as it does. */
  breakStartUp(version: FaultVersion, deployment: string | null, mode: "hangs" | "crashes"): void;
  slowDown(version: FaultVersion, factor: number): Undo;
  addErrors(version: FaultVersion, percent: number): Undo;
  beginStockOut(pool: string): Undo;
  after(seconds: number, then: () => void): void;
  log(message: string): void;
}
