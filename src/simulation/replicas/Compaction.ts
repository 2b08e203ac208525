import type { CompactionSettings } from "../../cluster/Cluster.ts";
import { capacityOf } from "../../cluster/capacityOf.ts";
import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import { findNodeToCompact } from "../../cluster/placement/findNodeToCompact.ts";
import type { CompactedNode } from "../result/CompactedNode.ts";
import { type ClusterWorld, isEnding } from "../world/ClusterWorld.ts";
import { deploymentsOn } from "../world/deploymentsOn.ts";
import { goesByGroup } from "../world/PlacementUnit.ts";
import { ranks } from "../world/ranks.ts";
import type { ReplicaWorld, World } from "../world/World.ts";
import type { ReplicaLifecycle } from "./ReplicaLifecycle.ts";

/** After a scan that found nothing (ray 2.60.0, `COMPACTION_SCAN_INTERVAL_S`). */
const scanIntervalSeconds = 10;

interface RunningCompaction {
  readonly node: FleetNode;
  readonly record: { -readonly [Key in keyof CompactedNode]: CompactedNode[Key] };
  /** Nothing runs on it any more; it is not done before the node is gone, for until then it could be filled again. */
  isEmptied: boolean;
}

interface CompactionState {
  stableSinceSeconds: number | null;
  running: RunningCompaction | null;
  failuresInARow: number;
  notBeforeSeconds: number;
  nextScanSeconds: number;
  reviewAtSeconds: number;
  cancelReview: () => void;
}

/**
 * Replica compaction as Ray Serve does it where it packs (ray 2.60.0, `get_node_to_compact`): when the deployments of a
 * cluster have been as they should be for a while, one node at a time whose replicas fit on others is emptied.
 */
export class Compaction {
  /** Every node that was chosen, in the order of time. */
  readonly records: CompactedNode[] = [];
  readonly #world: World;
  readonly #replicas: ReplicaLifecycle;
  readonly #states = new Map<ClusterWorld, CompactionState>();

  constructor(world: World, replicas: ReplicaLifecycle) {
    this.#world = world;
    this.#replicas = replicas;
  }

  /** Looks at a cluster once its replicas have been reconciled and placed. */
  update(cluster: ClusterWorld): void {
    const settings = cluster.definition.compaction;
    if (settings === undefined || !cluster.hasControl) return;
    const state = this.#stateOf(cluster);
    if (state.running !== null) this.#follow(cluster, state, state.running, settings);
    if (!isStable(cluster)) {
      state.stableSinceSeconds = null;
      state.nextScanSeconds = 0;
      return;
    }
    const { nowSeconds } = this.#world.loop;
    state.stableSinceSeconds ??= nowSeconds;
    if (state.running !== null || this.#isChanging(cluster)) return;
    const { stableSinceSeconds, notBeforeSeconds, nextScanSeconds } = state;
    const scanSeconds = Math.max(
      stableSinceSeconds + settings.delaySeconds,
      notBeforeSeconds,
      nextScanSeconds,
    );
    if (nowSeconds < scanSeconds) this.#reviewAt(state, scanSeconds);
    else this.#scan(cluster, state, settings);
  }

  /** An operator's change goes before; Ray Serve, which does not know of rollouts, looks at its deployments alone. */
  #isChanging(cluster: ClusterWorld): boolean {
    return this.#world.isRollingOut || isEnding(cluster);
  }

  #scan(cluster: ClusterWorld, state: CompactionState, settings: CompactionSettings): void {
    const { nowSeconds } = this.#world.loop;
    const ready = cluster.fleet.readyNodes();
    const id = findNodeToCompact(
      ready.map((node) => ({
        id: node.id,
        group: node.group,
        free: node.free,
        limits: node.limits,
        capacity: capacityOf(node.group.instanceType),
        replicas: replicasOn(cluster, node).map(({ need }) => need),
        isPinned: replicasOn(cluster, node).some(isPinned),
      })),
    );
    const node = ready.find((each) => each.id === id);
    if (node === undefined) {
      state.nextScanSeconds = nowSeconds + scanIntervalSeconds;
      return;
    }
    const record = {
      version: cluster.id,
      node: node.id,
      startedAtSeconds: nowSeconds,
      endedAtSeconds: null,
      outcome: null,
      stableSeconds: settings.delaySeconds,
    };
    this.records.push(record);
    state.running = { node, record, isEmptied: false };
    cluster.fleet.placement.avoid(node);
    this.#log(cluster, node, "is to be emptied: its replicas fit on others");
    for (const replica of replicasOn(cluster, node)) {
      this.#replicas.moveAway(replica, {
        nodes: [node],
        deadlineSeconds: Number.POSITIVE_INFINITY,
        cause: `node ${node.id} is compacted`,
      });
    }
    this.#reviewAt(state, nowSeconds + settings.timeoutSeconds);
  }

  #follow(
    cluster: ClusterWorld,
    state: CompactionState,
    running: RunningCompaction,
    settings: CompactionSettings,
  ): void {
    const { node, record } = running;
    const { nowSeconds } = this.#world.loop;
    const end = (outcome: NonNullable<CompactedNode["outcome"]>, what: string) => {
      record.endedAtSeconds = nowSeconds;
      record.outcome = outcome;
      state.running = null;
      cluster.fleet.placement.avoid(null);
      this.#log(cluster, node, what);
      // On a node that is going away they move on.
      if (node.state !== "ready") return;
      for (const replica of replicasOn(cluster, node)) this.#replicas.cancelMove(replica);
      this.#world.requestReview();
    };
    const fail = (what: string) => {
      state.failuresInARow++;
      const pauseSeconds = Math.min(2 ** state.failuresInARow, settings.maxBackoffSeconds);
      state.notBeforeSeconds = nowSeconds + pauseSeconds;
      end("failed", what);
    };
    if (node.state !== "ready" && running.isEmptied) {
      state.failuresInARow = 0;
      state.notBeforeSeconds = 0;
      end("compacted", "is gone: compacted");
    } else if (node.state !== "ready") end("given-up", "goes away by itself: it is not compacted any more");
    else if (this.#isChanging(cluster)) end("given-up", "is not compacted any more: something else changes");
    else if (isWaiting(cluster)) fail("is not compacted any more: a replica fits on no other node");
    else if (nowSeconds >= record.startedAtSeconds + settings.timeoutSeconds) {
      fail("is not compacted any more: it takes too long");
    } else if (replicasOn(cluster, node).length === 0) running.isEmptied = true;
  }

  #stateOf(cluster: ClusterWorld): CompactionState {
    let state = this.#states.get(cluster);
    if (state === undefined) {
      state = {
        stableSinceSeconds: null,
        running: null,
        failuresInARow: 0,
        notBeforeSeconds: 0,
        nextScanSeconds: 0,
        reviewAtSeconds: -1,
        cancelReview: () => {},
      };
      this.#states.set(cluster, state);
    }
    return state;
  }

  #reviewAt(state: CompactionState, atSeconds: number): void {
    if (state.reviewAtSeconds === atSeconds) return;
    state.cancelReview();
    state.reviewAtSeconds = atSeconds;
    state.cancelReview = this.#world.loop.at(atSeconds, ranks.review, () => this.#world.requestReview());
  }

  #log(cluster: ClusterWorld, node: FleetNode, what: string): void {
    this.#world.log({
      kind: "compaction",
      message: `${cluster.id}: node ${node.id} ${what}`,
      version: cluster.id,
      node: node.id,
    });
  }
}

/** Every deployment has just the replicas it wants, all of them run with its code, and no node is being taken away. */
function isStable(cluster: ClusterWorld): boolean {
  return (
    deploymentsOn(cluster).every(
      ({ isRemoved, unhealthySinceSeconds, replicas, targetReplicas, generation }) =>
        !isRemoved &&
        unhealthySinceSeconds === null &&
        replicas.size === targetReplicas &&
        replicas.countOnce("running") === targetReplicas &&
        replicas.areAllOf(generation),
    ) && cluster.fleet.heldNodes().every(({ state }) => state !== "leaving")
  );
}

/** ray 2.60.0, `_get_deployment_placement_candidates`: nobody knows where a placement group would go. */
function isPinned({ gang, group }: ReplicaWorld): boolean {
  return gang !== null || (group !== null && goesByGroup(group, { isSpread: false }));
}

function isWaiting(cluster: ClusterWorld): boolean {
  return deploymentsOn(cluster).some(({ replicas }) => replicas.count("requested") > 0);
}

/** Those that start or run on it; what drains will be gone. */
function replicasOn(cluster: ClusterWorld, node: FleetNode): ReplicaWorld[] {
  return deploymentsOn(cluster).flatMap(({ replicas }) =>
    [...replicas].filter(
      ({ shares, state }) => state !== "draining" && shares.some((share) => share.node === node),
    ),
  );
}
