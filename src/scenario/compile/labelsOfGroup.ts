import type { GroupOutline } from "./GroupOutline.ts";
import { acceleratorLabel } from "./machineOfNode.ts";

/** Labels of the nodes of a group, by name. */
export interface NodeLabels {
  readonly known: ReadonlyMap<string, string>;
  /** These differ from node to node, or are not known here. */
  readonly undecided: ReadonlySet<string>;
}

/** As Ray gives them to nodes (ray 2.60.0, `ResourceAndLabelSpec._get_default_labels`), and the compute config. */
export function labelsOfGroup(
  { name, market, labels, instanceType }: GroupOutline,
  zones: readonly string[],
): NodeLabels {
  const own = new Map(Object.entries(labels));
  const { acceleratorType } = instanceType;
  const [zone] = zones;
  const known = new Map([
    ["ray.io/node-group", name],
    ...(market === "prefer-spot" ? [] : [["ray.io/market-type", market] as const]),
    ...(zone === undefined || zones.length > 1 ? [] : [["ray.io/availability-zone", zone] as const]),
    ...(acceleratorType == null ? [] : [[acceleratorLabel, acceleratorType] as const]),
    ...own,
  ]);
  const undecided = new Set(
    [
      "ray.io/market-type",
      "ray.io/availability-zone",
      "ray.io/availability-region",
      "ray.io/node-id",
      ...(acceleratorType === undefined ? [acceleratorLabel] : []),
    ].filter((key) => !known.has(key)),
  );
  return { known, undecided };
}
