import { describeValue } from "../../../values/describeValue.ts";
import { isRecord } from "../../../values/isRecord.ts";
import { checkPercent } from "../../capacity/checkPercent.ts";
import type { PlanProblem } from "../../capacity/PlanError.ts";

/** Problems of a split that a plan begins from: whole percentages, traffic within capacity and adding up to 100. */
export function checkSplit(split: unknown): readonly PlanProblem[] {
  const field = "from";
  if (!isRecord(split)) {
    const message = `${field} must be a split { canary, primary }, not ${describeValue(split)}.`;
    return [{ code: "wrong-type", field, message }];
  }
  const problems = [
    ...checkShare(split.canary, `${field}.canary`),
    ...checkShare(split.primary, `${field}.primary`),
  ];
  return problems.length > 0 ? problems : checkTrafficSum(split.canary, split.primary, field);
}

function checkShare(share: unknown, field: string): readonly PlanProblem[] {
  if (!isRecord(share)) {
    const message = `${field} must be { capacityPercent, trafficPercent }, not ${describeValue(share)}.`;
    return [{ code: "wrong-type", field, message }];
  }
  const { capacityPercent, trafficPercent } = share;
  const problems = [
    ...checkPercent(capacityPercent, `${field}.capacityPercent`),
    ...checkPercent(trafficPercent, `${field}.trafficPercent`),
  ];
  if (problems.length > 0 || Number(trafficPercent) <= Number(capacityPercent)) return problems;
  // anyscale-update-a-service.txt: the traffic sent to a cluster never exceeds its current capacity.
  const message = `${field} has ${trafficPercent} % of the traffic with ${capacityPercent} % capacity; traffic may not exceed capacity.`;
  return [{ code: "illegal-split", field, message }];
}

function checkTrafficSum(canary: unknown, primary: unknown, field: string): readonly PlanProblem[] {
  const sum = trafficOf(canary) + trafficOf(primary);
  if (sum === 100) return [];
  const message = `${field} has canary and primary traffic of ${sum} % together; they must add up to 100.`;
  return [{ code: "illegal-split", field, message }];
}

function trafficOf(share: unknown): number {
  return isRecord(share) ? Number(share.trafficPercent) : Number.NaN;
}
