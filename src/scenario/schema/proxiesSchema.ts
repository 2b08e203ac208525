import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const locations = ["every-node", "head-only"] as const;

const written = section({
  location: z
    .enum(locations, { error: `expected ${locations.join(" or ")}` })
    .optional()
    .describe(
      "On the head node and each node with a replica, or on the head node alone. Default: proxy_location of the service's config, else every-node.",
    ),
  startTime: timeDistributionSchema
    .prefault("3s")
    .describe("From the start of a proxy to ready. A guess: the documents give none."),
  checkPeriod: positiveDurationSchema
    .prefault("10s")
    .describe(
      "The controller checks each proxy so often; after the third failure in a row it starts another one.",
    ),
  minDraining: durationSchema
    .prefault("30s")
    .describe("A proxy whose node has no replica any more goes on at least so long."),
  loadBalancer: section({
    checkInterval: positiveDurationSchema.prefault("30s").describe("Default: that of AWS target groups."),
    unhealthyThreshold: wholeNumberSchema({ least: 1, most: 10 })
      .default(2)
      .describe("Failures in a row after which a proxy is sent nothing any more. Default: that of AWS."),
  })
    .prefault({})
    .describe("How the load balancer checks proxies itself."),
});

/** Where HTTP proxies run, or that and how they are watched. */
export const proxiesSchema = z
  .union([z.enum(locations), written], {
    error: `expected ${locations.join(", ")}, or a section with options`,
  })
  .transform((proxies) => (typeof proxies === "string" ? written.parse({ location: proxies }) : proxies));

export type ProxiesSection = z.output<typeof proxiesSchema>;
