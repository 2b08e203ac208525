import type { WorkerGroup } from "../Cluster.ts";
import type { FleetNode } from "./FleetNode.ts";

/** Nodes that were asked for one after the other and are alike. */
export interface ComingRun {
  readonly group: WorkerGroup;
  readonly state: "waiting" | "booting";
  /** In the order of their requests. */
  readonly nodes: ReadonlySet<FleetNode>;
}

type OwnRun = ComingRun & { readonly nodes: Set<FleetNode> };

/**
 * The nodes that are on their way, in the order of their requests. Thousands may be, most of them alike: they are kept in runs,
 * so that whoever looks at them looks at a few (docs/decisions/simulation.md).
 */
export class ComingNodes {
  #runs: OwnRun[] = [];
  readonly #runOf = new Map<FleetNode, OwnRun>();

  get runs(): readonly ComingRun[] {
    return this.#runs;
  }

  /** Whether any of them waits for its pool. */
  get isAnyWaiting(): boolean {
    return this.#runs.some(({ state }) => state === "waiting");
  }

  /** A node is asked for: it waits. */
  add(node: FleetNode): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.group === node.group && last.state === "waiting") this.#join(node, last);
    else this.#runs.push(this.#newRun(node.group, "waiting", [node]));
  }

  /** A node that waited boots. */
  launch(node: FleetNode): void {
    const run = this.#runOf.get(node);
    if (run === undefined) return;
    const index = this.#runs.indexOf(run);
    if (isFirst(node, run)) this.#launchFirst(node, run, index);
    else this.#split(node, run, index);
  }

  /** A node is ready, or gone before it was. */
  remove(node: FleetNode): void {
    const run = this.#runOf.get(node);
    if (run === undefined) return;
    this.#runOf.delete(node);
    run.nodes.delete(node);
    if (run.nodes.size === 0) this.#drop(run);
  }

  /** First come, first served: it follows those that were launched before. */
  #launchFirst(node: FleetNode, run: OwnRun, index: number): void {
    const before = this.#runs[index - 1];
    run.nodes.delete(node);
    if (before?.group === run.group && before.state === "booting") this.#join(node, before);
    else this.#runs.splice(index, 0, this.#newRun(run.group, "booting", [node]));
    if (run.nodes.size === 0) this.#drop(run);
  }

  #split(node: FleetNode, { group, nodes }: OwnRun, index: number): void {
    const all = [...nodes];
    const position = all.indexOf(node);
    const parts = [
      this.#newRun(group, "waiting", all.slice(0, position)),
      this.#newRun(group, "booting", [node]),
      this.#newRun(group, "waiting", all.slice(position + 1)),
    ];
    this.#runs.splice(index, 1, ...parts.filter((part) => part.nodes.size > 0));
  }

  #newRun(group: WorkerGroup, state: ComingRun["state"], nodes: readonly FleetNode[]): OwnRun {
    const run: OwnRun = { group, state, nodes: new Set() };
    for (const node of nodes) this.#join(node, run);
    return run;
  }

  #join(node: FleetNode, run: OwnRun): void {
    run.nodes.add(node);
    this.#runOf.set(node, run);
  }

  #drop(run: OwnRun): void {
    this.#runs = this.#runs.filter((other) => other !== run);
  }
}

function isFirst(node: FleetNode, { nodes }: ComingRun): boolean {
  for (const first of nodes) return first === node;
  return false;
}
