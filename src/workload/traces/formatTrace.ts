import type { RequestTrace } from "../Traffic.ts";
import { traceHeader } from "./parseTrace.ts";

/**
 * Prints a trace as `parseTrace` reads it, each number in the shortest form that reads back as the same number.
 * `comments` become lines that begin with `#`, before the header; they hold no line breaks.
 */
export function formatTrace(trace: RequestTrace, comments: readonly string[]): string {
  const lines = [...comments.map((comment) => `# ${comment}`), traceHeader];
  for (let i = 0; i < trace.arrivalSeconds.length; i += 1) {
    lines.push(`${trace.arrivalSeconds[i]!},${trace.inputTokens[i]!},${trace.outputTokens[i]!}`);
  }
  return `${lines.join("\n")}\n`;
}
