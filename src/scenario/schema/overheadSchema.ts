import { z } from "zod";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";

const hopSchema = section({
  slot: timeDistributionSchema
    .optional()
    .describe("For how much longer than its service time a request holds its slot, where CPUs are idle."),
  way: timeDistributionSchema
    .optional()
    .describe("What it adds to the latency beside that, before and after, where CPUs are idle."),
  callerCpu: timeDistributionSchema
    .optional()
    .describe("CPU time of the process that sends: where requests wait for it, their answers come later."),
  replicaCpu: timeDistributionSchema
    .optional()
    .describe(
      "CPU time of the replica beside the user's code: where requests wait for it, they hold their slots.",
    ),
}).meta({ id: "HopOverhead" });

const hops = {
  entry: z
    .enum(["proxy", "handle"], { error: "expected proxy or handle" })
    .optional()
    .describe(
      "How requests from outside come: proxy (default), over HTTP, or handle, from a Python program.",
    ),
  proxy: hopSchema.optional().describe("From an HTTP proxy to a replica and back."),
  handle: hopSchema.optional().describe("From a program with a handle to a replica and back."),
  call: hopSchema.optional().describe("From a replica that calls to one of another deployment and back."),
};

const error = "expected none, or the keys of what a hop takes";

/** What Ray Serve itself takes of requests: of all deployments, and whose CPUs it needs. */
export const overheadSchema = z
  .union(
    [
      z.literal("none"),
      section({
        ...hops,
        cpusPerMachine: numberSchema({ least: 0.01, most: 100_000 })
          .optional()
          .describe("CPUs for which processes compete on each machine. Default: those of its node."),
        machines: z
          .enum(["per-node", "shared"], { error: "expected per-node or shared" })
          .optional()
          .describe(
            "per-node (default): each node is a machine. shared: all nodes are on one, as in a test cluster, with cpusPerMachine CPUs.",
          ),
      }),
    ],
    { error },
  )
  .superRefine((overhead, context) => {
    if (overhead === "none" || overhead.machines !== "shared" || overhead.cpusPerMachine !== undefined)
      return;
    context.addIssue({
      code: "custom",
      path: ["machines"],
      message: "shared needs cpusPerMachine: the CPUs of the one machine",
    });
  });

/** The same of one deployment: what differs from the others. */
export const deploymentOverheadSchema = z.union([z.literal("none"), section(hops)], { error });

export type WrittenOverhead = z.output<typeof overheadSchema>;
export type DeploymentOverhead = z.output<typeof deploymentOverheadSchema>;
