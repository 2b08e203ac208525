import type { PathSeconds } from "../DeploymentEvidence.ts";
import { type DistributionFit, fitDistribution } from "../distributions/fitDistribution.ts";

/** The way of requests to a replica and back, as far as logs of both ends show it. */
export interface PathFit {
  /** Of requests that met the fewest others: the way alone, without queues. */
  readonly idle: DistributionFit;
  /** Others under way that those requests met at most. */
  readonly mostBeside: number;
  readonly requests: number;
  /** What each other request under way adds, and its standard error: queues and CPUs that are shared, which logs cannot tell apart. */
  readonly perOngoingRequest: { readonly seconds: number; readonly standardError: number } | null;
}

const leastRequests = 30;

/** `null` with fewer than 30 requests that both ends saw. */
export function fitPath({ seconds, ongoing }: PathSeconds): PathFit | null {
  const count = seconds.length;
  if (count < leastRequests) return null;
  const mostBeside = ongoing.slice().sort()[Math.floor(count / 4)]!;
  const idle = fitDistribution({
    kind: "measured",
    values: seconds.filter((_, index) => ongoing[index]! <= mostBeside).sort(),
    cutOff: new Float64Array(),
  });
  if (idle === null) return null;
  return { idle, mostBeside, requests: count, perOngoingRequest: growth(seconds, ongoing) };
}

/** The slope of the way over the number of others, by least squares; `null` where that number never differs. */
function growth(seconds: Float64Array, ongoing: Int32Array): PathFit["perOngoingRequest"] {
  const count = seconds.length;
  let sumOngoing = 0;
  let sumSeconds = 0;
  for (let i = 0; i < count; i += 1) {
    sumOngoing += ongoing[i]!;
    sumSeconds += seconds[i]!;
  }
  const meanOngoing = sumOngoing / count;
  const meanSeconds = sumSeconds / count;
  let squares = 0;
  let products = 0;
  for (let i = 0; i < count; i += 1) {
    squares += (ongoing[i]! - meanOngoing) ** 2;
    products += (ongoing[i]! - meanOngoing) * (seconds[i]! - meanSeconds);
  }
  if (squares === 0) return null;
  const slope = products / squares;
  let meat = 0;
  for (let i = 0; i < count; i += 1) {
    const from = ongoing[i]! - meanOngoing;
    const residual = seconds[i]! - meanSeconds - slope * from;
    meat += from * from * residual * residual;
  }
  return { seconds: slope, standardError: Math.sqrt(meat) / squares };
}
