import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/printScenario.ts";
import { optionally } from "./optionally.ts";
import { timeArbitrary } from "./timeArbitrary.ts";

type Behaviour = NonNullable<WrittenScenario["deployments"]>[string];

/** How a deployment behaves: start-up, service time in every form, interference. */
export function behaviourArbitrary(): fc.Arbitrary<Behaviour> {
  return fc
    .tuple(
      timeArbitrary(10),
      fc.oneof(
        { weight: 3, arbitrary: timeArbitrary(0.5) },
        {
          weight: 1,
          arbitrary: optionally({
            base: fc.constantFrom(0, 0.05),
            perInputToken: fc.constant(0.0002),
            perOutputToken: fc.constant(0.005),
          }).filter((tokens) => Object.keys(tokens).length > 0),
        },
      ),
      optionally({ slowdownPerOngoingRequest: fc.constantFrom(0, 0.1, 1) }),
    )
    .map(([startUp, serviceTime, slowdown]) => ({ startUp, serviceTime, ...slowdown }));
}
