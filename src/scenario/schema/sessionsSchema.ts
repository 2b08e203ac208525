import { distributionSchema } from "../fields/distributionSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";

/** Requests that belong together. */
export const sessionsSchema = section({
  turns: distributionSchema({
    quantity: numberSchema({ least: 0, most: 1_000_000 }),
    expected: "a number of requests from 0 to 1000000",
    example: "4",
  }).describe("Requests of a session, rounded to a whole number from 1."),
  think: timeDistributionSchema.describe("From a request to when its session may send the next."),
}).describe("Requests belong to sessions of several turns; the arrivals stay what they are.");
