import { ln } from "./portableMath.ts";

/**
 * The standard normal quantile of a probability from 0 to 1, to about 15 digits: M. J. Wichura, "Algorithm AS 241: The
 * Percentage Points of the Normal Distribution", Applied Statistics 37 (1988), routine PPND16.
 * Nearer to an end than 2⁻³³, where no random stream comes but at 0, it is the quantile of 2⁻³³: never infinite.
 */
export function inverseNormal(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`inverseNormal of ${probability}: expected a probability from 0 to 1`);
  }
  const q = probability - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * evaluate(centralNumerator, r)) / evaluate(centralDenominator, r);
  }
  const tail = Math.max(q < 0 ? probability : 1 - probability, 2 ** -33);
  // The routine's third branch begins at r = 5, a probability of 10⁻¹¹.
  const r = Math.sqrt(-ln(tail)) - 1.6;
  const magnitude = evaluate(tailNumerator, r) / evaluate(tailDenominator, r);
  return q < 0 ? -magnitude : magnitude;
}

/** Coefficients from the highest power down. */
function evaluate(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = 0; i < coefficients.length; i++) value = value * x + (coefficients[i] as number);
  return value;
}

const centralNumerator = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946,
  1971.5909503065513, 133.14166789178438, 3.3871328727963665,
];
const centralDenominator = [
  5226.495278852546, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751,
  687.1870074920579, 42.31333070160091, 1,
];
const tailNumerator = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045,
  5.769497221460691, 4.630337846156546, 1.4234371107496835,
];
const tailDenominator = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851,
  1.6763848301838038, 2.053191626637759, 1,
];
