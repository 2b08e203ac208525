import { z } from "zod";
import { durationSchema } from "./durationSchema.ts";
import { nameSchema } from "./nameSchema.ts";
import { numberSchema } from "./numberSchema.ts";
import { section } from "./section.ts";
import { timeDistributionSchema } from "./timeDistributionSchema.ts";
import { wholeNumberSchema } from "./wholeNumberSchema.ts";

const nodeCount = wholeNumberSchema({ least: 0, most: 100_000 });

/** What a compute config cannot know of the cluster: boot times, pools, prices. */
export const clusterSchema = section({
  bootTime: timeDistributionSchema
    .prefault({ median: "90s", p99: "240s" })
    .describe("From the request for a node to a node that takes replicas; for all worker groups."),
  idleTime: durationSchema
    .prefault("5m")
    .describe(
      "A node without replicas for so long is released. Ray's autoscaler waits 5 minutes by default.",
    ),
  headNode: section({
    instanceType: nameSchema.optional().describe("Where the compute config names none. Default m5.2xlarge."),
    bootTime: timeDistributionSchema.optional().describe("Default: bootTime of the cluster."),
  }).prefault({}),
  workerGroups: z
    .record(
      nameSchema,
      section({
        instanceType: nameSchema.optional(),
        minNodes: nodeCount.optional().describe("Default 0."),
        maxNodes: nodeCount.optional().describe("Default 10."),
        market: z.enum(["on-demand", "spot"]).optional().describe("Default on-demand."),
        bootTime: timeDistributionSchema.optional(),
        idleTime: durationSchema.optional(),
        pool: nameSchema
          .nullable()
          .optional()
          .describe(
            "The capacity pool of its nodes. Default: the pool with the name of the instance type or of its family (g5 for g5.2xlarge), if there is one; null: none.",
          ),
      }),
    )
    .default({})
    .describe(
      "By name of a worker group of the compute config: boot time, idle time, pool. Where compute_config is a name or missing: the groups in full, with instanceType, minNodes, maxNodes.",
    ),
  pools: z
    .record(nameSchema, section({ maxNodes: nodeCount.describe("Nodes of both clusters at once.") }))
    .default({})
    .describe("Machines that both clusters take from. A group without a pool never runs out."),
  instanceTypes: z
    .record(
      nameSchema,
      section({
        cpus: numberSchema({ least: 0, most: 100_000 }),
        gpus: numberSchema({ least: 0, most: 100_000 }).default(0),
        pricePerHour: numberSchema({ least: 0, most: 1_000_000 }).default(0).describe("Dollars."),
      }),
    )
    .default({})
    .describe("Machines that are not in the built-in table, or have another price."),
}).meta({ id: "Cluster" });

export type ClusterSection = z.output<typeof clusterSchema>;
