import type { EventLoop } from "../../engine/EventLoop.ts";
import type { RandomStreams } from "../../engine/RandomStreams.ts";
import type { Cluster } from "../Cluster.ts";
import type { CloudOffer } from "../pools/CloudOffer.ts";
import type { NodePool } from "../pools/NodePool.ts";
import type { FleetNode } from "./FleetNode.ts";
import type { NodeId } from "./NodeId.ts";
import type { NodeMoment } from "./NodeMoment.ts";
import type { NodeLack } from "./NodeWaits.ts";

/** What the worker nodes of a cluster need to know of the world. */
export interface FleetOptions {
  readonly loop: EventLoop;
  readonly cluster: Cluster;
  readonly version: string;
  readonly streams: RandomStreams;
  readonly pools: ReadonlyMap<string, NodePool>;
  readonly offer: CloudOffer;
  readonly rank: number;
  /** Rank of the release of idle nodes: after replicas have been placed, so that a node that has just come is not idle. */
  readonly idleRank: number;
  readonly nextNodeId: () => NodeId;
  readonly onReady: (node: FleetNode) => void;
  /** Called when a node starts or stops being held. */
  readonly onCountChange: () => void;
  /** Called when nodes may be had that could not be had while some waited: `provide` may do better now. */
  readonly onOffer?: () => void;
  /** Called at each moment of a node's life, but not for nodes that are there at the start. */
  readonly onMoment?: (node: FleetNode, moment: NodeMoment) => void;
  /** Called when replicas begin to wait for what they cannot have. */
  readonly onWait?: (lack: NodeLack) => void;
}
