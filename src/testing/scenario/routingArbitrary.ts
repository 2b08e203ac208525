import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { optionally } from "./optionally.ts";

type Behaviour = NonNullable<WrittenScenario["deployments"]>[string];

/** Every routing policy, with its options. */
export function routingArbitrary(): fc.Arbitrary<NonNullable<Behaviour["routing"]>> {
  const probes = fc.constantFrom(
    {},
    { latency: 0, message: 0 },
    { latency: 0.02, message: 0 },
    { latency: 0.3, message: 0.1 },
    { latency: { median: "20ms", p99: "400ms" } },
  );
  return fc.oneof(
    fc.constantFrom(
      "power-of-two" as const,
      "random" as const,
      "round-robin" as const,
      "least-loaded" as const,
    ),
    optionally({ locality: fc.constantFrom("none" as const, "node" as const, "zone" as const), probes }).map(
      (options) => ({
        policy: "power-of-two" as const,
        ...options,
      }),
    ),
    optionally({
      whenFull: fc.constantFrom("power-of-two" as const, "wait" as const),
      pointsPerReplica: fc.constantFrom(1, 100),
    }).map((options) => ({ policy: "session-affinity" as const, ...options })),
    optionally({
      imbalancedThreshold: fc.constantFrom(0, 2),
      rememberedSessions: fc.constantFrom(1, 64),
    }).map((options) => ({ policy: "prefix-affinity" as const, ...options })),
  );
}
