import { gapCvRange } from "../../workload/arrivals/GammaGaps.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { rateSchema } from "./rateSchema.ts";

/** Requests with independent gaps of a given variation. */
export const gammaSchema = section({
  rate: rateSchema.describe("The mean rate."),
  gapCv: numberSchema(gapCvRange).describe(
    "Coefficient of variation of the gaps: 1 is Poisson, above 1 bursty, below 1 smooth.",
  ),
}).describe("A renewal process with gamma-distributed gaps.");
