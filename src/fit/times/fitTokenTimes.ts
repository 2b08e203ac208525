import type { ParameterEstimate } from "../distributions/ParameterEstimate.ts";

/** Times that follow from the sizes of requests. */
export interface TokenTimesFit {
  readonly baseSeconds: number;
  readonly perInputTokenSeconds: number;
  readonly perOutputTokenSeconds: number;
  readonly parameters: readonly ParameterEstimate[];
  /** Which part of the variance of the times the tokens say, 0 to 1. */
  readonly explainedShare: number;
}

const leastRequests = 30;

/**
 * base + perInputToken × input tokens + perOutputToken × output tokens by least squares, none below 0; standard errors as they are
 * where the scatter depends on the size (H. White, Econometrica 48, 1980). `null` with too few requests, or sizes that never differ.
 */
export function fitTokenTimes(
  seconds: Float64Array,
  inputTokens: Float64Array,
  outputTokens: Float64Array,
): TokenTimesFit | null {
  const count = seconds.length;
  if (count < leastRequests) return null;
  const columns = [new Float64Array(count).fill(1), inputTokens, outputTokens];
  // The subsets of coefficients that are not 0, from all to the base alone; the first without a negative one and the least error is it.
  let best: { readonly kept: readonly number[]; readonly solved: Solved; readonly error: number } | null =
    null;
  for (const kept of [[0, 1, 2], [1, 2], [0, 2], [0, 1], [2], [1]]) {
    const solved = leastSquares(
      kept.map((index) => columns[index]!),
      seconds,
    );
    if (solved === null || solved.coefficients.some((coefficient) => coefficient < 0)) continue;
    if (best === null || solved.squaredError < best.error * (1 - 1e-9)) {
      best = { kept, solved, error: solved.squaredError };
    }
  }
  if (best === null) return null;
  const { kept, solved } = best;
  const coefficientOf = (index: number) => {
    const place = kept.indexOf(index);
    return place < 0 ? 0 : solved.coefficients[place]!;
  };
  const names = ["base", "perInputToken", "perOutputToken"];
  let sum = 0;
  for (const each of seconds) sum += each;
  let variance = 0;
  for (const each of seconds) variance += (each - sum / count) ** 2;
  return {
    baseSeconds: coefficientOf(0),
    perInputTokenSeconds: coefficientOf(1),
    perOutputTokenSeconds: coefficientOf(2),
    parameters: kept.map((index, place) => ({
      name: names[index]!,
      value: solved.coefficients[place]!,
      standardError: solved.standardErrors[place]!,
    })),
    explainedShare: variance > 0 ? Math.max(1 - solved.squaredError / variance, 0) : 0,
  };
}

interface Solved {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly squaredError: number;
}

function leastSquares(columns: readonly Float64Array[], target: Float64Array): Solved | null {
  const size = columns.length;
  // Scaled, so that tokens by the thousand and a base of 1 weigh the same.
  const scales = columns.map((column) => Math.sqrt(dot(column, column)));
  if (scales.some((scale) => scale === 0)) return null;
  const inverse = inverted(
    columns.map((left, i) => columns.map((right, j) => dot(left, right) / (scales[i]! * scales[j]!))),
  );
  if (inverse === null) return null;
  const products = columns.map((column, i) => dot(column, target) / scales[i]!);
  const scaled = inverse.map((row) => row.reduce((sum, each, j) => sum + each * products[j]!, 0));
  const coefficients = scaled.map((each, i) => each / scales[i]!);
  let squaredError = 0;
  const meat = columns.map(() => columns.map(() => 0));
  for (let row = 0; row < target.length; row += 1) {
    let residual = target[row]!;
    for (let i = 0; i < size; i += 1) residual -= coefficients[i]! * columns[i]![row]!;
    squaredError += residual * residual;
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) {
        meat[i]![j]! +=
          (residual * residual * columns[i]![row]! * columns[j]![row]!) / (scales[i]! * scales[j]!);
      }
    }
  }
  const standardErrors = inverse.map((row, i) => {
    let variance = 0;
    for (let j = 0; j < size; j += 1) {
      for (let k = 0; k < size; k += 1) variance += row[j]! * meat[j]![k]! * inverse[k]![i]!;
    }
    return Math.sqrt(Math.max(variance, 0)) / scales[i]!;
  });
  return { coefficients, standardErrors, squaredError };
}

function dot(left: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) sum += left[i]! * right[i]!;
  return sum;
}

/** By Gauss and Jordan; `null` where columns depend on each other. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...matrix.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    }
    const found = rows[pivot]!;
    if (Math.abs(found[column]!) < 1e-10) return null;
    rows[pivot] = rows[column]!;
    rows[column] = found.map((each) => each / found[column]!);
    for (let row = 0; row < size; row += 1) {
      const factor = rows[row]![column]!;
      if (row === column || factor === 0) continue;
      rows[row] = rows[row]!.map((each, i) => each - factor * rows[column]![i]!);
    }
  }
  return rows.map((row) => row.slice(size));
}
