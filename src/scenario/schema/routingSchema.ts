import { z } from "zod";
import { defaultRouting, type RoutingSettings } from "../../serve/routing/RoutingSettings.ts";
import { durationSchema } from "../fields/durationSchema.ts";
import { numberSchema } from "../fields/numberSchema.ts";
import { section } from "../fields/section.ts";
import { timeDistributionSchema } from "../fields/timeDistributionSchema.ts";
import { wholeNumberSchema } from "../fields/wholeNumberSchema.ts";

const policies = [
  "power-of-two",
  "random",
  "round-robin",
  "least-loaded",
  "session-affinity",
  "prefix-affinity",
] as const;

type PolicyName = (typeof policies)[number];

/** Options and the policy that each is for. */
const optionOf = {
  locality: "power-of-two",
  probes: "power-of-two",
  whenFull: "session-affinity",
  pointsPerReplica: "session-affinity",
  imbalancedThreshold: "prefix-affinity",
  rememberedSessions: "prefix-affinity",
} as const satisfies Record<string, PolicyName>;

const expected = `expected ${policies.join(", ")}, or {policy: …} with options`;

const written = section({
  policy: z.enum(policies, { error: `expected ${policies.join(", ")}` }),
  locality: z
    .enum(["none", "node", "zone"])
    .optional()
    .describe(
      "power-of-two: prefer replicas near the proxy that a request comes by: on its node (node), or on its node and then in its zone (zone, as Ray Serve does). Without cluster.proxies there is one on each node with a replica, all equally likely. Default: zone with cluster.proxies, else none.",
    ),
  probes: section({
    latency: timeDistributionSchema
      .refine((latency) => latency.kind !== "fixed" || latency.value <= 1, {
        error: "expected at most 1s, Ray Serve's longest deadline",
      })
      .prefault("2ms")
      .describe("From the question for a queue length to its answer, and from a request to its refusal."),
    message: durationSchema
      .refine((seconds) => seconds <= 0.1, { error: "expected at most 100ms" })
      .prefault("0.5ms")
      .describe(
        "What the router needs for each request where it sends several at once, and again for each that a replica refuses.",
      ),
  })
    .optional()
    .describe(
      "power-of-two: Ray Serve's own router, whose tasks know queue lengths from a cache (10s), ask replicas where they know of no free slot, and try again after 0, 25, 50, 100, 200, 400, 500ms. Left out: the router always knows.",
    ),
  whenFull: z
    .enum(["power-of-two", "wait"])
    .optional()
    .describe(
      "session-affinity: what a request does whose replica is full. Default power-of-two: it goes to another one.",
    ),
  pointsPerReplica: wholeNumberSchema({ least: 1, most: 10_000 })
    .optional()
    .describe("session-affinity: points of a replica on the hash ring. Default 100."),
  imbalancedThreshold: numberSchema({ least: 0, most: 1_000_000 })
    .optional()
    .describe(
      "prefix-affinity: power of two while the longest queue is longer than the shortest by more than this. Default: never.",
    ),
  rememberedSessions: wholeNumberSchema({ least: 1, most: 2 ** 24 })
    .refine((count) => Number.isInteger(Math.log2(count)), { error: "expected a power of two" })
    .optional()
    .describe("prefix-affinity: sessions that the router remembers, a power of two. Default 65536."),
});

/** Which replica of a deployment gets a request: a policy by its name, or with options. */
export const routingSchema = z
  .union([z.enum(policies), written], { error: expected })
  .transform((routing, context): RoutingSettings => {
    if (typeof routing === "string") return settingsOf({ policy: routing });
    for (const [option, policy] of Object.entries(optionOf)) {
      if (routing[option as keyof typeof optionOf] === undefined || routing.policy === policy) continue;
      context.addIssue({
        code: "custom",
        path: [option],
        message: `is an option of ${policy}, not of ${routing.policy}`,
      });
    }
    return settingsOf(routing);
  })
  .describe(
    "Which replica gets a request: power-of-two (default), random, round-robin, least-loaded, session-affinity or prefix-affinity.",
  );

function settingsOf(routing: z.output<typeof written>): RoutingSettings {
  switch (routing.policy) {
    case "power-of-two": {
      const { locality, probes } = routing;
      if (locality === undefined && probes === undefined) return defaultRouting;
      return {
        policy: "power-of-two",
        ...(locality === undefined ? {} : { locality }),
        probes:
          probes === undefined ? null : { latencySeconds: probes.latency, messageSeconds: probes.message },
      };
    }
    case "session-affinity":
      return {
        policy: "session-affinity",
        whenFull: routing.whenFull ?? "power-of-two",
        pointsPerReplica: routing.pointsPerReplica ?? 100,
      };
    case "prefix-affinity":
      return {
        policy: "prefix-affinity",
        imbalancedThreshold: routing.imbalancedThreshold ?? null,
        rememberedSessions: routing.rememberedSessions ?? 65_536,
      };
    case "random":
    case "round-robin":
    case "least-loaded":
      return { policy: routing.policy };
  }
}
