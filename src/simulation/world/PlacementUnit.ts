import type { BundleGroup } from "../../cluster/placement/placeBundles.ts";
import type { WaitingReplicas } from "./DeploymentReplicas.ts";
import type { ReplicaWorld } from "./World.ts";

/** Replicas that find room all at once or not at all: a gang, or one replica whose bundles may lie on several nodes. */
export interface PlacementUnit {
  readonly replicas: readonly ReplicaWorld[];
  readonly group: BundleGroup;
}

/** Waiting replicas apart: those that go by a placement group, in the order in which they came, and those that do not. */
export function divideUnits(
  waiting: readonly WaitingReplicas[],
  options: { readonly isSpread: boolean },
): { readonly units: readonly PlacementUnit[]; readonly singles: readonly WaitingReplicas[] } {
  const units: PlacementUnit[] = [];
  const singles: WaitingReplicas[] = [];
  for (const equals of waiting) {
    // All have one definition.
    const [{ gang, group } = { gang: null, group: null }] = equals.replicas;
    if (gang === null && (group === null || !goesByGroup(group, options))) singles.push(equals);
    else units.push(...[...equals.replicas].flatMap(unitBegunBy));
  }
  return { units, singles };
}

/** Of a gang, the first replica stands for all. */
function unitBegunBy(replica: ReplicaWorld): readonly PlacementUnit[] {
  const { gang, group } = replica;
  if (gang !== null) return gang.members[0] === replica ? [unitOfGang(gang.members, gang.strategy)] : [];
  return group === null ? [] : [{ replicas: [replica], group }];
}

/** One that is bound to one node goes where Ray Serve's packing wants it (ray 2.60.0, `_soft_target_node_id`). */
export function goesByGroup(
  { strategy }: BundleGroup,
  { isSpread }: { readonly isSpread: boolean },
): boolean {
  return isSpread || strategy !== "STRICT_PACK";
}

/** The bundles of all members one after the other (ray 2.60.0, `_prepare_gangs_for_deployment`). */
function unitOfGang(members: readonly ReplicaWorld[], strategy: "PACK" | "SPREAD"): PlacementUnit {
  return {
    replicas: members,
    group: { strategy, bundles: members.flatMap(({ group, need }) => group?.bundles ?? [need]) },
  };
}
