import type { Fleet } from "../../cluster/nodes/Fleet.ts";
import type { FleetNode } from "../../cluster/nodes/FleetNode.ts";
import type { NodeShare } from "../../cluster/nodes/NodeShare.ts";
import type { BundleGroup } from "../../cluster/placement/placeBundles.ts";
import { goesByGroup } from "../world/PlacementUnit.ts";
import { gangGroup } from "../world/placementGroup.ts";
import { replicaShares } from "../world/replicaShares.ts";
import type { DeploymentWorld, VersionWorld } from "../world/World.ts";

/** Replicas that are placed as one at the start: a gang, or a replica by itself. */
export interface StartUnit {
  readonly deployment: DeploymentWorld;
  /** What each of its replicas holds of which nodes. */
  readonly shares: readonly (readonly NodeShare[])[];
}

/** The replicas that run when a version is there from the start: those wanted of its deployments that find room. */
export function placeAtStart({ cluster: { fleet }, deployments }: VersionWorld): readonly StartUnit[] {
  const wanted = deployments.flatMap((deployment) => wantedUnits(deployment, fleet));
  const singles = wanted.filter(({ group }) => group === null);
  const nodes = fleet.startWith(singles.map(({ deployment }) => deployment.need));
  const nodeOf = new Map(singles.map((unit, index) => [unit, nodes[index] ?? null]));
  const placed = new Map<WantedUnit, StartUnit>();
  for (const unit of wanted) {
    const { deployment, group } = unit;
    const node = nodeOf.get(unit) ?? null;
    if (node !== null) {
      placed.set(unit, { deployment, shares: [[{ node, need: deployment.need }]] });
    } else if (group !== null) {
      const found = fleet.startWithGroup(group);
      if (found !== null) placed.set(unit, holdGroup(fleet, unit, group, found));
    }
  }
  return wanted.flatMap((unit) => placed.get(unit) ?? []);
}

interface WantedUnit {
  readonly deployment: DeploymentWorld;
  readonly replicaCount: number;
  readonly group: BundleGroup | null;
}

function wantedUnits(deployment: DeploymentWorld, { placement }: Fleet): readonly WantedUnit[] {
  const { definition, targetReplicas } = deployment;
  const { gang } = definition;
  const { group: own } = deployment;
  const unit =
    gang === undefined
      ? { replicaCount: 1, group: own !== null && goesByGroup(own, placement) ? own : null }
      : { replicaCount: gang.size, group: gangGroup(definition, gang) };
  return Array.from({ length: targetReplicas / unit.replicaCount }, () => ({ deployment, ...unit }));
}

function holdGroup(
  fleet: Fleet,
  { deployment, replicaCount }: WantedUnit,
  { bundles }: BundleGroup,
  nodes: readonly FleetNode[],
): StartUnit {
  const each = bundles.length / replicaCount;
  const shares = Array.from({ length: replicaCount }, (_, rank) => {
    const [from, to] = [rank * each, (rank + 1) * each];
    return replicaShares(bundles.slice(from, to), nodes.slice(from, to));
  });
  for (const share of shares.flat()) fleet.hold(share);
  return { deployment, shares };
}
