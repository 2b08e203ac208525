import picocolors from "picocolors";
import type { Feasibility } from "../../feasibility/Feasibility.ts";
import { describeFeasibilityDetails, describeVerdict } from "./describeFeasibility.ts";
import type { TerminalOptions } from "./TerminalOptions.ts";
import { wrapText } from "./wrapText.ts";

const settingIndent = "    ";

/** The verdict for a terminal, and what follows from it, no line wider than it is; none where nothing is updated. */
export function feasibilityLines(
  feasibility: Feasibility,
  { widthColumns, color }: TerminalOptions,
): readonly string[] {
  const verdict = describeVerdict(feasibility);
  if (verdict === null) return [];
  const colors = picocolors.createColors(color);
  const paint = feasibility.verdict === "finishes" ? colors.green : colors.red;
  return [
    ...wrapText(`The update ${verdict}.`, widthColumns).map((line) => paint(line)),
    ...describeFeasibilityDetails(feasibility).flatMap((line) => {
      if (!line.startsWith(settingIndent)) return wrapText(line, widthColumns);
      // What is to be pasted keeps its place below the line before.
      const indent = " ".repeat(line.length - line.trimStart().length);
      return wrapText(line.trimStart(), widthColumns - indent.length).map((part) => indent + part);
    }),
  ];
}
