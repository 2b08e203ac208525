import { ScenarioError } from "../problems/ScenarioError.ts";
import type { TextPosition } from "../problems/ScenarioProblem.ts";
import { readYaml, type YamlText } from "../yaml/readYaml.ts";

/** A YAML text that stands as a value in another one. */
export interface Embedding {
  readonly text: string;
  /** Where the value stands in the text around it. */
  readonly at: TextPosition;
  /** The text around it. */
  readonly around: string;
}

/**
 * Reads a YAML text that is the value of a key in another one; places are those of the file. Within a block (`key: |`) they
 * are exact; of text in quotes, which may be folded, only the beginning is known.
 * @throws ScenarioError as `readYaml` does, with places of the file.
 */
export function readEmbeddedYaml({ text, at, around }: Embedding): YamlText {
  const place = placeWithin({ text, at, around });
  try {
    const yaml = readYaml(text, at.file);
    return {
      value: yaml.value,
      start: place(yaml.start),
      warnings: yaml.warnings.map((warning) => ({ ...warning, ...place(warning) })),
      locate: (path) => place(yaml.locate(path)),
      locateKey: (path) => place(yaml.locateKey(path)),
    };
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    throw new ScenarioError(error.problems.map((problem) => ({ ...problem, ...place(problem) })));
  }
}

function placeWithin({ text, at, around }: Embedding): (inner: TextPosition) => TextPosition {
  const lines = around.split("\n");
  const header = lines[at.line - 1] ?? "";
  const isLiteral = header.slice(at.column - 1).startsWith("|");
  const own = text.split("\n");
  const first = own.findIndex((line) => line.trim() !== "");
  const written = lines[at.line + first];
  if (!isLiteral || first < 0 || written === undefined) return () => at;
  const indent = indentOf(written) - indentOf(own[first]!);
  return ({ line, column }) => ({
    file: at.file,
    line: at.line + line,
    column: column + Math.max(indent, 0),
  });
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
