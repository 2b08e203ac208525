import { z } from "zod";
import type { ClientSettings } from "../../workload/clients/Client.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const backoffSchema = section({
  base: durationSchema.prefault("100ms").describe("The wait before the first retry."),
  factor: numberSchema({ least: 1, most: 100 }).default(2).describe("How much longer each wait is."),
  max: durationSchema.prefault("10s").describe("No wait is longer."),
  jitter: z
    .enum(["full", "equal", "none"])
    .default("full")
    .describe("Waits are drawn from 0 to the whole wait, from its half to the whole, or not at all."),
}).prefault({});

const budgetSchema = section({
  perRequest: numberSchema({ least: 0, most: 100 })
    .default(0.2)
    .describe("What each request adds to the budget; 0.2 allows one retry for five requests."),
  minPerSecond: numberSchema({ least: 0, most: 1_000_000 })
    .default(0)
    .describe("What each second adds, however few the requests."),
  max: numberSchema({ least: 1, most: 1_000_000 })
    .default(10)
    .describe("The most retries that it holds; also what it holds at the start."),
}).describe("Limits the retries of all requests of the stream together.");

/** What those who send requests do about answers that are late or errors. */
export const clientSchema = section({
  attemptTimeout: positiveDurationSchema.optional().describe("The client gives an attempt up after so long."),
  overallTimeout: positiveDurationSchema
    .optional()
    .describe("From the first attempt on; after it there is no other."),
  whenGivenUp: z
    .enum(["cancel", "continue"])
    .default("cancel")
    .describe("Whether the service stops working on an attempt that was given up, or goes on for nobody."),
  retries: section({
    maxAttempts: wholeNumberSchema({ least: 2, most: 1_000 })
      .default(3)
      .describe("Attempts of a request, the first included."),
    backoff: backoffSchema,
    budget: budgetSchema.optional(),
  })
    .optional()
    .describe("Every failed attempt is tried again. Default: none is."),
})
  .transform(
    ({ attemptTimeout, overallTimeout, whenGivenUp, retries }): ClientSettings => ({
      attemptTimeoutSeconds: attemptTimeout ?? null,
      overallTimeoutSeconds: overallTimeout ?? null,
      cancelsWork: whenGivenUp === "cancel",
      retries:
        retries === undefined
          ? null
          : {
              maxAttempts: retries.maxAttempts,
              backoff: {
                baseSeconds: retries.backoff.base,
                factor: retries.backoff.factor,
                maxSeconds: retries.backoff.max,
                jitter: retries.backoff.jitter,
              },
              budget:
                retries.budget === undefined
                  ? null
                  : {
                      retriesPerRequest: retries.budget.perRequest,
                      minRetriesPerSecond: retries.budget.minPerSecond,
                      maxTokens: retries.budget.max,
                    },
            },
    }),
  )
  .describe("Timeouts and retries of those who send the requests. Default: they wait, and do not try again.");
