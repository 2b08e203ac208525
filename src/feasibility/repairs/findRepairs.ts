import type { Scenario } from "../../simulation/Scenario.ts";
import type { Shortage } from "../Feasibility.ts";
import type { Conditions } from "../rehearsal/Conditions.ts";
import { Attempt } from "./Attempt.ts";
import { fewerReplicas } from "./fewerReplicas.ts";
import { leastNodes } from "./leastNodes.ts";
import { describeMoreNodes, moreNodes } from "./moreNodes.ts";
import { givingWay, manualSteps, smallerSurges } from "./otherOptions.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";
import { updateInPlace } from "./updateInPlace.ts";

/**
 * The smallest change of each kind with which an update finishes, tried from the smallest on; what costs nothing comes first, what costs
 * machines next, and what costs capacity last. `neededNodes`: what is lacked, and as many as would do without another change.
 */
export function findRepairs(
  scenario: Scenario,
  { conditions, shortage }: { readonly conditions: Conditions; readonly shortage: Shortage },
): { readonly repairs: readonly Repair[]; readonly neededNodes: number | null } {
  const context: RepairContext = { scenario, shortage, conditions, attempt: new Attempt(conditions) };
  const surges = smallerSurges(context);
  const more = moreNodes(context);
  const neededNodes =
    more === null || shortage.availableNodes === null
      ? null
      : shortage.availableNodes + Math.max(...more.found.change);
  return {
    repairs: [
      ...surges,
      ...(shortage.cause.kind === "time" ? manualSteps(context) : []),
      ...(more === null ? [] : [describeMoreNodes(more, context)]),
      ...(surges.length === 0 ? leastNodes(more, context) : []),
      ...givingWay(context),
      ...fewerReplicas(context),
      ...updateInPlace(context),
    ],
    neededNodes,
  };
}
