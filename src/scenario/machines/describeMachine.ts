import type { InstanceType } from "../../cluster/Cluster.ts";
import { describeAmount } from "./describeAmount.ts";

/** What a machine has and costs, in brackets behind its name. */
export function describeMachine({
  cpus,
  gpus,
  memoryBytes,
  acceleratorType,
  pricePerHour,
}: InstanceType): string {
  const type = acceleratorType == null ? "" : `${acceleratorType} `;
  return [
    `${cpus} CPUs`,
    ...(memoryBytes === undefined ? [] : [describeAmount("memory", memoryBytes)]),
    ...(gpus > 0 ? [`${gpus} ${type}GPUs`] : acceleratorType == null ? [] : [acceleratorType]),
    pricePerHour === null ? "price not known, counted as 0" : `$${Number(pricePerHour.toFixed(4))} an hour`,
  ].join(", ");
}
