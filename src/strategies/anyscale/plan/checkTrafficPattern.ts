import { describeValue } from "../../../values/describeValue.ts";
import type { PlanProblem } from "../../capacity/PlanError.ts";
import { trafficPatterns } from "./trafficPatterns.ts";

/** Problems of a `trafficPattern`: a known name, or canary shares that ascend to 100 (a leading 0 is tolerated). */
export function checkTrafficPattern(pattern: unknown): readonly PlanProblem[] {
  if (typeof pattern === "string" && Object.hasOwn(trafficPatterns, pattern)) return [];
  if (Array.isArray(pattern)) return checkShares(pattern);
  const names = Object.keys(trafficPatterns).map((name) => JSON.stringify(name));
  return [
    problem(
      "trafficPattern",
      `must be ${names.join(", ")} or a list of canary traffic percentages, not ${describeValue(pattern)}.`,
    ),
  ];
}

function checkShares(shares: readonly unknown[]): readonly PlanProblem[] {
  const problems = Array.from(shares).flatMap((share, index): readonly PlanProblem[] => {
    const field = `trafficPattern[${index}]`;
    const least = index === 0 ? 0 : 1;
    if (typeof share !== "number" || !Number.isInteger(share) || share < least || share > 100) {
      return [problem(field, `must be a whole number from ${least} to 100, not ${describeValue(share)}.`)];
    }
    const previous = index === 0 ? -1 : shares[index - 1];
    if (typeof previous === "number" && share <= previous) {
      return [problem(field, `is ${share} after ${previous}; the shares must ascend.`)];
    }
    return [];
  });
  if (problems.length > 0 || shares.at(-1) === 100) return problems;
  return [problem("trafficPattern", "must end at 100: otherwise the rollout would never complete.")];
}

function problem(field: string, rest: string): PlanProblem {
  return { code: "bad-traffic-pattern", field, message: `${field} ${rest}` };
}
