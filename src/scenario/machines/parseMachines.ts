import type { InstanceType } from "../../cluster/Cluster.ts";

const gib = 2 ** 30;

/** Reads a table of machines, one a line: name, vCPUs, GiB of memory, GPUs, accelerator, dollars an hour, other resources. */
export function parseMachines(table: string): readonly InstanceType[] {
  return table
    .split("\n")
    .filter((line) => line !== "")
    .map(parseMachine);
}

function parseMachine(line: string): InstanceType {
  const [name = "", cpus, memory, gpus, accelerator, price, ...others] = line.split(" ");
  const resources = others.map((other): readonly [string, number] => {
    const [resource = "", amount] = other.split("=");
    return [resource, Number(amount)];
  });
  return {
    name,
    cpus: Number(cpus),
    gpus: Number(gpus),
    ...(memory === "-" ? {} : { memoryBytes: Number(memory) * gib }),
    acceleratorType: accelerator === undefined || accelerator === "-" ? null : accelerator,
    ...(resources.length === 0 ? {} : { resources: Object.fromEntries(resources) }),
    pricePerHour: price === "-" ? null : Number(price),
  };
}
