import { z } from "zod";
import type { NamedStrategy } from "../../strategies/NamedStrategy.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { callIn, callShapeOf } from "./callsSchema.ts";
import type { StrategySchema } from "./strategySchema.ts";
import { surgePercentSchema } from "./surgePercentSchema.ts";
import { deploySchemaOf, versionShape } from "./updateSchema.ts";

/** The commands of most systems: each a key. */
const commonKinds = ["canary_percent", "rollback", "scale", "terminate", "deploy"] as const;

const shapeOf = (strategy: StrategySchema) => ({
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
  scale: section({
    deployment: z.string().max(1000).describe("Its name, or application#deployment where two share it."),
    replicas: wholeNumberSchema({ least: 0, most: 1_000_000 }).describe("How many it is to have."),
  })
    .optional()
    .describe(
      "Another number of replicas of one deployment, as kubectl scale does it, in a rollout or outside of one. A Deployment of Kubernetes takes it; where the config alone sets the number, it is refused.",
    ),
  terminate: z.literal(true, { error: "expected true" }).optional().describe("Terminate the service."),
  deploy: deploySchemaOf(strategy)
    .optional()
    .describe(
      "Deploy an update, with the keys of update except at. During a rollout: the config of the canary again (left out: that), with another canary_percent, changes the split; another config is refused. Once the service is terminated: starts it again.",
    ),
});

/** What the operator does at a given time. */
function commandSchemaOf(strategies: readonly NamedStrategy[], strategy: StrategySchema) {
  const common = shapeOf(strategy);
  const own = callShapeOf(strategies, versionShape);
  const kinds = [...commonKinds, ...Object.keys(own)];
  refuseOwn(Object.keys(own), Object.keys(common));
  return section({ ...own, ...common })
    .superRefine((command, context) => {
      const given = Object.keys(command).filter(
        (key) => kinds.includes(key) && Reflect.get(command, key) !== undefined,
      );
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
    })
    .transform((command) => ({ ...command, call: callIn(command) }));
}

/** A command of a strategy's own cannot be called as a key that every command has. */
function refuseOwn(own: readonly string[], common: readonly string[]): void {
  const twin = own.find((name) => common.includes(name));
  if (twin !== undefined) throw new Error(`${twin} is a key of every command; expected another name`);
}

export const commandsSchemaOf = (strategies: readonly NamedStrategy[], strategy: StrategySchema) =>
  z
    .array(commandSchemaOf(strategies, strategy))
    .max(1000, { error: "expected at most 1000 commands" })
    .default([])
    .describe("What the operator does later.");

export type CommandSection = z.output<ReturnType<typeof commandSchemaOf>>;
