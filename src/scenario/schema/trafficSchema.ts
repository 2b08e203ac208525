import { z } from "zod";
import { durationSchema } from "../fields/durationSchema.ts";
import { nameSchema } from "../fields/nameSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { clientSchema } from "./clientSchema.ts";
import { dailySchema } from "./dailySchema.ts";
import { gammaSchema } from "./gammaSchema.ts";
import { mmppSchema } from "./mmppSchema.ts";
import { rateSchema } from "./rateSchema.ts";
import { replaySchema } from "./replaySchema.ts";
import { sessionsSchema } from "./sessionsSchema.ts";
import { spikesSchema } from "./spikesSchema.ts";
import { tokenDistributionSchema } from "./tokenDistributionSchema.ts";
import { usersSchema } from "./usersSchema.ts";

const maxPoints = 10_000;
const percent = numberSchema({ least: 0, most: 100 });

const scheduleSchema = section({
  points: z
    .array(
      section({
        at: durationSchema.describe("From the start of the stream."),
        rate: rateSchema.describe("The rate at that moment; the last one holds on."),
      }),
    )
    .min(1, { error: "expected at least one point" })
    .max(maxPoints, { error: `expected at most ${maxPoints} points` })
    .describe("In the order of time."),
  interpolation: z
    .enum(["ramp", "step"])
    .default("ramp")
    .describe("Between points the rate moves in a straight line, or stays."),
  process: z
    .enum(["poisson", "constant"])
    .default("poisson")
    .describe("Poisson with the moving rate, or evenly spaced at it."),
}).superRefine((schedule, context) => {
  for (const [index, point] of schedule.points.entries()) {
    const before = schedule.points[index - 1];
    if (before !== undefined && before.at >= point.at) {
      context.addIssue({
        code: "custom",
        path: ["points", index, "at"],
        message: "expected a time after the point before",
      });
    }
  }
});

const kinds = ["trace", "constant", "poisson", "schedule", "gamma", "mmpp", "daily", "users"] as const;

/** One source of requests to one deployment. */
const trafficStreamSchema = section({
  name: nameSchema.optional().describe("Default: the deployment's name."),
  deployment: z
    .string()
    .optional()
    .describe("The deployment that receives the requests. May be left out where the service has only one."),
  route: z
    .string()
    .regex(/^\//, { error: 'expected a path that begins with "/"' })
    .optional()
    .describe(
      "Instead of deployment: a path. Its requests enter the application with the longest route_prefix that matches, by the deployment that no other of the application calls.",
    ),
  endpoint: z
    .string()
    .min(1, { error: "expected the name of an endpoint" })
    .max(200)
    .optional()
    .describe(
      "Ray Serve's legacy traffic API: the endpoint that the requests go to, refused until create_endpoint makes it. Default: that of the service.",
    ),
  trace: z
    .string()
    .min(1)
    .optional()
    .describe(
      "A CSV file, plain or gzip, arrival_s,input_tokens,output_tokens; relative to the scenario file.",
    ),
  constant: rateSchema.optional().describe("Evenly spaced requests at this rate."),
  poisson: rateSchema.optional().describe("A Poisson process with this rate."),
  schedule: scheduleSchema.optional().describe("A rate that moves over time."),
  gamma: gammaSchema.optional(),
  mmpp: mmppSchema.optional(),
  daily: dailySchema.optional(),
  users: usersSchema.optional(),
  spikes: spikesSchema.optional(),
  replay: replaySchema.optional(),
  inputTokens: tokenDistributionSchema
    .optional()
    .describe("Default {median: 1020, p99: 4142}; a trace brings its own."),
  outputTokens: tokenDistributionSchema
    .optional()
    .describe("Default {median: 129, p99: 601}; a trace brings its own."),
  pinned: section({
    primaryPercent: percent.default(0).describe("Requests with the header X-ANYSCALE-VERSION: primary."),
    canaryPercent: percent.default(0).describe("Requests with the header X-ANYSCALE-VERSION: canary."),
  })
    .refine((pinned) => pinned.primaryPercent + pinned.canaryPercent <= 100, {
      error: "primaryPercent and canaryPercent together are above 100",
    })
    .optional()
    .describe("Shares of requests that are not split, in percent."),
  model: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      "The model that the requests ask for, where the deployment multiplexes models (serve_multiplexed_model_id).",
    ),
  client: clientSchema.optional(),
  sessions: sessionsSchema.optional(),
  start: durationSchema.prefault("0s").describe("Requests from this moment on; shifts a trace or schedule."),
  end: durationSchema.optional().describe("No requests from this moment on. Default: the horizon."),
}).superRefine((stream, context) => {
  const given = kinds.filter((kind) => stream[kind] !== undefined);
  if (given.length !== 1) {
    context.addIssue({
      code: "custom",
      message: `needs one of ${kinds.join(", ")}; found ${given.length === 0 ? "none" : given.join(" and ")}`,
    });
  }
  if (stream.route !== undefined && stream.deployment !== undefined) {
    context.addIssue({ code: "custom", path: ["route"], message: "stands instead of deployment: write one" });
  }
  if (stream.trace !== undefined && (stream.inputTokens !== undefined || stream.outputTokens !== undefined)) {
    context.addIssue({
      code: "custom",
      message: "a trace brings its own tokens: leave out inputTokens and outputTokens",
    });
  }
  if (stream.trace !== undefined && stream.spikes !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["spikes"],
      message: "a trace has a rate of its own: leave out spikes, or lay a second stream beside it",
    });
  }
  if (stream.users !== undefined && stream.spikes !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["spikes"],
      message:
        "users send as fast as they are answered: leave out spikes, or lay a second stream beside them",
    });
  }
  if (stream.users !== undefined && stream.sessions !== undefined) {
    context.addIssue({
      code: "custom",
      path: ["sessions"],
      message: "each of the users is one session: leave sessions out",
    });
  }
  if (stream.trace === undefined && stream.replay !== undefined) {
    context.addIssue({ code: "custom", path: ["replay"], message: "is for a trace, and there is none" });
  }
  if (stream.end !== undefined && stream.end <= stream.start) {
    context.addIssue({ code: "custom", path: ["end"], message: "expected an end after the start" });
  }
});

export const trafficSchema = z
  .array(trafficStreamSchema)
  .max(100, { error: "expected at most 100 streams" })
  .default([])
  .describe("When requests arrive, and for which deployment.");

export type TrafficStreamSection = z.output<typeof trafficStreamSchema>;
