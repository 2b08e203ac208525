import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { callNames, callShape } from "./callsSchema.ts";
import { surgePercentSchema } from "./surgePercentSchema.ts";
import { deploySchema } from "./updateSchema.ts";

const kinds = ["canary_percent", "rollback", "terminate", "deploy", ...callNames];

/** What the operator does at a given time. */
const commandSchema = section({
  ...callShape,
  at: durationSchema.describe("When it is given."),
  canary_percent: wholeNumberSchema({ least: 0, most: 100 })
    .optional()
    .describe("During a rollout: move to this share and pause there; 100 completes."),
  max_surge_percent: surgePercentSchema
    .optional()
    .describe("With canary_percent: the surge from now on. Default: as before."),
  rollback: z
    .union(
      [
        z.literal(true),
        section({
          max_surge_percent: surgePercentSchema
            .default(100)
            .describe("100: everything at once; less: step by step."),
        }),
      ],
      {
        error: "expected true or {max_surge_percent: 25}",
      },
    )
    .optional()
    .describe("During a rollout: back to the primary; true is with max_surge_percent 100."),
  terminate: z.literal(true, { error: "expected true" }).optional().describe("Terminate the service."),
  deploy: deploySchema
    .optional()
    .describe(
      "Deploy an update, with the keys of update except at. During a rollout: the config of the canary again (left out: that), with another canary_percent, changes the split; another config is refused. Once the service is terminated: starts it again.",
    ),
}).superRefine((command, context) => {
  const given = kinds.filter((kind) => (command as Readonly<Record<string, unknown>>)[kind] !== undefined);
  if (given.length !== 1) {
    context.addIssue({
      code: "custom",
      message: `needs one of ${kinds.join(", ")}; found ${given.length === 0 ? "none" : given.join(" and ")}`,
    });
  } else if (command.max_surge_percent !== undefined && command.canary_percent === undefined) {
    context.addIssue({
      code: "custom",
      path: ["max_surge_percent"],
      message: `belongs to canary_percent here; write it inside ${given[0]}`,
    });
  }
});

export const commandsSchema = z
  .array(commandSchema)
  .max(1000, { error: "expected at most 1000 commands" })
  .default([])
  .describe("What the operator does later.");

export type CommandSection = z.output<typeof commandSchema>;
