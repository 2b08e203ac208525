import { amountOf } from "../../cluster/amountOf.ts";
import type { InstanceType } from "../../cluster/Cluster.ts";
import { isSameAccelerator } from "../machines/isSameAccelerator.ts";
import { memoryOfNode } from "../machines/memoryOfNode.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { acceleratorResource } from "./customResources.ts";
import type { GroupOutline } from "./GroupOutline.ts";

/** More than any replica asks for. */
const plentyBytes = 2 ** 50;

/**
 * The machine of a group with the resources that Ray counts by itself, its memory and its accelerators, where replicas ask
 * for them: where none does they play no part.
 */
export function countedType(
  { name, instanceType: type }: Pick<GroupOutline, "name" | "instanceType">,
  demanded: ReadonlySet<string>,
  path: KeyPath,
  reporter: Reporter,
): InstanceType {
  const counted = new Map(Object.entries(type.resources ?? {}));
  for (const resource of [...demanded].sort()) {
    // What the compute config says of it holds.
    if (amountOf(type.resources, resource) > 0) continue;
    const setting = `cluster.instanceTypes.${type.name}`;
    if (resource === "memory") {
      counted.set(resource, type.memoryBytes === undefined ? plentyBytes : memoryOfNode(type.memoryBytes));
      if (type.memoryBytes === undefined) {
        reporter.note(
          path,
          `how much memory nodes of ${name} have is not known, and taken to be enough; memory of ${setting} sets it`,
          "key",
        );
      }
    } else if (resource.startsWith(acceleratorResource)) {
      const accelerator = resource.slice(acceleratorResource.length);
      if (!isSameAccelerator(type, accelerator)) continue;
      counted.set(resource, 1);
      if (type.acceleratorType === undefined) {
        reporter.note(
          path,
          `which accelerators nodes of ${name} have is not known, and taken to be ${accelerator}; acceleratorType of ${setting} sets it`,
          "key",
        );
      }
    }
  }
  return counted.size === 0 ? type : { ...type, resources: Object.fromEntries(counted) };
}
