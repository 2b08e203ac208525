import * as fc from "fast-check";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { routingRegistry } from "../../serve/routing/routingRegistry.ts";
import { sampledOptions } from "./sampledOptions.ts";

type Routing = NonNullable<NonNullable<WrittenScenario["deployments"]>[string]["routing"]>;

/** Every routing policy, by its name and with its options. */
export function routingArbitrary(): fc.Arbitrary<Routing> {
  return fc.oneof(
    ...routingRegistry.map(({ policy, samples }) =>
      fc.oneof(
        fc.constant<Routing>(policy),
        // The types of its definition hold what is sampled to its schema.
        ...samples.map((each) => sampledOptions(each).map((options) => ({ policy, ...options }) as Routing)),
      ),
    ),
  );
}
