import type { InstanceType, WorkerGroup } from "../../cluster/Cluster.ts";

/** A worker group before boot times and pools. */
export interface GroupOutline {
  readonly name: string;
  readonly instanceType: InstanceType;
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly market: WorkerGroup["market"];
  /** Of a machine; `minNodes` and `maxNodes` count machines still. Left out: 1. */
  readonly hostsPerUnit?: number;
  /** Of its nodes, as the compute config gives them. */
  readonly labels: Readonly<Record<string, string>>;
  /** It is the head node, which takes replicas here. */
  readonly isHead?: true;
}
