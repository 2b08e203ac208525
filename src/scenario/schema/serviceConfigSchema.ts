import { z } from "zod";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";
import { computeConfigSchema } from "./computeConfigSchema.ts";
import { deploymentConfigSchema } from "./deploymentConfigSchema.ts";

const text = z.string();
const anything = z.looseObject({});
const capacityError = "expected a percentage above 0, at most 100";

const applicationConfigSchema = z
  .looseObject({
    name: nameSchema.nullish().describe("Default: default."),
    route_prefix: text
      .regex(/^\//, { error: 'expected a path that begins with "/"' })
      .nullish()
      .describe("Default: /."),
    import_path: text.nullish(),
    runtime_env: anything.nullish(),
    args: z.unknown().optional(),
    external_scaler_enabled: z.boolean().nullish(),
    deployments: z.array(deploymentConfigSchema).max(1000).nullish(),
  })
  .meta({ id: "ApplicationConfig", description: "An application, as in a Ray Serve config file." });

/**
 * Anyscale's `ServiceConfig` (anyscale-service-api.txt), and with it a Ray Serve config, whose `applications` and
 * `http_options` are the same. Known keys are checked; others may stand there, real configs carry many.
 */
export const serviceConfigSchema = z
  .looseObject({
    name: text.nullish(),
    image_uri: text.nullish(),
    containerfile: text.nullish(),
    compute_config: z
      .union([text, computeConfigSchema], { error: "expected the name of a compute config, or one inline" })
      .nullish(),
    working_dir: text.nullish(),
    excludes: z.array(text).nullish(),
    requirements: z
      .union([text, z.array(text)], { error: "expected a path or a list of requirements" })
      .nullish(),
    env_vars: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()], { error: "expected text" }))
      .nullish(),
    py_modules: z.array(text).nullish(),
    cloud: text.nullish(),
    project: text.nullish(),
    registry_login_secret: text.nullish(),
    ray_version: z.union([text, z.number()], { error: "expected a version such as 2.50.0" }).nullish(),
    applications: z.array(applicationConfigSchema).max(200).nullish(),
    query_auth_token_enabled: z.boolean().nullish(),
    http_options: z
      .looseObject({
        request_timeout_s: numberSchema({ least: 0, most: 366 * 86_400 })
          .nullish()
          .describe("Default: no limit."),
        keep_alive_timeout_s: z.number().nullish(),
      })
      .nullish(),
    proxy_location: z
      .enum(["EveryNode", "HeadOnly", "Disabled"], { error: "expected EveryNode, HeadOnly or Disabled" })
      .nullish()
      .describe("Where HTTP proxies run; plays a part with cluster.proxies."),
    target_capacity: z
      .number({ error: capacityError })
      .refine((percent) => percent >= 0 && percent <= 100, { error: capacityError })
      // Ray Serve takes 0, and runs nothing then.
      .refine((percent) => percent !== 0, {
        error: "at a capacity of 0 nothing runs, and there is nothing to forecast; expected a number above 0",
      })
      .nullish()
      .describe(
        "Percentage of every deployment's replicas that runs, rounded half up as Ray Serve does. Default: all.",
      ),
    grpc_options: anything.nullish(),
    logging_config: anything.nullish(),
    ray_gcs_external_storage_config: z
      .looseObject({
        enabled: z.boolean().nullish().describe("Default true where the section is there."),
        enable: z.boolean().nullish().describe("The same, as the client sends it."),
      })
      .nullish(),
    tracing_config: z.looseObject({ sampling_ratio: z.number().nullish() }).nullish(),
    config: z
      .looseObject({
        max_uptime_timeout_sec: wholeNumberSchema({ least: 0, most: 366 * 86_400 })
          .nullish()
          .describe("So long after 0 s the service is terminated. Default 0: never."),
      })
      .nullish(),
  })
  .meta({ id: "ServiceConfig", description: "Anyscale's ServiceConfig, or a Ray Serve config file." });

export type ServiceConfig = z.output<typeof serviceConfigSchema>;
export type ApplicationConfig = z.output<typeof applicationConfigSchema>;
