import { GammaDistribution } from "../../workload/arrivals/GammaDistribution.ts";

// The upper half of the normal distribution is a gamma distribution of shape 1/2 in z² / 2 (NIST DLMF 7.11.1).
const half = new GammaDistribution(0.5);
const lnRootTwoPi = 0.5 * Math.log(2 * Math.PI);

/** The natural logarithm of the standard normal density. */
export function lnNormalDensity(z: number): number {
  return -0.5 * z * z - lnRootTwoPi;
}

/** P(Z > z) of a standard normal variable, with its relative digits in the tail. */
export function normalUpper(z: number): number {
  // Beyond this the tail is no double.
  if (Math.abs(z) > 38) return z < 0 ? 1 : 0;
  const tail = 0.5 * half.upper((z * z) / 2);
  return z < 0 ? 1 - tail : tail;
}

/** Density over P(Z > z): the mean of a standard normal variable beyond z. */
export function normalHazard(z: number): number {
  // Where the tail is no double any more, the first terms of its asymptotic series (DLMF 7.12.1).
  if (z > 35) return z + 1 / z;
  return Math.exp(lnNormalDensity(z)) / normalUpper(z);
}
