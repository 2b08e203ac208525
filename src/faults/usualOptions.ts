import { z } from "zod";
import { durationSchema } from "../scenario/fields/durationSchema.ts";
import { numberSchema } from "../scenario/fields/numberSchema.ts";
import { wholeNumberSchema } from "../scenario/fields/wholeNumberSchema.ts";

/** Options that many kinds of faults have. */
export const usualOptions = {
  version: z.enum(["primary", "canary"]).describe("The version that it strikes."),
  deployment: z.string().optional().describe("Default: all deployments."),
  workerGroup: z.string().optional().describe("Default: any worker group."),
  count: wholeNumberSchema({ least: 1, most: 100_000 }).describe("How many."),
  /** A share of something, 0 to 100. */
  percent: numberSchema({ least: 0, most: 100 }),
  /** How long the warning before a spot node is taken is. */
  warning: durationSchema.prefault("2m").describe("AWS warns two minutes before it takes a spot node."),
  duration: durationSchema.optional().describe("Default: to the end."),
} as const;
