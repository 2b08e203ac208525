import { z } from "zod";
import { type StrategyCall, strategyCall } from "../StrategyCall.ts";
import { backendNameSchema } from "./backendNameSchema.ts";
import type { WeightsCommand } from "./WeightsCommand.ts";
import type { WeightsOptions } from "./weightsOptionsSchema.ts";

type Call = StrategyCall<WeightsOptions, WeightsCommand>;

const endpoint = z
  .string()
  .min(1, { error: "expected the name of an endpoint" })
  .max(200)
  .default("service")
  .describe("The endpoint, as the strategy's options name it.");

const withoutVersion = { versionName: null, begins: (): WeightsOptions | null => null };

const weight = z.number({ error: "expected a weight such as 0.5" });

const setTraffic: Call = strategyCall({
  name: "set_traffic",
  sentence:
    "Ray Serve's legacy traffic API: gives the backends of an endpoint these weights, which sum to 1, and ends its shadows.",
  schema: z.strictObject({
    endpoint,
    weights: z.record(backendNameSchema, weight).describe("By backend. One that is not named gets nothing."),
  }),
  read: (written) => {
    const weights = new Map(Object.entries(written.weights));
    const shares = [...weights].map(([backend, share]) => `${backend} ${share}`).join(", ");
    return {
      ...withoutVersion,
      description: `the traffic of endpoint ${written.endpoint} is ${shares}`,
      make: () => ({ kind: "set-traffic", endpoint: written.endpoint, weights }),
    };
  },
});

const shadowTraffic: Call = strategyCall({
  name: "shadow_traffic",
  sentence:
    "Ray Serve's legacy traffic API: sends a proportion of an endpoint's requests to a backend as well; the answers are dropped, the load is real.",
  schema: z.strictObject({
    endpoint,
    backend: backendNameSchema.describe("Has no traffic of its own."),
    proportion: z.number({ error: "expected a number from 0 to 1" }).describe("0 to 1; 0 ends it."),
  }),
  read: ({ backend, proportion, ...written }) => ({
    ...withoutVersion,
    description: `backend ${backend} gets copies of ${proportion} of the requests to endpoint ${written.endpoint}`,
    make: () => ({ kind: "shadow-traffic", endpoint: written.endpoint, backend, proportion }),
  }),
});

const createBackend: Call = strategyCall({
  name: "create_backend",
  sentence:
    "Ray Serve's legacy traffic API: starts one more backend, with the keys of a deploy; it gets no traffic yet.",
  schema: z.strictObject({
    name: backendNameSchema.describe("What it is called from then on."),
    endpoint,
  }),
  bringsVersion: true,
  read: (written) => ({
    description: `backend ${written.name} is created`,
    versionName: written.name,
    begins: (running) => ({ endpoint: written.endpoint, backend: running, create_backend: written.name }),
    make: (version) => {
      if (version === null) throw new Error("a backend is created without a version");
      return { kind: "create-backend", backend: written.name, version };
    },
  }),
});

const updateBackendConfig: Call = strategyCall({
  name: "update_backend_config",
  sentence: "Ray Serve's legacy traffic API: changes the number of replicas of a backend.",
  schema: z.strictObject({
    backend: backendNameSchema,
    deployment: z.string().max(200).optional().describe("Which, where the backend has several."),
    num_replicas: z.number({ error: "expected a number of replicas" }).describe("At least 1."),
  }),
  read: ({ backend, deployment = null, num_replicas: replicas }) => ({
    ...withoutVersion,
    description: `backend ${backend} is to have ${replicas} ${replicas === 1 ? "replica" : "replicas"}`,
    make: () => ({ kind: "update-backend-config", backend, deployment, replicas }),
  }),
});

const deleteBackend: Call = strategyCall({
  name: "delete_backend",
  sentence: "Ray Serve's legacy traffic API: ends a backend that no endpoint names.",
  schema: z.strictObject({
    backend: backendNameSchema,
    force: z.boolean().default(false).describe("true: its replicas stop at once, without draining."),
  }),
  read: ({ backend, force }) => ({
    ...withoutVersion,
    description: `backend ${backend} is deleted${force ? " by force" : ""}`,
    make: () => ({ kind: "delete-backend", backend, force }),
  }),
});

const ownEndpoint = endpoint
  .unwrap()
  .describe("What it is called; streams of traffic name it as their endpoint.");

const createEndpoint: Call = strategyCall({
  name: "create_endpoint",
  sentence:
    "Ray Serve's legacy traffic API: makes one more endpoint, which sends all of its requests to one backend; set_traffic splits them.",
  schema: z.strictObject({
    endpoint: ownEndpoint,
    backend: backendNameSchema.describe("Gets all of its requests."),
    route: z.string().max(200).optional().describe("Begins with /. Left out: it is called by handles only."),
    methods: z
      .array(z.string().min(1).max(20))
      .max(20)
      .default(["GET"])
      .describe("HTTP methods; a simulated request has none."),
  }),
  read: ({ backend, route = null, methods, ...written }) => ({
    ...withoutVersion,
    description: `endpoint ${written.endpoint} is created, and its requests go to ${backend}`,
    make: () => ({ kind: "create-endpoint", endpoint: written.endpoint, backend, route, methods }),
  }),
});

const deleteEndpoint: Call = strategyCall({
  name: "delete_endpoint",
  sentence:
    "Ray Serve's legacy traffic API: ends an endpoint, whose requests are refused from then on; its backends stay.",
  schema: z.strictObject({ endpoint: ownEndpoint }),
  read: (written) => ({
    ...withoutVersion,
    description: `endpoint ${written.endpoint} is deleted`,
    make: () => ({ kind: "delete-endpoint", endpoint: written.endpoint }),
  }),
});

/** The calls of the API as scenario files write them. */
export const weightsCalls: readonly Call[] = [
  setTraffic,
  shadowTraffic,
  createBackend,
  updateBackendConfig,
  deleteBackend,
  createEndpoint,
  deleteEndpoint,
];
