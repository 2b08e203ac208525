import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/printScenario.ts";
import { optionally } from "./optionally.ts";
import { routingArbitrary } from "./routingArbitrary.ts";
import { timeArbitrary } from "./timeArbitrary.ts";

type Behaviour = NonNullable<WrittenScenario["deployments"]>[string];

/** A public model, or a slow one with so little room that its requests wait for each other. */
const llmArbitrary = fc.oneof(
  optionally({ maxSequences: fc.integer({ min: 1, max: 4 }) }).map((limits) => ({
    profile: "llama-3.1-8b-h100",
    ...limits,
  })),
  fc.record({
    step: fc.constantFrom(0.001, 0.02),
    perSequence: fc.constantFrom(0, 0.001),
    perInputToken: fc.constantFrom(0, 0.0001),
    maxSequences: fc.integer({ min: 1, max: 8 }),
    maxStepTokens: fc.integer({ min: 9, max: 200 }),
    kvTokens: fc.integer({ min: 20, max: 3000 }),
  }),
);

/** How a deployment behaves: start-up, service time in every form, batches, interference. */
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
        { weight: 1, arbitrary: llmArbitrary.map((llm) => ({ llm })) },
      ),
      fc.option(
        optionally({ maxBatchSize: fc.integer({ min: 1, max: 8 }), waitTimeout: fc.constantFrom(0, 0.2, 2) }),
        { nil: undefined, freq: 6 },
      ),
      optionally({
        slowdownPerOngoingRequest: fc.constantFrom(0, 0.1, 1),
        routing: routingArbitrary(),
      }),
    )
    .map(([startUp, serviceTime, batching, slowdown]) => ({
      startUp,
      serviceTime,
      ...(batching === undefined ? {} : { batching }),
      ...slowdown,
    }));
}
