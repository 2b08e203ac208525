import type { Scenario } from "../../simulation/Scenario.ts";
import { changeVersions } from "./changeVersions.ts";

/** What limits the number of nodes: a pool, or `max_nodes` of a worker group. */
export interface NodeLimit {
  readonly kind: "pool" | "worker-group";
  readonly name: string;
}

/** The scenario with so many nodes more within each limit. */
export function withRoom(
  scenario: Scenario,
  more: readonly { readonly limit: NodeLimit; readonly nodes: number }[],
): Scenario {
  const moreOf = (kind: NodeLimit["kind"], name: string) =>
    more.find(({ limit }) => limit.kind === kind && limit.name === name)?.nodes ?? 0;
  const pools = scenario.pools.map((pool) => {
    const nodes = moreOf("pool", pool.name);
    if (nodes === 0) return pool;
    const changes = pool.changes?.map((each) => ({ ...each, maxNodes: each.maxNodes + nodes }));
    return { ...pool, maxNodes: pool.maxNodes + nodes, ...(changes === undefined ? {} : { changes }) };
  });
  if (more.every(({ limit }) => limit.kind === "pool")) return { ...scenario, pools };
  return changeVersions({ ...scenario, pools }, (version) => ({
    ...version,
    cluster: {
      ...version.cluster,
      workerGroups: version.cluster.workerGroups.map((group) => {
        const nodes = moreOf("worker-group", group.name);
        return nodes === 0 ? group : { ...group, maxNodes: group.maxNodes + nodes };
      }),
    },
  }));
}
