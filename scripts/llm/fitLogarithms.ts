/** A fit of positive constants by their logarithms. */
export interface LogarithmFit {
  readonly begin: readonly number[];
  /** What is expected of each before any measurement, and by how much it may be otherwise (a standard deviation). */
  readonly expected: readonly number[];
  readonly spread: readonly number[];
  /** No constant is larger than physics allows. */
  readonly most: readonly number[];
  readonly errors: (logarithms: readonly number[]) => readonly number[];
  readonly weights: readonly number[];
  readonly onRound: (round: number, cost: number) => void;
}

/** An error below this counts by its square, one above it by its size: half of all points matter, not the worst one. */
const softError = 0.08;
const expectationWeight = 0.002;
const difference = 0.03;
const longestStep = 0.5;

/** Levenberg and Marquardt's method, with errors that are reweighted (Huber) and constants that stay below their limit. */
export function fitLogarithms(fit: LogarithmFit): readonly number[] {
  let at = [...fit.begin];
  let errors = fit.errors(at);
  let cost = costOf(fit, at, errors);
  let damping = 0.01;
  for (let round = 1; round <= 30; round++) {
    const equations = normalEquations(fit, at, errors);
    let gain = 0;
    for (let attempt = 0; attempt < 6 && gain === 0; attempt++) {
      const step = solve(equations.matrix, equations.gradient, damping);
      const next = at.map((value, i) => Math.min(fit.most[i]!, value - clamp(step[i]!)));
      const nextErrors = fit.errors(next);
      const nextCost = costOf(fit, next, nextErrors);
      if (nextCost < cost) {
        gain = cost - nextCost;
        [at, errors, cost] = [next, nextErrors, nextCost];
        damping = Math.max(1e-4, damping / 4);
      } else {
        damping *= 5;
      }
    }
    fit.onRound(round, cost);
    if (gain < 1e-4 * cost) break;
  }
  return at;
}

function clamp(step: number): number {
  return Math.max(-longestStep, Math.min(longestStep, step));
}

function costOf(fit: LogarithmFit, at: readonly number[], errors: readonly number[]): number {
  let cost = 0;
  for (const [i, error] of errors.entries()) {
    cost += fit.weights[i]! * (Math.sqrt(1 + (error / softError) ** 2) - 1) * softError ** 2;
  }
  for (const [i, value] of at.entries()) {
    cost += (expectationWeight / 2) * ((value - fit.expected[i]!) / fit.spread[i]!) ** 2;
  }
  return cost;
}

function normalEquations(fit: LogarithmFit, at: readonly number[], errors: readonly number[]) {
  const slopes = at.map((_, j) => {
    const moved = at.map((value, i) => (i === j ? value + difference : value));
    return fit.errors(moved).map((error, i) => clampSlope((error - errors[i]!) / difference));
  });
  const weights = errors.map((error, i) => fit.weights[i]! / Math.sqrt(1 + (error / softError) ** 2));
  const product = (left: readonly number[], right: readonly number[]) =>
    weights.reduce((sum, weight, k) => sum + weight * left[k]! * right[k]!, 0);
  const matrix = slopes.map((left) => slopes.map((right) => product(left, right)));
  const gradient = slopes.map((slope) => product(slope, errors));
  for (const [i, value] of at.entries()) {
    matrix[i]![i]! += expectationWeight / fit.spread[i]! ** 2;
    gradient[i]! += (expectationWeight * (value - fit.expected[i]!)) / fit.spread[i]! ** 2;
  }
  // Whoever stands at his limit and is pushed against it stays there, and the others move as if he were fixed.
  for (const [i, value] of at.entries()) {
    if (value < fit.most[i]! - 1e-6 || gradient[i]! >= 0) continue;
    for (const row of matrix) row[i] = 0;
    matrix[i]!.fill(0);
    matrix[i]![i] = 1;
    gradient[i] = 0;
  }
  return { matrix, gradient };
}

/** At the edge of what a replica can serve, times grow without bound. */
function clampSlope(slope: number): number {
  return Math.max(-3, Math.min(3, slope));
}

/** Gauss and Jordan's elimination, with the diagonal damped. */
function solve(
  matrix: readonly (readonly number[])[],
  right: readonly number[],
  damping: number,
): readonly number[] {
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => (i === j ? value * (1 + damping) : value)),
    right[i]!,
  ]);
  for (let i = 0; i < rows.length; i++) {
    let pivot = i;
    for (let j = i + 1; j < rows.length; j++) {
      if (Math.abs(rows[j]![i]!) > Math.abs(rows[pivot]![i]!)) pivot = j;
    }
    [rows[i], rows[pivot]] = [rows[pivot]!, rows[i]!];
    for (const [j, row] of rows.entries()) {
      const factor = j === i ? 0 : row[i]! / rows[i]![i]!;
      if (factor === 0) continue;
      for (let k = i; k <= rows.length; k++) row[k]! -= factor * rows[i]![k]!;
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!);
}
