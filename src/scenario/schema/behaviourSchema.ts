import { z } from "zod";
import type { BatchingSettings, ServiceTime } from "../../serve/Deployment.ts";
import type { MultiplexingSettings } from "../../serve/replica/ModelCache.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { positiveDurationSchema } from "../fields/positiveDurationSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { callsSchema } from "./callSchema.ts";
import { codeOptionsSchema } from "./codeOptionsSchema.ts";
import { llmSchema } from "./llmSchema.ts";
import { deploymentOverheadSchema } from "./overheadSchema.ts";
import { routingSchema } from "./routingSchema.ts";

const tokenTimes = section({
  base: durationSchema.prefault("0s").describe("Time of a request without tokens."),
  perInputToken: durationSchema.prefault("0s").describe("Time for each input token."),
  perOutputToken: durationSchema.prefault("0s").describe("Time for each output token."),
  llm: llmSchema
    .optional()
    .describe(
      "Instead of the others: continuous batching. Time to first token and between tokens follow from the batch.",
    ),
})
  .transform((times, context): ServiceTime => {
    const { llm, base, perInputToken, perOutputToken } = times;
    if (llm === undefined) {
      return {
        kind: "tokens",
        baseSeconds: base,
        perInputTokenSeconds: perInputToken,
        perOutputTokenSeconds: perOutputToken,
      };
    }
    if (base + perInputToken + perOutputToken > 0) {
      context.addIssue({
        code: "custom",
        message: "expected either llm or base, perInputToken and perOutputToken",
      });
    }
    return { kind: "llm", profile: llm };
  })
  .describe("base + perInputToken × input tokens + perOutputToken × output tokens; or llm.");

const multiplexingSchema = section({
  maxModelsPerReplica: wholeNumberSchema({ least: 1, most: 10_000 })
    .default(3)
    .describe(
      "Models that a replica holds; the one used least recently makes room (max_num_models_per_replica).",
    ),
  load: durationSchema.prefault("1s").describe("To load one model."),
}).transform(
  ({ maxModelsPerReplica, load }): MultiplexingSettings => ({ maxModelsPerReplica, loadSeconds: load }),
);

const distributed = timeDistributionSchema.transform(
  (seconds): ServiceTime => ({ kind: "distribution", seconds }),
);

const tokenKeys = ["base", "perInputToken", "perOutputToken", "llm"];

const batchingSchema = section({
  maxBatchSize: wholeNumberSchema({ least: 1, most: 1_000_000 })
    .default(10)
    .describe("Most requests in a batch (max_batch_size)."),
  waitTimeout: durationSchema
    .prefault("10ms")
    .describe("From the first request of a batch until it is closed, full or not (batch_wait_timeout_s)."),
}).transform(
  ({ maxBatchSize, waitTimeout }): BatchingSettings => ({ maxBatchSize, waitTimeoutSeconds: waitTimeout }),
);

const serviceTimeSchema = z
  .union([tokenTimes, distributed], {
    error: `expected a duration such as 2s, a distribution, or the keys ${tokenKeys.join(", ")}`,
  })
  .describe("How long a request takes on a replica that serves nothing else.");

/** What a service config cannot know of a deployment. Defaults depend on its GPUs and are filled in on compiling. */
export const behaviourSchema = section({
  application: nameSchema
    .optional()
    .describe(
      "Of a deployment that only the code names: its application. Needed where the service has several; the key application#deployment says the same.",
    ),
  config: codeOptionsSchema
    .optional()
    .describe(
      "Of a deployment that only the code names: its options, as in a Ray Serve config. Of one that the service config lists: those that the config leaves to the code.",
    ),
  startUp: timeDistributionSchema
    .optional()
    .describe(
      "From a place on a ready node to ready for requests. Default: {median: 60s, p99: 180s} with GPUs, {median: 10s, p99: 30s} without.",
    ),
  serviceTime: serviceTimeSchema
    .optional()
    .describe(
      "Default: {base: 80ms, perInputToken: 0.2ms, perOutputToken: 20ms} with GPUs, {median: 100ms, p99: 500ms} without.",
    ),
  batching: batchingSchema
    .optional()
    .describe(
      "Dynamic batching (@serve.batch), one batch at a time: a batch of n takes its longest request's time × (1 + slowdown × (n − 1)).",
    ),
  multiplexing: multiplexingSchema
    .optional()
    .describe(
      "Model multiplexing (@serve.multiplexed): each replica holds a few of the models that requests ask for.",
    ),
  slowdownPerOngoingRequest: numberSchema({ least: 0, most: 100 })
    .optional()
    .describe(
      "A replica that serves n requests works on each at the rate 1 / (1 + slowdown × (n − 1)). Default 0: no interference; 1 is processor sharing.",
    ),
  maxConstructorRetries: wholeNumberSchema({ least: 1, most: 1_000_000 })
    .optional()
    .describe(
      "max_constructor_retry_count of @serve.deployment: min(3 × replicas, this many) failed start-ups before any replica runs give the deployment up. Default 20.",
    ),
  routing: routingSchema.optional(),
  overhead: deploymentOverheadSchema
    .optional()
    .describe(
      "What Ray Serve itself takes of requests to this deployment, over what the scenario says of all.",
    ),
  calls: callsSchema.optional(),
  requestTimeout: positiveDurationSchema
    .optional()
    .describe(
      "From arrival at this deployment to its answer, calls included. Default: request_timeout_s of the service's http_options.",
    ),
  startReplicas: wholeNumberSchema({ least: 0, most: 100_000 })
    .optional()
    .describe(
      "Replicas at the start of an autoscaled deployment. Default: initial_replicas, else min_replicas.",
    ),
}).meta({ id: "Behaviour", description: "How a deployment behaves." });

/** The same for the version that an update brings; only what differs has to be written. */
export const newBehaviourSchema = section({
  ...behaviourSchema.omit({ startReplicas: true }).shape,
  config: codeOptionsSchema
    .nullish()
    .describe(
      "What the new version's code says otherwise, laid over what it said before; null: it has this deployment no more.",
    ),
}).meta({ id: "NewBehaviour" });

export type Behaviour = z.output<typeof behaviourSchema>;
export type NewBehaviour = z.output<typeof newBehaviourSchema>;
