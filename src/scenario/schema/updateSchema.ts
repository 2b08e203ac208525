import { z } from "zod";
import type { TrafficPatternName } from "../../strategies/anyscale/plan/trafficPatterns.ts";
import { strategies } from "../../strategies/registry.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { newBehaviourSchema } from "./behaviourSchema.ts";
import { serviceConfigSchema } from "./serviceConfigSchema.ts";
import { type StrategySchema, strategySchemaOf } from "./strategySchema.ts";
import { surgePercentSchema } from "./surgePercentSchema.ts";
import { writtenServiceSchema } from "./writtenServiceSchema.ts";

const trafficPatternNames = ["aws", "gcp"] as const satisfies readonly TrafficPatternName[];

const patternError =
  "expected aws, gcp, or ascending whole percentages that end with 100, such as [10, 50, 100]";

const trafficPatternSchema = z
  .union([z.enum(trafficPatternNames), z.array(wholeNumberSchema({ least: 0, most: 100 })).max(101)], {
    error: patternError,
  })
  .refine(
    (pattern) =>
      typeof pattern === "string" ||
      // The planner tolerates a leading 0.
      (pattern.at(-1) === 100 && pattern.every((share, index) => index === 0 || share > pattern[index - 1]!)),
    { error: patternError },
  );

/** What a version is. */
export const versionShape = {
  service: writtenServiceSchema
    .optional()
    .describe(
      "The whole service config that is deployed, in any form that service takes. It replaces the one before, as a deploy does: what it does not name is gone. Default: the one before.",
    ),
  config: serviceConfigSchema
    .optional()
    .describe(
      "Short form, instead of service: changed fields of the service config, merged over the one before: applications and deployments by name, maps field by field, lists replaced. Nothing can be removed so.",
    ),
  deployments: z
    .record(z.string(), newBehaviourSchema)
    .default({})
    .describe("Behaviour of the new version where it differs, by deployment."),
};

export type VersionShape = typeof versionShape;

const shapeOf = (strategy: StrategySchema) => ({
  ...versionShape,
  max_surge_percent: surgePercentSchema
    .optional()
    .describe("Excess capacity while updating, 1 to 100. Default 100: a full duplicate."),
  canary_percent: wholeNumberSchema({ least: 0, most: 100 })
    .optional()
    .describe("Manual control: pauses at this share of traffic; turns automatic rollback off."),
  in_place: z
    .union(
      [
        z.boolean(),
        section({
          ignoreClusterChanges: z
            .boolean()
            .default(false)
            .describe(
              "true: a changed cloud, image or compute config is ignored with a warning, as Anyscale's client says; else it is refused, as its guide says.",
            ),
        }),
      ],
      { error: "expected true, false or {ignoreClusterChanges: true}" },
    )
    .default(false)
    .describe("Update the running cluster instead of starting a second one."),
  strategy: strategy
    .optional()
    .describe(
      "Rolled out by another system than Anyscale; the keys of Anyscale's rollouts are left out then.",
    ),
  auto_complete_rollout: z
    .boolean()
    .default(true)
    .describe("false: keep the primary when the canary has reached 100 %."),
  timeout: positiveDurationSchema
    .prefault("120m")
    .describe("A rollout that has not completed by then rolls back."),
  trafficPattern: trafficPatternSchema
    .default("aws")
    .describe("Shares of a full surge: aws 5, 10, 20, 30, 50, 75, 100; gcp 10, 50, 100; or a list."),
  trafficInterval: durationSchema
    .optional()
    .describe("Between two shares of the pattern. Default 20s; 240s with gcp."),
  rounding: z
    .enum(["up", "half-up"])
    .default("up")
    .describe("How a capacity becomes replicas: up as Anyscale documents, half-up as Ray's target_capacity."),
  hold: durationSchema
    .prefault("0s")
    .describe("After a shift of traffic, before the losing version gives up capacity."),
  connectionDrain: durationSchema
    .prefault("300s")
    .describe(
      "How long a version without traffic may finish what waits at its routers. 300 s is the deregistration delay of an AWS target group.",
    ),
  unhealthyGrace: durationSchema
    .prefault("0s")
    .describe("How long the canary may be unhealthy before an automatic rollback."),
});

/** Reports an update that has both a whole service and a part of one. */
export function refuseTwoConfigs(
  { service, config }: { readonly service?: unknown; readonly config?: unknown },
  context: z.RefinementCtx,
): void {
  if (service === undefined || config === undefined) return;
  context.addIssue({
    code: "custom",
    path: ["config"],
    message: "changes the config before, while service replaces it whole: leave one of them out",
  });
}

const rolloutKeys = ["max_surge_percent", "canary_percent", "strategy"] as const;

function refuseSurgeInPlace(
  update: { readonly in_place: unknown } & {
    readonly [key in (typeof rolloutKeys)[number]]?: unknown;
  },
  context: z.RefinementCtx,
): void {
  if (update.in_place === false) return;
  for (const key of rolloutKeys) {
    if (update[key] === undefined) continue;
    // anyscale-service-api.txt: "Not supported when using --in-place."
    context.addIssue({
      code: "custom",
      path: [key],
      message: "not supported together with in_place: leave one of them out",
    });
  }
}

/** What a `deploy` command does, by one of these strategies or as Anyscale does it. */
export const deploySchemaOf = (strategy: StrategySchema) =>
  section(shapeOf(strategy))
    .superRefine(refuseSurgeInPlace)
    .superRefine(refuseTwoConfigs)
    .meta({ id: "Deploy", description: "An update that an operator starts later." });

/** The scenario's own update: what is deployed, when and how. */
export const updateSchemaOf = (strategy: StrategySchema) =>
  section({ at: durationSchema.describe("When the update is deployed."), ...shapeOf(strategy) })
    .superRefine(refuseSurgeInPlace)
    .superRefine(refuseTwoConfigs)
    .meta({ id: "Update", description: "The update that the scenario is about." });

export type DeploySection = z.output<ReturnType<typeof deploySchemaOf>>;
export type UpdateSection = z.output<ReturnType<typeof updateSchemaOf>>;

/** A deploy that says nothing. */
export const usualDeploy: DeploySection = deploySchemaOf(strategySchemaOf(strategies)).parse({});
