import { z } from "zod";
import { fitMmpp } from "../../workload/rates/fitMmpp.ts";
import { leastMeanSeconds } from "../../workload/rates/MarkovRate.ts";
import type { MarkovState } from "../../workload/Traffic.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { rateSchema } from "./rateSchema.ts";

const longEnough = durationSchema.refine((seconds) => seconds >= leastMeanSeconds, {
  error: `expected a duration of at least ${leastMeanSeconds * 1000}ms`,
});
const fitted = ["rate", "gapCv", "meanBurst"] as const;

/** Bursts: either two states, or a rate, a variation and a burst length from which two states follow. */
export const mmppSchema = section({
  rate: rateSchema.optional().describe("The mean rate; with gapCv and meanBurst."),
  gapCv: numberSchema({ least: 1.001, most: 50 })
    .optional()
    .describe("Coefficient of variation of the gaps, above 1."),
  meanBurst: longEnough.optional().describe("Mean length of a burst; between bursts nothing comes."),
  states: z
    .array(
      section({
        rate: rateSchema.describe("Requests in this state."),
        mean: longEnough.describe("How long it lasts, on average."),
      }),
    )
    .length(2, { error: "expected two states" })
    .optional()
    .describe("The two states between which the rate jumps, in place of the three above."),
})
  .transform((written, context): readonly [MarkovState, MarkovState] => {
    const { rate, gapCv, meanBurst, states } = written;
    const given = fitted.filter((key) => written[key] !== undefined);
    const [first, second] = (states ?? []).map((state) => ({
      requestsPerSecond: state.rate,
      meanSeconds: state.mean,
    }));
    if (given.length === 0 && first !== undefined && second !== undefined) return [first, second];
    if (states === undefined && rate !== undefined && gapCv !== undefined && meanBurst !== undefined) {
      if (rate > 0) {
        const found = fitMmpp({ requestsPerSecond: rate, gapCv, meanBurstSeconds: meanBurst });
        if (found[1].meanSeconds >= leastMeanSeconds) return found;
        context.addIssue({
          code: "custom",
          message: "expected a larger gapCv or a shorter meanBurst: pauses between bursts would be below 1ms",
        });
        return z.NEVER;
      }
      context.addIssue({ code: "custom", path: ["rate"], message: "expected a rate above 0" });
      return z.NEVER;
    }
    context.addIssue({ code: "custom", message: `needs either states, or ${fitted.join(", ")}` });
    return z.NEVER;
  })
  .describe("A Poisson process whose rate jumps at random between two states (MMPP).");
