import type { Cluster } from "../../cluster/Cluster.ts";
import type { Fleet } from "../../cluster/nodes/Fleet.ts";
import type { TargetGroup } from "../../cluster/TargetGroup.ts";
import type { ProxyWorld } from "./ProxyWorld.ts";
import type { VersionWorld } from "./World.ts";

/** One cluster: its nodes, its head node and its proxies. It ends with the last version that runs on it. */
export interface ClusterWorld {
  /** That of the version that it was made for. */
  readonly id: string;
  definition: Cluster;
  /** Those that run on it and are not gone, the oldest first. */
  readonly versions: VersionWorld[];
  readonly fleet: Fleet;
  /** How often the fleet had changed when waiting replicas were placed last; −1: never. */
  placedAtChanges: number;
  /** The head node is up: replicas are started and stopped, nodes added. */
  hasControl: boolean;
  /** The proxies answer. */
  isServing: boolean;
  headSinceSeconds: number | null;
  headSeconds: number;
  headDeaths: number;
  /** Those that are not gone. */
  readonly proxies: ProxyWorld[];
  /** The proxies that its traffic is sent to; `null`: its proxies are not modelled. */
  readonly targets: TargetGroup | null;
}

/** Kubernetes runs its replicas, each as a pod, and not Ray Serve. */
export function runsPods({ definition }: ClusterWorld): boolean {
  return definition.headNode === null;
}

/** Nothing that runs on it is going to stay, or it is gone. */
export function isEnding({ versions }: ClusterWorld): boolean {
  return versions.every(({ isTerminating }) => isTerminating);
}
