import { distributionSchema } from "../fields/distributionSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";

/** A random number of tokens. */
export const tokenDistributionSchema = distributionSchema({
  quantity: numberSchema({ least: 0, most: 10_000_000 }),
  expected: "a number of tokens",
  example: "500",
}).meta({ id: "TokenDistribution" });
