import type { WorkerGroup } from "../Cluster.ts";
import type { MilliResources } from "../MilliResources.ts";
import { emptyRoom, type NodeRoom } from "../placement/NodeRoom.ts";
import type { NodeId } from "./NodeId.ts";

/**
 * A node: `waiting` for its pool, `booting`, `ready`, `leaving` (preempted, with a warning: takes no new replicas) or
 * `gone`.
 */
export interface FleetNode extends NodeRoom {
  readonly id: NodeId;
  readonly group: WorkerGroup;
  /** What it is, or is to be. */
  market: "on-demand" | "spot";
  /** From its launch on; `null` where zones play no part. */
  zone: string | null;
  /** `setNodeState` changes it. */
  readonly state: "waiting" | "booting" | "ready" | "leaving" | "gone";
  replicaCount: number;
  /** Those of its replicas that run: neither start nor drain. */
  runningCount: number;
  /** A proxy runs on it: it is not idle. */
  hasProxy: boolean;
  readonly requestedAtSeconds: number;
  /** Since when it is paid for. */
  launchedAtSeconds: number | null;
  /** Since when it takes replicas; `null`: it never has. */
  readyAtSeconds: number | null;
  releasedAtSeconds: number | null;
  peakUsed: MilliResources;
  /** The on-demand node in whose place this spot node was asked for. */
  replacesNode: NodeId | null;
  cancelTimer: () => void;
  /** The hosts of its machine, which boot and go together, itself among them. */
  unit: readonly FleetNode[];
}

/** A node of the group that is asked for now, and has nothing on it. */
export function createFleetNode(
  group: WorkerGroup,
  options: Pick<FleetNode, "id" | "state" | "requestedAtSeconds">,
): FleetNode {
  const node: FleetNode = {
    ...options,
    ...emptyRoom(group),
    group,
    market: group.market === "on-demand" ? "on-demand" : "spot",
    zone: null,
    replicaCount: 0,
    runningCount: 0,
    hasProxy: false,
    launchedAtSeconds: null,
    readyAtSeconds: null,
    releasedAtSeconds: null,
    peakUsed: { milliCpus: 0, milliGpus: 0 },
    replacesNode: null,
    cancelTimer: () => {},
    unit: [],
  };
  node.unit = [node];
  return node;
}
