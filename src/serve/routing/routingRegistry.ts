import { ideal } from "./policies/ideal.ts";
import { leastLoaded } from "./policies/leastLoaded.ts";
import { powerOfTwo } from "./policies/powerOfTwo.ts";
import { prefixAffinity } from "./policies/prefixAffinity.ts";
import { random } from "./policies/random.ts";
import { roundRobin } from "./policies/roundRobin.ts";
import { sessionAffinity } from "./policies/sessionAffinity.ts";

/** Every routing policy, the default first, in the order in which people read of them. */
export const routingRegistry = [
  powerOfTwo,
  ideal,
  random,
  roundRobin,
  leastLoaded,
  sessionAffinity,
  prefixAffinity,
] as const;
