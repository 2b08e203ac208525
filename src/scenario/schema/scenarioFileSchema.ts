import { z } from "zod";
import type { NamedStrategy } from "../../strategies/NamedStrategy.ts";
import { strategies } from "../../strategies/registry.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { parseExpectation } from "../parseExpectation.ts";
import { behaviourSchema } from "./behaviourSchema.ts";
import { clusterSchema } from "./clusterSchema.ts";
import { commandsSchemaOf } from "./commandSchema.ts";
import { faultsSchema } from "./faultSchema.ts";
import { overheadSchema } from "./overheadSchema.ts";
import { type StrategySchema, strategySchemaOf } from "./strategySchema.ts";
import { trafficSchema } from "./trafficSchema.ts";
import { updateSchemaOf } from "./updateSchema.ts";
import { writtenServiceSchema } from "./writtenServiceSchema.ts";

const nameError =
  "expected 1 to 100 letters, digits, dots, dashes or underscores, the first a letter or digit (it names the report's folder)";
const longestHorizonSeconds = 30 * 86_400;

const expectationSchema = z
  .string({ error: "expected text such as errorPercent < 0.1" })
  .max(200, { error: "expected at most 200 characters" })
  .transform((text, context) => {
    const parsed = parseExpectation(text);
    if (parsed.kind === "expectation") return parsed.expectation;
    context.addIssue({ code: "custom", message: parsed.reason });
    return z.NEVER;
  });

const shapeOf = (named: readonly NamedStrategy[], strategy: StrategySchema) => ({
  name: z
    .string({ error: nameError })
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, { error: nameError })
    .describe("Names the report's folder."),
  description: z.string().max(10_000).default("").describe("What the scenario is about."),
  seed: z
    .union([z.number(), z.string().max(200)], { error: "expected a number or text" })
    .default(1)
    .transform(String)
    .describe("Same scenario and seed, same result."),
  horizon: positiveDurationSchema
    .refine((seconds) => seconds <= longestHorizonSeconds, { error: "expected at most 30 days" })
    .describe("How much time is simulated; at most 30 days."),
  timelineInterval: positiveDurationSchema
    .optional()
    .describe("Width of a row of the timeline. Default: a round number that gives at most 400 rows."),
  service: writtenServiceSchema.describe(
    "What runs: Anyscale's ServiceConfig, a Ray Serve config or its list of applications; inline, or the path of a YAML file relative to this one.",
  ),
  start: z
    .enum(["running", "empty"], { error: "expected running or empty" })
    .default("running")
    .describe(
      "running: the service runs at 0 s, with all its nodes and replicas. empty: nothing runs, and the service is deployed at 0 s for the first time.",
    ),
  deployments: z
    .record(z.string(), behaviourSchema)
    .default({})
    .describe("How deployments behave, by name, or application#deployment where two share a name."),
  cluster: clusterSchema
    .prefault({})
    .describe("The nodes: what the compute config cannot know, or all of them where it does not list them."),
  replacements: z
    .enum(["after-drain", "at-once"])
    .default("after-drain")
    .describe(
      "When the place of a replica that stops is filled: after-drain, once it is gone, so that a deployment never holds more than its target; or at-once, as Ray Serve does, which needs room for both.",
    ),
  overhead: overheadSchema
    .optional()
    .describe(
      "What Ray Serve itself takes of requests on their way to a replica and back; none (default): nothing.",
    ),
  traffic: trafficSchema,
  update: updateSchemaOf(strategy).optional().describe("The update that the scenario is about."),
  commands: commandsSchemaOf(named, strategy),
  faults: faultsSchema,
  expect: z
    .array(expectationSchema)
    .max(200, { error: "expected at most 200 expectations" })
    .default([])
    .describe(
      "Assertions over the summary: <figure> <comparison> <value>, as errorPercent < 0.1 or outcome = completed. Every run has to meet them, unless a share stands behind: p99LatencySeconds < 5 in 90 % of runs.",
    ),
  limits: section({
    maxRequestsInSystem: wholeNumberSchema({ least: 1, most: 10_000_000 })
      .default(1_000_000)
      .describe("Requests waiting or being served at once; beyond it the run stops."),
    maxReplicas: wholeNumberSchema({ least: 1, most: 1_000_000 })
      .default(20_000)
      .describe(
        "Replicas of one version at the start, all deployments together; a scenario with more is refused before it is played.",
      ),
    maxEvents: wholeNumberSchema({ least: 1, most: 1_000_000_000_000 })
      .default(2_000_000_000)
      .describe("Events of the whole run; beyond it the run stops."),
  })
    .prefault({})
    .describe("Where a run stops that would never end."),
});

/**
 * A scenario file, after YAML, whose updates may name these strategies. The one source of its types, defaults, messages and of the
 * JSON Schema for editors.
 */
export const scenarioFileSchemaOf = (named: readonly NamedStrategy[]) =>
  section(shapeOf(named, strategySchemaOf(named))).superRefine((file, context) => {
    if (file.timelineInterval !== undefined && file.horizon / file.timelineInterval > 100_000) {
      context.addIssue({
        code: "custom",
        path: ["timelineInterval"],
        message: "gives more than 100000 rows; expected a wider interval",
      });
    }
  });

/** The same with the strategies that are ours. */
export const scenarioFileSchema = scenarioFileSchemaOf(strategies);

/** A scenario file as parsed, defaults filled in. */
export type ScenarioFile = z.output<typeof scenarioFileSchema>;
