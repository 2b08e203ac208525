import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";

/** What is done to a trace before it is replayed: it is cut, then scaled, then looped. */
export const replaySchema = section({
  from: durationSchema
    .prefault("0s")
    .describe("Leaves out what comes before; this moment becomes the start."),
  to: durationSchema.optional().describe("Leaves out this moment of the trace and what comes after."),
  scale: numberSchema({ least: 0.0001, most: 10_000 }).default(1).describe("The rate is multiplied by this."),
  by: z
    .enum(["overlay", "compress"])
    .default("overlay")
    .describe(
      "overlay: shifted copies over one another, of a fraction a thinned one; bursts keep their length. compress: in less time; gaps keep their coefficient of variation.",
    ),
  loop: z.boolean().default(false).describe("Begins again whenever it has ended, to the end of the stream."),
})
  .refine((replay) => replay.to === undefined || replay.to > replay.from, {
    error: "expected an end after the start",
    path: ["to"],
  })
  .describe("Cuts, scales and loops a trace.");

export type ReplaySection = z.output<typeof replaySchema>;
