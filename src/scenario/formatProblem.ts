import type { ScenarioProblem } from "./ScenarioProblem.ts";

/** `file:line:column: key.path: message`, on one line. */
export function formatProblem(problem: ScenarioProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  return problem.keyPath === ""
    ? `${where}: ${problem.message}`
    : `${where}: ${problem.keyPath}: ${problem.message}`;
}
