import { durationSchema } from "./durationSchema.ts";

/** A duration of more than 0 seconds. */
export const positiveDurationSchema = durationSchema.refine((seconds) => seconds > 0, {
  error: "expected a duration of more than 0",
});
