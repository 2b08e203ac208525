import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";

/** Every routing policy, with the options that change what it does. */
export const policies: readonly (readonly [name: string, settings: RoutingSettings])[] = [
  ["power-of-two", { policy: "power-of-two", locality: "none", probes: null }],
  ["power-of-two on its node", { policy: "power-of-two", locality: "node", probes: null }],
  ["power-of-two in its zone", { policy: "power-of-two", locality: "zone", probes: null }],
  ["random", { policy: "random" }],
  ["round-robin", { policy: "round-robin" }],
  ["least-loaded", { policy: "least-loaded" }],
  ["session-affinity", { policy: "session-affinity", whenFull: "power-of-two", pointsPerReplica: 100 }],
  ["session-affinity that waits", { policy: "session-affinity", whenFull: "wait", pointsPerReplica: 100 }],
  ["prefix-affinity", { policy: "prefix-affinity", imbalancedThreshold: null, rememberedSessions: 4096 }],
  [
    "prefix-affinity with a threshold",
    { policy: "prefix-affinity", imbalancedThreshold: 2, rememberedSessions: 64 },
  ],
  [
    "probes at once",
    {
      policy: "power-of-two",
      locality: "none",
      probes: { latencySeconds: { kind: "fixed", value: 0 }, messageSeconds: 0 },
    },
  ],
  [
    "probes",
    {
      policy: "power-of-two",
      locality: "none",
      probes: { latencySeconds: { kind: "fixed", value: 0.02 }, messageSeconds: 0 },
    },
  ],
  [
    "probes in its zone",
    {
      policy: "power-of-two",
      locality: "zone",
      probes: { latencySeconds: { kind: "fixed", value: 0.02 }, messageSeconds: 0 },
    },
  ],
  [
    "slow probes on its node",
    {
      policy: "power-of-two",
      locality: "node",
      probes: { latencySeconds: { kind: "fixed", value: 0.09 }, messageSeconds: 0 },
    },
  ],
];

/** Whether a request may wait beside a free slot. */
export function mayWait(settings: RoutingSettings): boolean {
  switch (settings.policy) {
    case "power-of-two":
      return settings.probes !== null;
    case "session-affinity":
      return settings.whenFull === "wait";
    default:
      return false;
  }
}
