import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { labelsSchema } from "./labelsSchema.ts";
import { memorySchema } from "./memorySchema.ts";
import { proxiesSchema } from "./proxiesSchema.ts";

const customResources = z
  .record(nameSchema, numberSchema({ least: 0, most: 100_000 }))
  .describe("Custom resources of a node by name.");
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
  zones: z
    .array(nameSchema)
    .max(20)
    .optional()
    .describe(
      "Where nodes run: the head in the first zone, workers spread over all. Default: those of the compute config; without any, zones play no part.",
    ),
  spotFallback: durationSchema
    .prefault("1m")
    .describe(
      "A group that prefers spot (PREFER_SPOT) asks for an on-demand node when it has waited so long for a spot node.",
    ),
  proxies: proxiesSchema
    .optional()
    .describe(
      "HTTP proxies one by one (every-node, head-only, or a section): each routes by itself, and may die. Left out: one router a deployment stands for all of them.",
    ),
  spotReturn: positiveDurationSchema
    .nullable()
    .prefault("1h")
    .describe(
      "So long after an on-demand node was launched for a group that prefers spot, and again and again, a spot node is asked for in its place; replicas then move there. Anyscale's replacement_threshold: 60 minutes. null: never.",
    ),
  placement: z
    .enum(["pack", "spread"])
    .default("pack")
    .describe(
      "pack: a replica goes where it leaves the least room (Ray Serve with RAY_SERVE_USE_PACK_SCHEDULING_STRATEGY=1). spread: round the nodes, as Ray Serve does without it.",
    ),
  compaction: section({
    delay: durationSchema
      .prefault("5m")
      .describe("For how long nothing must have started or stopped. Ray Serve: 5 minutes."),
    timeout: positiveDurationSchema
      .prefault("30m")
      .describe("How long the node may take to be empty and gone. Ray Serve: 30 minutes."),
    maxBackoff: durationSchema
      .prefault("1h")
      .describe("Failures make it pause for 2 s, 4 s, and so on up to this. Ray Serve: an hour."),
  })
    .nullable()
    .default(null)
    .describe(
      "Replica compaction: a node whose replicas fit on others is emptied, each replica replaced before it stops. null: never; {}: with Ray Serve's times. Needs placement pack.",
    ),
  headNode: section({
    instanceType: nameSchema
      .optional()
      .describe(
        "Where the compute config names none. Default m5.2xlarge, or its like of the cloud of the workers.",
      ),
    bootTime: timeDistributionSchema.optional().describe("Default: bootTime of the cluster."),
  }).prefault({}),
  workerGroups: z
    .record(
      nameSchema,
      section({
        instanceType: nameSchema.optional(),
        minNodes: nodeCount.optional().describe("Default 0."),
        maxNodes: nodeCount.optional().describe("Default 10."),
        market: z.enum(["on-demand", "spot", "prefer-spot"]).optional().describe("Default on-demand."),
        hosts: wholeNumberSchema({ least: 2, most: 1024 })
          .optional()
          .describe(
            "Hosts of each of its nodes, which boot and go together (KubeRay's numOfHosts): each takes replicas as a machine of its type does. Left out: one.",
          ),
        resources: customResources.optional(),
        labels: labelsSchema
          .optional()
          .describe("Labels of its nodes, beside those that Ray gives them by itself."),
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
    .record(
      nameSchema,
      section({
        maxNodes: nodeCount.describe("Nodes of both clusters at once."),
        changes: z
          .array(section({ at: positiveDurationSchema, maxNodes: nodeCount }))
          .max(10_000)
          .default([])
          .describe(
            "What other tenants leave of it later, in order of time. Nodes that are out when it shrinks stay out.",
          ),
      }),
    )
    .default({})
    .describe("Machines that both clusters take from. A group without a pool never runs out."),
  instanceTypes: z
    .record(
      nameSchema,
      section({
        cpus: numberSchema({ least: 0, most: 100_000 }),
        gpus: numberSchema({ least: 0, most: 100_000 }).default(0),
        memory: memorySchema
          .optional()
          .describe("Of the machine, such as 16Gi; of use where replicas ask for memory. Default: enough."),
        acceleratorType: nameSchema
          .nullable()
          .optional()
          .describe(
            "Ray's name of its accelerators, such as L4; of use where replicas ask for one. Default: the one asked for; null: none.",
          ),
        resources: customResources.optional(),
        pricePerHour: numberSchema({ least: 0, most: 1_000_000 }).default(0).describe("Dollars, on demand."),
        spotPricePerHour: numberSchema({ least: 0, most: 1_000_000 })
          .optional()
          .describe("Dollars. Default: as on demand, for spot prices change by the hour and by the zone."),
      }),
    )
    .default({})
    .describe("Machines that are not in the built-in table, or have another price."),
}).meta({ id: "Cluster" });

export type ClusterSection = z.output<typeof clusterSchema>;
