import { z } from "zod";
import { durationSchema } from "../../../scenario/fields/durationSchema.ts";
import { orLeftOut } from "../../../scenario/fields/orLeftOut.ts";
import { section } from "../../../scenario/fields/section.ts";
import { timeDistributionSchema } from "../../../scenario/fields/timeDistributionSchema.ts";
import { defineRouting } from "../defineRouting.ts";
import { LocalPowerOfTwo } from "../LocalPowerOfTwo.ts";
import { type Locality, localityOf } from "../localityOf.ts";
import { PowerOfTwo } from "../PowerOfTwo.ts";
import { ProbedRouting } from "../ProbedRouting.ts";
import type { ProbeSettings } from "../RoutingSettings.ts";

/** Settings of Ray Serve's default router. */
export interface PowerOfTwoRouting {
  readonly policy: "power-of-two";
  /** Replicas near the proxy that a request comes by are tried first. Left out: `localityOf`. */
  readonly locality?: Locality;
  /** `null`: the router always knows which replicas have a free slot, and uses it at once. */
  readonly probes: ProbeSettings | null;
}

/** Ray Serve's default: with a cache that is always right, or as it is, with probes. */
export const powerOfTwo = defineRouting({
  policy: "power-of-two",
  sentence: "Of two random replicas with a free slot, the one with fewer requests: Ray Serve's default.",
  options: {
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
  },
  goesBySessions: false,
  rayRouter: { className: "PowerOfTwoChoicesRequestRouter", read: () => ({}) },
  compile: ({ locality, probes }): PowerOfTwoRouting => ({
    policy: "power-of-two",
    ...(locality === undefined ? {} : { locality }),
    probes: probes === undefined ? null : { latencySeconds: probes.latency, messageSeconds: probes.message },
  }),
  create(settings, home) {
    const locality = localityOf(settings.locality, home);
    return locality === "none" ? new PowerOfTwo() : new LocalPowerOfTwo({ prefersZone: locality === "zone" });
  },
  createProbing({ probes, locality }, place) {
    if (probes === null) return null;
    return new ProbedRouting({
      ...place,
      settings: probes,
      locality: localityOf(locality, place.line.home),
    });
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
