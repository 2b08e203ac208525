import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";

type Command = NonNullable<WrittenScenario["commands"]>[number];

const backend = fc.constantFrom("v1", "v2", "v3", "v4");

/** Weights that sum to 1, most of them. */
const weights = fc
  .uniqueArray(fc.tuple(backend, fc.integer({ min: 0, max: 4 })), {
    minLength: 1,
    maxLength: 4,
    selector: ([name]) => name,
  })
  .chain((parts) => {
    const total = parts.reduce((sum, [, part]) => sum + part, 0) || 1;
    return fc
      .constantFrom(total, total, total, total, 5)
      .map((whole) => Object.fromEntries(parts.map(([name, part]) => [name, part / whole])));
  });

/** What somebody calls of Ray Serve's legacy traffic API once there are two backends, most of it with sense. */
export function callsArbitrary(options: {
  readonly deployments: readonly string[];
  readonly fromSeconds: number;
  readonly horizonSeconds: number;
}): fc.Arbitrary<Command[]> {
  const { deployments, fromSeconds, horizonSeconds } = options;
  const calls = fc.oneof(
    { weight: 5, arbitrary: weights.map((shares) => ({ set_traffic: { weights: shares } })) },
    {
      weight: 3,
      arbitrary: fc
        .record({ backend, proportion: fc.constantFrom(0, 0.1, 0.5, 1, 2) })
        .map((shadow_traffic) => ({ shadow_traffic })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          name: fc.constantFrom("v3", "v4"),
          config: fc
            .constantFrom("new:app", "newer:app")
            .map((image) => ({ image_uri: `registry/${image}` })),
        })
        .map((create_backend) => ({ create_backend })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({
          backend,
          deployment: fc.constantFrom(...deployments),
          num_replicas: fc.integer({ min: 0, max: 4 }),
        })
        .map((update_backend_config) => ({ update_backend_config })),
    },
    {
      weight: 2,
      arbitrary: fc.record({ backend, force: fc.boolean() }).map((delete_backend) => ({ delete_backend })),
    },
  );
  const at = fc.integer({ min: fromSeconds + 1, max: horizonSeconds });
  return fc.array(
    fc.tuple(at, calls).map(([moment, call]) => ({ at: moment, ...call })),
    { maxLength: 8 },
  );
}
