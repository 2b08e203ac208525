import { distributionSchema } from "./distributionSchema.ts";
import { durationSchema } from "./durationSchema.ts";

/** A random time. */
export const timeDistributionSchema = distributionSchema({
  quantity: durationSchema,
  expected: "a duration such as 90s",
  example: "90s",
}).meta({ id: "TimeDistribution" });
