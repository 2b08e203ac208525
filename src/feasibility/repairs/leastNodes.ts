import type { Rehearsal } from "../rehearsal/rehearse.ts";
import { describeCost } from "./describeCost.ts";
import { describeLimit, type MoreNodes } from "./moreNodes.ts";
import { alternativesOf, withAlternative } from "./otherOptions.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";
import { withRoom } from "./withRoom.ts";

/**
 * The fewest machines more with which a rollout finishes at all, whatever its surge; none where it takes no fewer than with the
 * surge that it has.
 */
export function leastNodes(more: MoreNodes | null, context: RepairContext): readonly Repair[] {
  const { scenario, attempt } = context;
  const [limit] = more?.limits ?? [];
  if (more === null || limit === undefined || more.limits.length > 1) return [];
  const needed = more.found.change[0] ?? 0;
  const surges = alternativesOf(scenario, "surge").sort((one, other) => other.amount - one.amount);
  let left = attempt.affordable;
  for (let nodes = 1; nodes < needed; nodes++) {
    const roomy = withRoom(scenario, [{ limit, nodes }]);
    for (const surge of surges) {
      // What takes too long to try is not claimed.
      if (left-- === 0) return [];
      const rehearsal: Rehearsal | null = attempt.run(withAlternative(roomy, surge));
      if (rehearsal === null) continue;
      const { what, setting, gpus } = describeLimit(limit, nodes, scenario);
      const cost = describeCost(rehearsal, scenario);
      return [
        {
          kind: "least-nodes",
          what: `${what} and a surge of ${surge.amount} %`,
          settings: [setting, ...surge.settings],
          amount: nodes,
          gpus,
          ...cost,
          risk: `both versions serve side by side for longer; capacity never falls below ${cost.leastCapacityPercent} %`,
          isProven: true,
        },
      ];
    }
  }
  return [];
}
