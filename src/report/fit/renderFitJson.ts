import type { DeploymentFit } from "../../fit/DeploymentFit.ts";
import { escapeControls } from "../text/escapeControls.ts";

/** A fit as JSON: times in seconds, numbers to eight digits, for a token may take microseconds. */
export function renderFitJson(
  fits: readonly DeploymentFit[],
  fragment: string,
  notes: readonly string[],
): string {
  const replace = (_key: string, value: unknown) =>
    typeof value === "number" && Number.isFinite(value) ? Number(value.toPrecision(8)) : value;
  return `${escapeControls(JSON.stringify({ deployments: fits, notes, scenario: fragment }, replace, 2))}\n`;
}
