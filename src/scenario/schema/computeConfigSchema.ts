import { z } from "zod";
import { nameSchema } from "./nameSchema.ts";
import { numberSchema } from "./numberSchema.ts";
import { wholeNumberSchema } from "./wholeNumberSchema.ts";

const nodeCount = wholeNumberSchema({ least: 0, most: 100_000 });
const amount = numberSchema({ least: 0, most: 100_000 }).nullish();
const bytes = z.number().nullish();
const resources = z
  .object({ CPU: amount, GPU: amount, memory: bytes, object_store_memory: bytes })
  .catchall(amount)
  .nullish()
  .describe("What Ray sees of the node, where not what the machine has, and custom resources by name.");

/** An inline Anyscale compute config. */
export const computeConfigSchema = z
  .looseObject({
    zones: z
      .array(nameSchema)
      .max(20)
      .nullish()
      .describe("The first one alone unless enable_cross_zone_scaling is true."),
    enable_cross_zone_scaling: z.boolean().nullish(),
    head_node: z.looseObject({ instance_type: nameSchema.nullish(), resources }).nullish(),
    worker_nodes: z
      .array(
        z.looseObject({
          name: nameSchema.nullish().describe("Default: the instance type."),
          instance_type: nameSchema,
          resources,
          hosts: wholeNumberSchema({ least: 2, most: 1024 })
            .nullish()
            .describe("Hosts of each node, which boot and go together (KubeRay: numOfHosts). Default: one."),
          min_nodes: nodeCount.nullish().describe("Default 0."),
          max_nodes: nodeCount.nullish().describe("Default 10."),
          market_type: z.enum(["ON_DEMAND", "SPOT", "PREFER_SPOT"]).nullish().describe("Default ON_DEMAND."),
        }),
      )
      .max(200)
      .nullish(),
  })
  .meta({ id: "ComputeConfig", description: "An inline Anyscale compute config." });

export type ComputeConfig = z.output<typeof computeConfigSchema>;
