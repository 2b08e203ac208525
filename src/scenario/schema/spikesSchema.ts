import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";

/** Times in which a rate is multiplied. */
export const spikesSchema = z
  .array(
    section({
      at: durationSchema.describe("From the start of the stream."),
      duration: positiveDurationSchema,
      factor: numberSchema({ least: 0, most: 1_000_000 }).describe("What the rate is multiplied by."),
    }),
  )
  .max(1_000, { error: "expected at most 1000 spikes" })
  .describe(
    "Times in which the rate is multiplied; where they overlap, by all their factors. Not for a trace.",
  );
