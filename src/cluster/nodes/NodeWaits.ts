/** What cannot be had although replicas need it. */
export type NodeLack =
  /** Nodes were asked for, and their pool gives none: all are out, or it is out of stock. */
  | {
      readonly kind: "pool";
      readonly workerGroup: string;
      readonly pool: string;
      readonly nodesOut: number;
      readonly maxNodes: number;
      readonly isOutOfStock: boolean;
    }
  /** Nodes were asked for that cannot be launched: there is no spot capacity, or no zone has any. */
  | { readonly kind: "offer"; readonly workerGroup: string; readonly market: "on-demand" | "spot" }
  /** No node was asked for: the only worker groups where there would be room have as many as they may. */
  | {
      readonly kind: "max-nodes";
      readonly workerGroups: readonly string[];
      readonly nodes: number;
      readonly maxNodes: number;
    }
  /** No node was asked for: no worker group has room for such a replica, even on an empty node. */
  | { readonly kind: "no-group" };

/** For how long replicas have waited for what they cannot have. */
export interface NodeWait {
  readonly sinceSeconds: number;
  /** `null`: they wait still. */
  readonly untilSeconds: number | null;
  /** As it was when it was looked at last. */
  readonly lack: NodeLack;
}

/** What the replicas of one cluster have waited for, in the order in which the waits began. */
export class NodeWaits {
  readonly #all: NodeWait[] = [];
  /** Where in the list those stand that are not over, by what is lacked. */
  readonly #open = new Map<string, number>();
  readonly #onWait: (lack: NodeLack) => void;

  constructor(onWait: (lack: NodeLack) => void) {
    this.#onWait = onWait;
  }

  get all(): readonly NodeWait[] {
    return this.#all;
  }

  /** Exactly this is lacked now: other waits are over. */
  note(lacks: readonly NodeLack[], nowSeconds: number): void {
    if (lacks.length === 0 && this.#open.size === 0) return;
    const present = new Map(lacks.map((lack) => [keyOf(lack), lack]));
    this.#end((key) => !present.has(key), nowSeconds);
    for (const [key, lack] of present) {
      const index = this.#open.get(key);
      const wait = index === undefined ? undefined : this.#all[index];
      if (index === undefined || wait === undefined) {
        this.#open.set(key, this.#all.length);
        this.#all.push({ sinceSeconds: nowSeconds, untilSeconds: null, lack });
        this.#onWait(lack);
      } else {
        this.#all[index] = { ...wait, lack };
      }
    }
  }

  /** Of the nodes of this group that were asked for, none waits any more. */
  noteLaunched(workerGroup: string, nowSeconds: number): void {
    if (this.#open.size === 0) return;
    const keys = new Set(["pool", "offer"].map((kind) => JSON.stringify([kind, workerGroup])));
    this.#end((key) => keys.has(key), nowSeconds);
  }

  #end(isOver: (key: string) => boolean, nowSeconds: number): void {
    for (const [key, index] of this.#open) {
      if (!isOver(key)) continue;
      this.#open.delete(key);
      const wait = this.#all[index];
      if (wait !== undefined) this.#all[index] = { ...wait, untilSeconds: nowSeconds };
    }
  }
}

function keyOf(lack: NodeLack): string {
  switch (lack.kind) {
    case "pool":
    case "offer":
      return JSON.stringify([lack.kind, lack.workerGroup]);
    case "max-nodes":
      return JSON.stringify([lack.kind, ...lack.workerGroups]);
    case "no-group":
      return lack.kind;
  }
}
