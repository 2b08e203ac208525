import { z } from "zod";

const expected = "expected requests per second: a number, or text such as 5/s, 300/m, 18000/h";
const highest = 10_000_000;
const secondsOf: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Requests per second. */
export const rateSchema = z
  .union([z.number(), z.string()], { error: expected })
  .transform((written, context): number => {
    const rate = typeof written === "number" ? written : parseRate(written);
    if (rate === null || rate < 0 || rate > highest) {
      context.addIssue({
        code: "custom",
        message: rate === null ? expected : `expected 0 to ${highest} a second`,
      });
      return z.NEVER;
    }
    return rate;
  })
  .meta({ id: "Rate", description: "Requests per second as a number, or text: 5/s, 300/m, 18000/h." });

function parseRate(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*\/\s*(s|m|h)$/.exec(text.trim());
  return match === null ? null : Number(match[1]) / secondsOf[match[2]!]!;
}
