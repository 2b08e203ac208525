import type { ScenarioProblem } from "./ScenarioProblem.ts";

/** `file:line:column: key.path: message`, on one line; characters that could steer what shows it are written as escapes. */
export function formatProblem(problem: ScenarioProblem): string {
  const where = `${problem.file}:${problem.line}:${problem.column}`;
  const text =
    problem.keyPath === ""
      ? `${where}: ${problem.message}`
      : `${where}: ${problem.keyPath}: ${problem.message}`;
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
