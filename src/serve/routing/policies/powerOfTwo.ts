import { durationSchema } from "../../../scenario/fields/durationSchema.ts";
import { orLeftOut } from "../../../scenario/fields/orLeftOut.ts";
import { section } from "../../../scenario/fields/section.ts";
import { timeDistributionSchema } from "../../../scenario/fields/timeDistributionSchema.ts";
import { defineRouting } from "../defineRouting.ts";
import { type Locality, localityOf } from "../localityOf.ts";
import { localityOption } from "../localityOption.ts";
import { ProbedRouting } from "../ProbedRouting.ts";
import { type ProbeSettings, usualProbes } from "../RoutingSettings.ts";

/** Settings of Ray Serve's default router. */
export interface PowerOfTwoRouting {
  readonly policy: "power-of-two";
  /** Replicas near the proxy that a request comes by are tried first. Left out: `localityOf`. */
  readonly locality?: Locality;
  readonly probes: ProbeSettings;
}

/** Ray Serve's default, task by task. */
export const powerOfTwo = defineRouting({
  policy: "power-of-two",
  sentence:
    "Of two random replicas the one with fewer requests, by a router that knows queue lengths from a cache, asks, and tries again: Ray Serve's default, as it is.",
  options: {
    locality: localityOption,
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
        "power-of-two: how long the messages of the router take. Its tasks know queue lengths from a cache (10s), ask replicas where they know of no free slot, and try again after 0, 25, 50, 100, 200, 400, 500ms.",
      ),
  },
  goesBySessions: false,
  rayRouter: { className: "PowerOfTwoChoicesRequestRouter", read: () => ({}) },
  compile: ({ locality, probes }): PowerOfTwoRouting => ({
    policy: "power-of-two",
    ...(locality === undefined ? {} : { locality }),
    probes:
      probes === undefined ? usualProbes : { latencySeconds: probes.latency, messageSeconds: probes.message },
  }),
  create({ probes, locality }, { home, probing }) {
    return new ProbedRouting({ ...probing, settings: probes, locality: localityOf(locality, home) });
  },
  samples: [
    {
      locality: orLeftOut(["none", "node", "zone"]),
      probes: orLeftOut([
        {},
        { latency: 0, message: 0 },
        { latency: 0.02, message: 0 },
        { latency: 0.3, message: 0.1 },
        { latency: { median: "20ms", p99: "400ms" } },
      ]),
    },
  ],
});
