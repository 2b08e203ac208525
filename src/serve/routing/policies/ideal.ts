import { defineRouting } from "../defineRouting.ts";
import { LocalPowerOfTwo } from "../LocalPowerOfTwo.ts";
import { type Locality, localityOf } from "../localityOf.ts";
import { localityOption } from "../localityOption.ts";
import { PowerOfTwo } from "../PowerOfTwo.ts";

/** Settings of the router that queueing theory speaks of. */
export interface IdealRouting {
  readonly policy: "ideal";
  /** Replicas near the proxy that a request comes by are tried first. Left out: `localityOf`. */
  readonly locality?: Locality;
}

/** Power of two choices by a router that no real one is: it always knows which replicas have a free slot, and uses it at once. */
export const ideal = defineRouting({
  policy: "ideal",
  sentence:
    "Of two random replicas with a free slot, the one with fewer requests, by a router that always knows of every free slot and uses it at once: what queueing theory speaks of.",
  options: { locality: localityOption },
  goesBySessions: false,
  compile: ({ locality }): IdealRouting => ({
    policy: "ideal",
    ...(locality === undefined ? {} : { locality }),
  }),
  create(settings, { home }) {
    const locality = localityOf(settings.locality, home);
    return locality === "none" ? new PowerOfTwo() : new LocalPowerOfTwo({ prefersZone: locality === "zone" });
  },
  samples: [{ locality: [undefined, "none", "node", "zone"] }],
});
