import { z } from "zod";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { labelsSchema } from "./labelsSchema.ts";
import { memorySchema } from "./memorySchema.ts";

const nodeCount = wholeNumberSchema({ least: 0, most: 100_000 });
const amount = numberSchema({ least: 0, most: 100_000 }).nullish();
const memory = memorySchema.nullish();
const anything = z.looseObject({}).nullish();
const text = z.string().nullish();
/** What Anyscale's client knows beside custom resources. */
const amounts = {
  CPU: amount,
  GPU: amount,
  memory,
  object_store_memory: memory,
  system_reserved_cpu_millicpu: z.number().nullish(),
  system_reserved_memory_bytes: memory,
};
const resources = z
  .object(amounts)
  .catchall(amount)
  .nullish()
  .describe("What Ray sees of the node, where not what the machine has, and custom resources by name.");
const totals = z.record(z.string(), memorySchema).nullish();
const labels = labelsSchema.nullish();

/** Anyscale's client, `_NodeConfig`. */
const node = {
  instance_type: nameSchema.nullish(),
  resources,
  required_resources: z
    .looseObject({
      CPU: amount,
      GPU: amount,
      TPU: amount,
      memory,
      accelerator: text,
      tpu_hosts: amount,
      cpu_architecture: text,
    })
    .nullish()
    .describe("Instead of instance_type: what a node must have."),
  labels: labels.describe("Labels of the node."),
  required_labels: labels.describe("Labels that a node must have, such as ray.io/accelerator-type: L4."),
  flags: anything,
  advanced_instance_config: anything,
  cloud_deployment: anything,
};

const single = z.looseObject({
  cloud: text,
  cloud_resource: text,
  zones: z
    .array(nameSchema)
    .max(20)
    .nullish()
    .describe("The first one alone unless enable_cross_zone_scaling is true."),
  enable_cross_zone_scaling: z.boolean().nullish(),
  head_node: z.looseObject(node).nullish(),
  worker_nodes: z
    .array(
      z.looseObject({
        name: nameSchema.nullish().describe("Default: the instance type."),
        ...node,
        hosts: wholeNumberSchema({ least: 2, most: 1024 })
          .nullish()
          .describe("Hosts of each node, which boot and go together (KubeRay: numOfHosts). Default: one."),
        min_nodes: nodeCount.nullish().describe("Default 0."),
        max_nodes: nodeCount.nullish().describe("Default 10."),
        market_type: z.enum(["ON_DEMAND", "SPOT", "PREFER_SPOT"]).nullish().describe("Default ON_DEMAND."),
      }),
    )
    .max(200)
    .nullish()
    .describe("Left out: chosen by what replicas need. []: none, replicas run on the head node."),
  min_resources: totals.describe("Of all nodes together, at least."),
  max_resources: totals.describe("Of all nodes together, at most."),
  auto_select_worker_config: z.boolean().nullish(),
  flags: anything,
  advanced_instance_config: anything,
});

/** An inline Anyscale compute config, for one cloud resource or for several. */
export const computeConfigSchema = single
  .extend({
    configs: z
      .array(single)
      .max(50)
      .nullish()
      .describe("One for each cloud resource; the first one is used."),
  })
  .meta({ id: "ComputeConfig", description: "An inline Anyscale compute config." });

export type ComputeConfig = z.output<typeof single>;
export type NodeConfig = NonNullable<ComputeConfig["head_node"]>;
export type WorkerNodeConfig = NonNullable<ComputeConfig["worker_nodes"]>[number];
