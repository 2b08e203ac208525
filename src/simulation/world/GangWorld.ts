import type { ReplicaWorld } from "./World.ts";

/** Replicas that are placed, started, moved and stopped together (Ray Serve's gangs). */
export interface GangWorld {
  readonly id: number;
  /** Replicas that it began with. */
  readonly size: number;
  readonly strategy: "PACK" | "SPREAD";
  /** Those that are not gone. */
  members: ReplicaWorld[];
  /** Deaths of members that nobody has noticed yet; each takes its notice back. */
  readonly unnoticedDeaths: Set<() => void>;
}
