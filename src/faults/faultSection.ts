import { z } from "zod";
import { durationSchema } from "../scenario/fields/durationSchema.ts";
import { nameSchema } from "../scenario/fields/nameSchema.ts";
import { numberSchema } from "../scenario/fields/numberSchema.ts";
import { section } from "../scenario/fields/section.ts";
import { wholeNumberSchema } from "../scenario/fields/wholeNumberSchema.ts";

const percent = wholeNumberSchema({ least: 0, most: 100 });

/** What faults of all kinds say of when they strike. */
const timing = {
  name: nameSchema.optional().describe("Default: the kind and a number."),
  at: durationSchema.optional().describe("Strikes at this time."),
  when: section({
    canaryCapacityPercent: percent.optional().describe("As soon as the canary has this capacity …"),
    canaryTrafficPercent: percent.optional().describe("… or this share of the traffic."),
    after: durationSchema.prefault("0s").describe("Delay from that moment on."),
  })
    .refine(
      (when) => (when.canaryCapacityPercent === undefined) !== (when.canaryTrafficPercent === undefined),
      {
        error: "needs either canaryCapacityPercent or canaryTrafficPercent",
      },
    )
    .optional()
    .describe("Strikes as soon as the rollout has come so far."),
  atRandom: section({
    perHour: numberSchema({ least: 0.0001, most: 3600 }).describe("How often on average."),
    from: durationSchema.prefault("0s").describe("Not before this time."),
    to: durationSchema.optional().describe("Not after it. Default: the horizon."),
  })
    .optional()
    .describe("Strikes again and again, at moments of a Poisson process with random numbers of its own."),
};

/** The section of a scenario file that describes a fault of one kind: the kind, when it strikes, and its own options. */
export function faultSection<const Kind extends string, Options extends z.core.$ZodLooseShape>(
  kind: Kind,
  options: Options,
) {
  return section({ kind: z.literal(kind), ...timing, ...options });
}
