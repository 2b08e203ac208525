import type { WorkerGroup } from "../Cluster.ts";
import type { FleetNode } from "./FleetNode.ts";

/** How many nodes of a cluster there are: asked for, and paid for. */
export class NodeCounts {
  #changes = 0;
  readonly #present = new Map<WorkerGroup, number>();
  readonly #held = new Map<WorkerGroup, number>();
  readonly #inZones = new Map<WorkerGroup, Map<string, number>>();

  /** Grows with every node that is asked for, paid for or gone. */
  get changes(): number {
    return this.#changes;
  }

  /** A node is asked for. */
  add({ group }: FleetNode): void {
    this.#changes++;
    change(this.#present, group, 1);
  }

  /** A node is paid for from now on, in its zone. */
  launch(node: FleetNode): void {
    this.#changes++;
    change(this.#held, node.group, 1);
    this.#changeZone(node, 1);
  }

  /** A node is gone. */
  remove(node: FleetNode): void {
    this.#changes++;
    change(this.#present, node.group, -1);
    if (node.launchedAtSeconds === null) return;
    change(this.#held, node.group, -1);
    this.#changeZone(node, -1);
  }

  /** Of the group: those that are not gone. */
  of(group: WorkerGroup): number {
    return this.#present.get(group) ?? 0;
  }

  /** Of the group: those that run in the zone. */
  inZone(group: WorkerGroup, zone: string): number {
    return this.#inZones.get(group)?.get(zone) ?? 0;
  }

  /** Those that are paid for. */
  get held(): number {
    let nodes = 0;
    for (const count of this.#held.values()) nodes += count;
    return nodes;
  }

  /** GPUs of those that are paid for. */
  get heldGpus(): number {
    let gpus = 0;
    for (const [group, count] of this.#held) gpus += count * group.instanceType.gpus;
    return gpus;
  }

  #changeZone({ group, zone }: FleetNode, by: number): void {
    if (zone === null) return;
    const zones = this.#inZones.get(group) ?? new Map<string, number>();
    this.#inZones.set(group, zones);
    change(zones, zone, by);
  }
}

function change<Key>(counts: Map<Key, number>, key: Key, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}
