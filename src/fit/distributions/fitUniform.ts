import type { CandidateFit } from "./CandidateFit.ts";
import { candidateOf } from "./candidateOf.ts";
import type { Observations } from "./Observations.ts";

/** The uniform distribution between the least and the greatest value; only where nothing was cut off. */
export function fitUniform(observations: Observations): CandidateFit | null {
  if (observations.kind === "counted" || observations.cutOff.length > 0) return null;
  const low = observations.values[0];
  const high = observations.values.at(-1);
  if (low === undefined || high === undefined || high <= low) return null;
  return candidateOf({ kind: "uniform", low, high }, observations, ["low", "high"]);
}
