import type { ReplicaNeed } from "../../cluster/MilliResources.ts";
import type { ReplicaWorld } from "./World.ts";

type PresentState = Exclude<ReplicaWorld["state"], "gone">;

/** Replicas that wait for room, need the same (they have one definition), and were requested one after the other. */
export interface WaitingReplicas {
  readonly need: ReplicaNeed;
  readonly count: number;
  readonly replicas: Iterable<ReplicaWorld>;
}

/** Counts of replicas that run one code. */
interface GenerationCounts {
  present: number;
  running: number;
  active: number;
}

/**
 * The replicas of a deployment that are not gone, the oldest first. What they do is written here alone and counted as it
 * changes: the control path asks at every look, also where there are thousands (docs/decisions/simulation.md).
 */
export class DeploymentReplicas implements Iterable<ReplicaWorld> {
  readonly #all = new Set<ReplicaWorld>();
  readonly #states = { requested: 0, starting: 0, running: 0, draining: 0 };
  readonly #moved = { requested: 0, starting: 0, running: 0, draining: 0 };
  readonly #generations = new Map<number, GenerationCounts>();
  #held = 0;
  #changes = 0;
  #heldMilliGpus = 0;
  /** In the order of their requests, with gaps where one has found room or is gone. */
  readonly #line: ReplicaWorld[] = [];
  /** All before this place have left the line. */
  #lineStart = 0;
  readonly #waitingNeeds = new Map<ReplicaNeed, number>();

  [Symbol.iterator](): Iterator<ReplicaWorld> {
    return this.#all[Symbol.iterator]();
  }

  get size(): number {
    return this.#all.size;
  }

  /** Those in the state. */
  count(state: PresentState): number {
    return this.#states[state];
  }

  /** Those in the state that are not moved to another node: of one that is, the replacement counts. */
  countOnce(state: PresentState): number {
    return this.#states[state] - this.#moved[state];
  }

  /** Those that are moved to another node, and run still. */
  get movedRunning(): number {
    return this.#moved.running;
  }

  /** Grows whenever one of them is added, goes, or does something else. */
  get changes(): number {
    return this.#changes;
  }

  /** Those that hold room on a node: starting, running or draining. */
  get held(): number {
    return this.#held;
  }

  /** What those that hold room hold of GPUs. */
  get heldMilliGpus(): number {
    return this.#heldMilliGpus;
  }

  /** Those that run this code. */
  runningOf(generation: number): number {
    return this.#generations.get(generation)?.running ?? 0;
  }

  /** Whether all have this code. */
  areAllOf(generation: number): boolean {
    return this.size === (this.#generations.get(generation)?.present ?? 0);
  }

  /** Whether some with older code are neither on their way out nor moved to another node. */
  isAnyActiveBefore(generation: number): boolean {
    for (const [own, { active }] of this.#generations) if (own < generation && active > 0) return true;
    return false;
  }

  /** A replica is requested: it waits for room. */
  add(replica: ReplicaWorld): void {
    this.#all.add(replica);
    this.#count(replica, 1);
    this.#line.push(replica);
  }

  /** Changes what a replica does; one that is gone is none of the deployment any more. */
  change(replica: ReplicaWorld, to: Partial<Pick<ReplicaWorld, "state" | "node" | "shares" | "move">>): void {
    const wasRunningOn = runningOn(replica);
    this.#count(replica, -1);
    Object.assign(replica, to);
    if (replica.state === "gone") this.#all.delete(replica);
    else this.#count(replica, 1);
    const { fleet } = replica.deployment.version.cluster;
    const isRunningOn = runningOn(replica);
    if (wasRunningOn === isRunningOn) return;
    if (wasRunningOn !== null) fleet.noteRunning(wasRunningOn, { isRunning: false });
    if (isRunningOn !== null) fleet.noteRunning(isRunningOn, { isRunning: true });
  }

  /** Those that wait for room, in the order of their requests, equal needs that follow on each other together. */
  waiting(): readonly WaitingReplicas[] {
    const [[need, count] = [], ...others] = this.#waitingNeeds;
    if (need === undefined || count === undefined) return [];
    if (others.length === 0)
      return [{ need, count, replicas: { [Symbol.iterator]: () => this.#waitingLine() } }];
    const groups: { readonly need: ReplicaNeed; count: number; readonly replicas: ReplicaWorld[] }[] = [];
    for (const replica of this.#waitingLine()) {
      const last = groups.at(-1);
      if (last?.need !== replica.need) groups.push({ need: replica.need, count: 1, replicas: [replica] });
      else {
        last.count++;
        last.replicas.push(replica);
      }
    }
    return groups;
  }

  *#waitingLine(): Generator<ReplicaWorld> {
    while (this.#line[this.#lineStart]?.state !== "requested" && this.#lineStart < this.#line.length) {
      this.#lineStart++;
    }
    for (let place = this.#lineStart; place < this.#line.length; place++) {
      const replica = this.#line[place] as ReplicaWorld;
      if (replica.state === "requested") yield replica;
    }
  }

  #count(replica: ReplicaWorld, by: 1 | -1): void {
    const { state, node, move, need, generation } = replica;
    if (state === "gone") return;
    this.#changes++;
    replica.deployment.version.cluster.fleet.noteReplica();
    this.#states[state] += by;
    if (move !== null) this.#moved[state] += by;
    if (node !== null) {
      this.#held += by;
      this.#heldMilliGpus += by * need.milliGpus;
    }
    if (state === "requested") this.#countWaiting(need, by);
    let counts = this.#generations.get(generation);
    if (counts === undefined) {
      counts = { present: 0, running: 0, active: 0 };
      this.#generations.set(generation, counts);
    }
    counts.present += by;
    if (state === "running") counts.running += by;
    if (state !== "draining" && move === null) counts.active += by;
  }

  #countWaiting(need: ReplicaNeed, by: 1 | -1): void {
    const count = (this.#waitingNeeds.get(need) ?? 0) + by;
    if (count === 0) this.#waitingNeeds.delete(need);
    else this.#waitingNeeds.set(need, count);
  }
}

function runningOn({ state, node }: ReplicaWorld): ReplicaWorld["node"] {
  return state === "running" ? node : null;
}
