import { z } from "zod";
import { durationSchema } from "./durationSchema.ts";
import { nameSchema } from "./nameSchema.ts";
import { numberSchema } from "./numberSchema.ts";
import { section } from "./section.ts";
import { wholeNumberSchema } from "./wholeNumberSchema.ts";

const percent = wholeNumberSchema({ least: 0, most: 100 });
const count = wholeNumberSchema({ least: 1, most: 100_000 });
const version = z.enum(["primary", "canary"]);
const deployment = z.string().optional().describe("Default: all deployments.");
const workerGroup = z.string().optional().describe("Default: any worker group.");
const duration = durationSchema.optional().describe("Default: to the end.");

const timing = {
  name: nameSchema.optional().describe("Default: the kind and a number."),
  at: durationSchema.optional().describe("Strikes at this time."),
  when: section({
    canaryCapacityPercent: percent.optional(),
    canaryTrafficPercent: percent.optional(),
    after: durationSchema.default(0).describe("Delay from that moment on."),
  })
    .refine(
      (when) => (when.canaryCapacityPercent === undefined) !== (when.canaryTrafficPercent === undefined),
      {
        error: "needs either canaryCapacityPercent or canaryTrafficPercent",
      },
    )
    .optional()
    .describe("Strikes as soon as the rollout has come so far."),
};

/** One fault: when it strikes, its kind, and what that kind needs to know. */
const faultSchema = z
  .discriminatedUnion("kind", [
    section({
      kind: z.literal("never-healthy"),
      ...timing,
      deployment,
      mode: z
        .enum(["hangs", "crashes"])
        .default("hangs")
        .describe("What the constructor of canary replicas does."),
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
  ])
  .superRefine((fault, context) => {
    if ((fault.at === undefined) === (fault.when === undefined)) {
      context.addIssue({ code: "custom", message: "needs either at or when" });
    }
  });

export const faultsSchema = z
  .array(faultSchema)
  .max(1000, { error: "expected at most 1000 faults" })
  .default([])
  .describe("What goes wrong.");

export type FaultSection = z.output<typeof faultSchema>;
