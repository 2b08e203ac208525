import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const percent = wholeNumberSchema({ least: 0, most: 100 });
const count = wholeNumberSchema({ least: 1, most: 100_000 }).describe("How many.");
const version = z.enum(["primary", "canary"]).describe("The version that it strikes.");
const deployment = z.string().optional().describe("Default: all deployments.");
const workerGroup = z.string().optional().describe("Default: any worker group.");
const duration = durationSchema.optional().describe("Default: to the end.");

const timing = {
  name: nameSchema.optional().describe("Default: the kind and a number."),
  at: durationSchema.optional().describe("Strikes at this time."),
  when: section({
    canaryCapacityPercent: percent.optional().describe("As soon as the canary has this capacity …"),
    canaryTrafficPercent: percent.optional().describe("… or this share of the traffic."),
    after: durationSchema.prefault("0s").describe("Delay from that moment on."),
  })
    .refine(
      (when) => (when.canaryCapacityPercent === undefined) !== (when.canaryTrafficPercent === undefined),
      {
        error: "needs either canaryCapacityPercent or canaryTrafficPercent",
      },
    )
    .optional()
    .describe("Strikes as soon as the rollout has come so far."),
  atRandom: section({
    perHour: numberSchema({ least: 0.0001, most: 3600 }).describe("How often on average."),
    from: durationSchema.prefault("0s").describe("Not before this time."),
    to: durationSchema.optional().describe("Not after it. Default: the horizon."),
  })
    .optional()
    .describe("Strikes again and again, at moments of a Poisson process with random numbers of its own."),
};

/** One fault: when it strikes, its kind, and what that kind needs to know. */
const faultSchema = z
  .discriminatedUnion("kind", [
    section({
      kind: z.literal("never-healthy"),
      ...timing,
      version: version.default("canary"),
      deployment,
      mode: z
        .enum(["hangs", "crashes"])
        .default("hangs")
        .describe("What the constructor of new replicas does."),
      duration,
    }),
    section({
      kind: z.literal("unhealthy"),
      ...timing,
      version,
      deployment,
      count: count.optional().describe("Default: all running replicas."),
      failsRequests: z.boolean().default(false).describe("They answer with errors meanwhile."),
    }),
    section({ kind: z.literal("replica-crash"), ...timing, version, deployment, count: count.default(1) }),
    section({ kind: z.literal("node-loss"), ...timing, version, workerGroup, count: count.default(1) }),
    section({
      kind: z.literal("spot-preemption"),
      ...timing,
      version,
      workerGroup,
      count: count.default(1),
      warning: durationSchema.prefault("2m").describe("AWS warns two minutes before it takes a spot node."),
    }),
    section({
      kind: z.literal("stock-out"),
      ...timing,
      pool: z.string().describe("The capacity pool that gives no more nodes."),
      duration,
    }),
    section({
      kind: z.literal("slow"),
      ...timing,
      version,
      factor: numberSchema({ least: 0.01, most: 1000 }).describe("Requests take so many times as long."),
      duration,
    }),
    section({
      kind: z.literal("errors"),
      ...timing,
      version,
      percent: numberSchema({ least: 0, most: 100 }).describe("Share of finished requests that are errors."),
      duration,
    }),
    section({ kind: z.literal("head-node-death"), ...timing, version }),
    section({
      kind: z.literal("proxy-death"),
      ...timing,
      version,
      count: count.default(1).describe("HTTP proxies that die; needs cluster.proxies."),
    }),
    section({
      kind: z.literal("crash-loop"),
      ...timing,
      version,
      deployment,
      percent: numberSchema({ least: 0, most: 100 }).default(100).describe("Share of the replicas."),
      lifetime: timeDistributionSchema
        .prefault({ mean: "60s" })
        .describe(
          "From when a replica begins to run (or is struck) to its crash. Default: exponential, 60 s.",
        ),
      duration,
    }),
    section({
      kind: z.literal("slow-start"),
      ...timing,
      version,
      deployment,
      factor: numberSchema({ least: 1, most: 1000 }).describe(
        "New replicas take so many times as long to start.",
      ),
      duration,
    }),
    section({
      kind: z.literal("hung-replica"),
      ...timing,
      version,
      deployment,
      count: count.default(1),
      duration: durationSchema.optional().describe("Default: until the replica is replaced."),
    }),
    section({
      kind: z.literal("flapping-health"),
      ...timing,
      version,
      deployment,
      count: count.optional().describe("Default: all running replicas."),
      failing: positiveDurationSchema.prefault("25s").describe("How long checks fail at a stretch."),
      passing: positiveDurationSchema.prefault("60s").describe("How long they pass in between."),
      failsRequests: z.boolean().default(false).describe("They answer with errors while checks fail."),
      duration,
    }),
    section({
      kind: z.literal("gray-failure"),
      ...timing,
      version,
      deployment,
      count: count.default(1),
      factor: numberSchema({ least: 1, most: 1000 })
        .default(10)
        .describe("Requests on these replicas take so many times as long; health checks pass."),
      duration,
    }),
    section({
      kind: z.literal("memory-leak"),
      ...timing,
      version,
      deployment,
      afterRequests: count.optional().describe("A replica is killed after so many requests …"),
      afterTime: positiveDurationSchema.optional().describe("… or so long a time, whichever comes first."),
      duration,
    }).refine((fault) => fault.afterRequests !== undefined || fault.afterTime !== undefined, {
      error: "needs afterRequests or afterTime",
    }),
    section({
      kind: z.literal("brown-out"),
      ...timing,
      factor: numberSchema({ least: 1, most: 1000 })
        .default(1)
        .describe("All requests take so many times as long."),
      errorPercent: numberSchema({ least: 0, most: 100 })
        .default(0)
        .describe("Share of finished requests that are errors."),
      duration,
    }),
    section({
      kind: z.literal("traffic-surge"),
      ...timing,
      factor: numberSchema({ least: 1, most: 100 }).describe("So many times as many requests arrive."),
      duration,
    }),
    section({
      kind: z.literal("zone-loss"),
      ...timing,
      zone: z.string().describe("The zone that goes down."),
      duration,
    }),
    section({
      kind: z.literal("spot-wave"),
      ...timing,
      workerGroup,
      percent: numberSchema({ least: 0, most: 100 })
        .default(100)
        .describe("Share of the spot nodes of both clusters."),
      warning: durationSchema.prefault("2m").describe("AWS warns two minutes before it takes a spot node."),
      spread: durationSchema.prefault("0s").describe("From the first warning to the last."),
      duration: durationSchema
        .optional()
        .describe("How long no spot node is to be had. Default: to the end."),
    }),
    section({
      kind: z.literal("load-balancer-lag"),
      ...timing,
      delay: positiveDurationSchema.describe("How late a new traffic split comes into effect."),
      duration,
    }),
    section({
      kind: z.literal("metrics-outage"),
      ...timing,
      version,
      deployment,
      lostPercent: numberSchema({ least: 0, most: 100 })
        .default(100)
        .describe("Share of the reports to the autoscaler that are lost."),
      delay: durationSchema.prefault("0s").describe("How late the others come."),
      duration,
    }),
  ])
  .superRefine((fault, context) => {
    const timings = [fault.at, fault.when, fault.atRandom].filter((timing) => timing !== undefined);
    if (timings.length !== 1) {
      context.addIssue({ code: "custom", message: "needs exactly one of at, when and atRandom" });
    }
  });

export const faultsSchema = z
  .array(faultSchema)
  .max(1000, { error: "expected at most 1000 faults" })
  .default([])
  .describe("What goes wrong.");

export type FaultSection = z.output<typeof faultSchema>;
