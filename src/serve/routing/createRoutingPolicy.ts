import { LeastLoaded } from "./LeastLoaded.ts";
import { LocalPowerOfTwo } from "./LocalPowerOfTwo.ts";
import { localityOf } from "./localityOf.ts";
import { PowerOfTwo } from "./PowerOfTwo.ts";
import { PrefixAffinity } from "./PrefixAffinity.ts";
import { RandomChoice } from "./RandomChoice.ts";
import { RoundRobin } from "./RoundRobin.ts";
import type { RouterHome } from "./RouterHome.ts";
import type { RoutingPolicy } from "./RoutingPolicy.ts";
import type { RoutingSettings } from "./RoutingSettings.ts";
import { SessionAffinity } from "./SessionAffinity.ts";

/** The policy by its name, without replicas; that of a router that knows which replicas have a free slot. */
export function createRoutingPolicy(settings: RoutingSettings, home: RouterHome | null): RoutingPolicy {
  switch (settings.policy) {
    case "power-of-two": {
      const locality = localityOf(settings.locality, home);
      return locality === "none"
        ? new PowerOfTwo()
        : new LocalPowerOfTwo({ prefersZone: locality === "zone" });
    }
    case "random":
      return new RandomChoice();
    case "round-robin":
      return new RoundRobin();
    case "least-loaded":
      return new LeastLoaded();
    case "session-affinity":
      return new SessionAffinity(settings);
    case "prefix-affinity":
      return new PrefixAffinity(settings);
    default: {
      const unknown: never = settings;
      throw new Error(`unknown routing ${JSON.stringify(unknown)}`);
    }
  }
}
