import { distributionSchema } from "./distributionSchema.ts";
import { numberSchema } from "./numberSchema.ts";
import { section } from "./section.ts";
import { timeDistributionSchema } from "./timeDistributionSchema.ts";

/** Requests that belong together. */
export const sessionsSchema = section({
  turns: distributionSchema({
    quantity: numberSchema({ least: 0, most: 1_000_000 }),
    expected: "a number of requests from 0 to 1000000",
    example: "4",
  }).describe("Requests of a session, rounded to a whole number from 1."),
  think: timeDistributionSchema.describe("From a request to when its session may send the next."),
}).describe("Requests belong to sessions of several turns; the arrivals stay what they are.");
