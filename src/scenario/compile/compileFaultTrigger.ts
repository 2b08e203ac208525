import type { FaultTrigger } from "../../faults/Fault.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { FaultSection } from "../schema/faultSchema.ts";
import type { FaultContext } from "./FaultContext.ts";

/** When a fault strikes: at a time, by the progress of the rollout, or at random. */
export function compileFaultTrigger(
  section: FaultSection,
  path: KeyPath,
  context: FaultContext,
  reporter: Reporter,
): FaultTrigger {
  if (section.at !== undefined) {
    if (section.at >= context.horizonSeconds) {
      reporter.warning([...path, "at"], "is not before the horizon, so that the fault never strikes");
    }
    return { kind: "at", atSeconds: section.at };
  }
  if (section.atRandom !== undefined) return compileRandom(section.atRandom, path, context, reporter);
  const { when } = section;
  if (when === undefined) throw new Error("The schema lets no fault through that never strikes.");
  if (!context.hasRollout) {
    reporter.warning([...path, "when"], "waits for a rollout, but nothing is rolled out");
  }
  if (when.canaryCapacityPercent !== undefined) {
    return { kind: "canary-capacity", percent: when.canaryCapacityPercent, delaySeconds: when.after };
  }
  return { kind: "canary-traffic", percent: when.canaryTrafficPercent ?? 0, delaySeconds: when.after };
}

/** A run in which more faults strike than this is a mistake. */
const mostStrikes = 10_000;

function compileRandom(
  { perHour, from, to }: NonNullable<FaultSection["atRandom"]>,
  path: KeyPath,
  { horizonSeconds }: FaultContext,
  reporter: Reporter,
): FaultTrigger {
  const toSeconds = Math.min(to ?? horizonSeconds, horizonSeconds);
  if (to !== undefined && to <= from) {
    reporter.problem(
      [...path, "atRandom", "to"],
      `ends at ${to} s, but begins at ${from} s; expected a later end`,
    );
  }
  if (from >= horizonSeconds) {
    reporter.warning(
      [...path, "atRandom", "from"],
      "is not before the horizon, so that the fault never strikes",
    );
  }
  const expected = (perHour * Math.max(0, toSeconds - from)) / 3600;
  if (expected > mostStrikes) {
    reporter.problem(
      [...path, "atRandom", "perHour"],
      `found ${perHour}; that is ${Math.round(expected)} strikes, expected at most ${mostStrikes}`,
    );
  }
  return { kind: "at-random", perHour, fromSeconds: from, toSeconds };
}
