import { z } from "zod";

/**
 * Values of a Ray Serve config that the forecast has no use for, and that Ray Serve refuses where they have another type
 * (ray 2.60.0, serve/schema.py and serve/config.py). What the forecast uses is checked where it is read.
 */

const map = z.looseObject({}, { error: "expected a map" });
const text = z.string({ error: "expected text" });
/** Ray takes numbers that are written as text. */
const number = (what: string, isRight: (value: number) => boolean) =>
  z
    .union([z.number(), z.boolean().transform(Number), z.string().transform(Number)], {
      error: `expected ${what}`,
    })
    .refine((value) => isRight(value), { error: `expected ${what}` });
const amount = number("a number from 0", (value) => value >= 0);
const positive = number("a number above 0", (value) => value > 0);
const flag = z.union(
  [z.boolean(), z.literal([0, 1, "0", "1"]), z.enum(["true", "false", "yes", "no", "on", "off"])],
  {
    error: "expected true or false",
  },
);

const levels = ["CRITICAL", "FATAL", "ERROR", "WARN", "WARNING", "INFO", "DEBUG", "NOTSET"];
const levelNumbers = [0, 10, 20, 30, 40, 50];
/** ray 2.60.0, `LOGRECORD_STANDARD_ATTRS`. */
const recordAttributes =
  "args asctime created exc_info exc_text filename funcName levelname levelno lineno message module msecs msg name pathname process processName relativeCreated stack_info thread threadName taskName".split(
    " ",
  );

const loggingSchema = z.looseObject(
  {
    encoding: z.enum(["TEXT", "JSON"], { error: "expected TEXT or JSON" }).optional(),
    log_level: z
      .union([z.enum(levels), z.literal(levelNumbers)], { error: `expected one of ${levels.join(", ")}` })
      .optional(),
    logs_dir: text.nullish(),
    additional_log_standard_attrs: z
      .array(z.enum(recordAttributes, { error: `expected one of ${recordAttributes.join(", ")}` }))
      .optional(),
  },
  { error: "expected a map" },
);

/** ray 2.60.0, _private/label_utils.py. */
const label = "[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?";
const labelName = new RegExp(`^${label}$`);
const labelPrefix = new RegExp(`^(?:(?:${label})?(?:\\.(?:${label})?)*)$`);
const labelValue = new RegExp(`^(?:!?(?:in)?\\(${label}(?:, ?${label})*\\)|!?${label})$`);

const labelsSchema = z
  .record(
    z.string(),
    z.string({ error: "expected text" }).refine((value) => value === "" || labelValue.test(value), {
      error: "expected a label such as A100, !A100, in(A100, H100) or !in(A100)",
    }),
    { error: "expected a map of labels" },
  )
  .superRefine((labels, context) => {
    for (const key of Object.keys(labels)) {
      if (isLabelKey(key)) continue;
      const message =
        "expected a label's name: letters, digits, dashes, underscores and dots between a letter or digit and another";
      context.addIssue({ code: "custom", path: [key], message });
    }
  });

function isLabelKey(key: string): boolean {
  const end = key.lastIndexOf("/");
  const prefix = end === -1 ? "" : key.slice(0, end);
  return prefix.length <= 253 && labelPrefix.test(prefix) && labelName.test(key.slice(end + 1));
}

/** Uris are left to `anyscale service deploy`, which uploads local folders and puts their addresses in their place. */
const runtimeEnvironmentSchema = z.looseObject(
  {
    working_dir: text.nullish(),
    py_modules: z.array(text.nullable(), { error: "expected a list" }).optional(),
  },
  { error: "expected a map" },
);

const actorOptionsSchema = z.looseObject(
  {
    runtime_env: runtimeEnvironmentSchema.nullish(),
    memory: amount.nullish(),
    accelerator_type: text.nullish(),
    label_selector: labelsSchema.nullish(),
    fallback_strategy: z
      .array(
        z
          .strictObject(
            { label_selector: labelsSchema.nullish() },
            { error: "expected a map with label_selector" },
          )
          .refine((strategy) => Object.keys(strategy).length > 0, {
            error: "expected a map with label_selector",
          }),
        { error: "expected a list" },
      )
      .nullish(),
    resources: z
      .looseObject({
        memory: z.undefined({ error: "Ray refuses memory here; say memory in ray_actor_options" }).optional(),
      })
      .nullish(),
  },
  { error: "expected a map" },
);

const deploymentSchema = z.looseObject({
  user_config: map.nullish(),
  logging_config: loggingSchema.optional(),
  backpressure_config: z
    .looseObject({
      status_code: z.literal([503, 429], { error: "expected 503 or 429" }).optional(),
      retry_after_s: amount.nullish(),
    })
    .optional(),
  ray_actor_options: actorOptionsSchema.nullish(),
  placement_group_bundle_label_selector: z
    .array(labelsSchema, { error: "expected a list of labels" })
    .nullish(),
  request_router_config: z
    .looseObject({
      initial_backoff_s: positive.optional(),
      backoff_multiplier: positive.optional(),
      max_backoff_s: positive.optional(),
      request_routing_stats_period_s: positive.optional(),
      request_routing_stats_timeout_s: positive.optional(),
    })
    .nullish(),
  autoscaling_config: z
    .looseObject({
      aggregation_function: z
        .string({ error: "expected mean, max or min" })
        .refine((name) => ["mean", "max", "min"].includes(name.toLowerCase()), {
          error: "expected mean, max or min",
        })
        .optional(),
    })
    .nullish(),
  deployment_actors: z
    .array(z.looseObject({ name: text, actor_class: text }), { error: "expected a list" })
    .nullish(),
});

const applicationSchema = z.looseObject({
  runtime_env: runtimeEnvironmentSchema.nullish(),
  args: map.nullish(),
  external_scaler_enabled: flag.optional(),
  autoscaling_policy: map.nullish(),
  logging_config: loggingSchema.nullish(),
  deployments: z.array(deploymentSchema).nullish(),
});

export const rayTypesSchema = z.looseObject({
  applications: z.array(applicationSchema).nullish(),
  logging_config: loggingSchema.nullish(),
  target_capacity: number("a percentage from 0 to 100", (value) => value >= 0 && value <= 100).nullish(),
  http_options: z
    .looseObject({
      keep_alive_timeout_s: number("a whole number of seconds", (value) =>
        Number.isInteger(value),
      ).optional(),
      ssl_keyfile: text.nullish(),
      ssl_certfile: text.nullish(),
    })
    .refine(({ ssl_certfile: certificate, ssl_keyfile: key }) => !certificate || key, {
      path: ["ssl_certfile"],
      error: "needs ssl_keyfile beside it",
    })
    .nullish(),
  grpc_options: z
    .looseObject({
      request_timeout_s: number("a number", (value) => !Number.isNaN(value)).nullish(),
      grpc_servicer_functions: z.array(text, { error: "expected a list" }).optional(),
      enable_reflection: flag.optional(),
    })
    .nullish(),
  tracing_config: z
    .looseObject({
      enabled: flag.optional(),
      sampling_ratio: number("a number from 0 to 1", (value) => value >= 0 && value <= 1).optional(),
    })
    .nullish(),
  controller_options: z
    .looseObject({
      runtime_env: z
        .strictObject(
          { env_vars: z.record(z.string().min(1), text).optional() },
          { error: "expected a map with env_vars alone" },
        )
        .nullish(),
    })
    .nullish(),
});

/** The same of a deployment's options alone. */
export const rayDeploymentTypesSchema = deploymentSchema;
