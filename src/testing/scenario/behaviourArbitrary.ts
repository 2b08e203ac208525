import * as fc from "fast-check";
import type { CallStep } from "../../scenario/schema/callSchema.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { optionally } from "./optionally.ts";
import { deploymentOverheadArbitrary } from "./overheadArbitrary.ts";
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
export function behaviourArbitrary(callable: readonly string[] = []): fc.Arbitrary<Behaviour> {
  return fc
    .tuple(
      fc.option(callsArbitrary(callable), { nil: undefined }),
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
      fc.option(
        optionally({ maxModelsPerReplica: fc.integer({ min: 1, max: 3 }), load: fc.constantFrom(0, 0.1, 5) }),
        { nil: undefined, freq: 6 },
      ),
      optionally({
        slowdownPerOngoingRequest: fc.constantFrom(0, 0.1, 1),
        routing: routingArbitrary(),
        requestTimeout: fc.constantFrom(0.5, 20),
        overhead: deploymentOverheadArbitrary(),
      }),
    )
    .map(([calls, startUp, serviceTime, batching, multiplexing, slowdown]) => ({
      startUp,
      serviceTime,
      ...(batching === undefined ? {} : { batching }),
      ...(multiplexing === undefined ? {} : { multiplexing }),
      ...slowdown,
      ...(calls === undefined || calls.length === 0 ? {} : { calls }),
    }));
}

/** Calls to some of the deployments: in sequence, at once, for a share. */
function callsArbitrary(callable: readonly string[]): fc.Arbitrary<CallStep[]> {
  if (callable.length === 0) return fc.constant([]);
  const name = fc.constantFrom(...callable);
  const some = fc.array(name, { minLength: 1, maxLength: 3 });
  const step: fc.Arbitrary<CallStep> = fc.oneof(
    name,
    some.map((parallel) => ({ parallel })),
    fc.record({ percent: fc.constantFrom(0, 30, 100), calls: some }),
    fc.record({ percent: fc.constantFrom(20, 80), calls: some, otherwise: some }),
    some.map((inner) => ({ parallel: [inner, callable[0] as string] })),
  );
  return fc.array(step, { maxLength: 2 });
}
