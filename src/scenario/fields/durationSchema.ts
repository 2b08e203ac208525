import { z } from "zod";
import { parseDuration } from "./parseDuration.ts";

const expected = "expected a duration: a number of seconds, or text such as 250ms, 30s, 5m, 1.5h";
/** No quantity of a scenario needs more: 366 days. */
const longestSeconds = 366 * 86_400;

/** Seconds, written as a number or as text with a unit. */
export const durationSchema = z
  .union([z.number(), z.string()], { error: expected })
  .transform((written, context): number => {
    const seconds = typeof written === "number" ? written : parseDuration(written);
    if (seconds === null) {
      context.addIssue({ code: "custom", message: expected });
      return z.NEVER;
    }
    if (seconds < 0 || seconds > longestSeconds) {
      context.addIssue({ code: "custom", message: "expected a duration from 0 to 366 days" });
      return z.NEVER;
    }
    return seconds;
  })
  .meta({
    id: "Duration",
    description: "Seconds as a number, or text with a unit: 250ms, 30s, 5m, 1.5h, 2d.",
  });
