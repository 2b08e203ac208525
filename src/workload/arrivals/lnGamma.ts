import { ln } from "../../engine/portableMath.ts";

/**
 * The natural logarithm of the gamma function for x > 0, to about 15 digits, from portable arithmetic alone: Lanczos'
 * approximation with g = 7 and nine coefficients (P. Godfrey, "A note on the computation of the convergent Lanczos
 * complex Gamma approximation", 2001).
 */
export function lnGamma(x: number): number {
  if (!(x > 0 && x < 1e15)) {
    throw new RangeError(`lnGamma of ${x}: expected a positive number below 1e15`);
  }
  // Γ(x) = Γ(x + 1) / x keeps the digits of small arguments.
  if (x < 0.5) {
    return lnGamma(x + 1) - ln(x);
  }
  const shifted = x - 1;
  let sum = 0.99999999999980993;
  for (let i = 0; i < coefficients.length; i += 1) {
    sum += coefficients[i]! / (shifted + i + 1);
  }
  const t = shifted + 7.5;
  return halfLnTwoPi + (shifted + 0.5) * ln(t) - t + ln(sum);
}

const halfLnTwoPi = 0.9189385332046727;
const coefficients = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
