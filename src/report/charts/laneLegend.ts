import type { Lane } from "../lanes/Lane.ts";

/** Shows the labels of lanes in a legend of their keys; nothing where they are the same. */
export function laneLegend(lanes: readonly Pick<Lane, "key" | "label">[]): { readonly labelExpr?: string } {
  if (lanes.every(({ key, label }) => key === label)) return {};
  const labels = Object.fromEntries(lanes.map(({ key, label }) => [key, label]));
  return { labelExpr: `${JSON.stringify(labels)}[datum.label]` };
}
