import { mean } from "../../engine/sample.ts";
import { maxUsers } from "../../workload/clients/ClosedLoopUsers.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

/** A request may be turned away at once: users who never think would then send without end at one moment. */
const shortestThinkSeconds = 0.001;

/** Users in a closed loop. */
export const usersSchema = section({
  count: wholeNumberSchema({ least: 1, most: maxUsers }).describe("How many there are."),
  think: timeDistributionSchema
    .refine((seconds) => mean(seconds) >= shortestThinkSeconds, {
      error: "expected at least 1ms on average",
    })
    .describe("From an answer to the user's next request; also before the first one."),
  rampUp: durationSchema.prefault("0s").describe("Users join evenly over this time."),
}).describe(
  "A closed loop: each user sends a request, waits for what becomes of it, thinks, and sends the next.",
);
