import type { RoutingSettings } from "../../../src/serve/routing/RoutingSettings.ts";
import { routingOf } from "../../../src/serve/routing/routingOf.ts";
import { routingRegistry } from "../../../src/serve/routing/routingRegistry.ts";
import { watchedPath } from "../watchedPath.ts";

/** Every routing policy by its name alone, and those with options that change what it does. */
export const policies: readonly (readonly [name: string, settings: RoutingSettings])[] = [
  ...routingRegistry.map(({ policy }): [string, RoutingSettings] => [policy, routingOf(policy).compile({})]),
  ["ideal on its node", { policy: "ideal", locality: "node" }],
  ["ideal in its zone", { policy: "ideal", locality: "zone" }],
  ["session-affinity that waits", { policy: "session-affinity", whenFull: "wait", pointsPerReplica: 100 }],
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
  const [router] = watchedPath([{ routing: settings }]).path.routers;
  return router?.policy.mayWait === true;
}
