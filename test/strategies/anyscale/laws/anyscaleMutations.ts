import type { Mutation } from "../../../invariants/Mutation.ts";
import { capacityMutations } from "./capacityMutations.ts";
import { courseMutations } from "./courseMutations.ts";
import { manualMutations } from "./manualMutations.ts";
import { outcomeMutations } from "./outcomeMutations.ts";
import { surgeMutations } from "./surgeMutations.ts";
import { trafficMutations } from "./trafficMutations.ts";

/** Ways to break the laws of Anyscale's rollouts, by law. */
export const anyscaleMutations: Readonly<Record<string, readonly Mutation[]>> = {
  ...trafficMutations,
  ...surgeMutations,
  ...capacityMutations,
  ...courseMutations,
  ...outcomeMutations,
  ...manualMutations,
};
