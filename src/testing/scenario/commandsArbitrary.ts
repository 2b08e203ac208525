import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import type { ApplicationOutline } from "./applicationsArbitrary.ts";
import { inPlaceArbitrary, rolloutArbitrary } from "./updateArbitrary.ts";

type Command = NonNullable<WrittenScenario["commands"]>[number];

const surge = fc.integer({ min: 1, max: 100 });

/** What an operator does once a rollout has been started at `fromSeconds`. */
export function commandsArbitrary(options: {
  readonly applications: readonly ApplicationOutline[];
  readonly fromSeconds: number;
  readonly horizonSeconds: number;
}): fc.Arbitrary<Command[]> {
  const { applications, fromSeconds, horizonSeconds } = options;
  const kinds = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.oneof(fc.integer({ min: 0, max: 100 }), fc.constantFrom(0, 100)),
          fc.option(surge, { nil: undefined }),
        )
        .map(([canary_percent, max_surge_percent]) => ({
          canary_percent,
          ...(max_surge_percent === undefined ? {} : { max_surge_percent }),
        })),
    },
    { weight: 2, arbitrary: surge.map((max_surge_percent) => ({ rollback: { max_surge_percent } })) },
    { weight: 1, arbitrary: fc.constant({ rollback: true as const }) },
    { weight: 1, arbitrary: fc.constant({ terminate: true as const }) },
    { weight: 1, arbitrary: rolloutArbitrary(applications).map((deploy) => ({ deploy })) },
    // The same config again: another split.
    {
      weight: 2,
      arbitrary: rolloutArbitrary(applications).map(
        ({ service: _, config: __, deployments: ___, ...settings }) => ({
          deploy: settings,
        }),
      ),
    },
    { weight: 1, arbitrary: inPlaceArbitrary(applications).map((deploy) => ({ deploy })) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          fc.constantFrom(...applications.flatMap(({ deployments }) => deployments)),
          fc.integer({ min: 0, max: 6 }),
        )
        .map(([deployment, replicas]) => ({ scale: { deployment, replicas } })),
    },
  );
  const at = fc.integer({ min: fromSeconds + 1, max: horizonSeconds + 10 });
  const commands = fc.array(
    fc.tuple(at, kinds).map(([moment, command]) => ({ at: moment, ...command })),
    { minLength: 1, maxLength: 4 },
  );
  const none: typeof commands = fc.constant([]);
  return fc.oneof(none, commands);
}
