import type { RouterHome } from "./RouterHome.ts";

/** Replicas that come first: none; those on the same node; those on the same node, then those in the same zone. */
export type Locality = "none" | "node" | "zone";

/**
 * The locality in force: where nothing is said, a proxy prefers its node and then its zone, as ray 2.60.0 has it
 * (RAY_SERVE_PROXY_PREFER_LOCAL_NODE_ROUTING, RAY_SERVE_PROXY_PREFER_LOCAL_AZ_ROUTING), and a shared router nothing.
 */
export function localityOf(locality: Locality | undefined, home: RouterHome | null): Locality {
  return locality ?? (home === null ? "none" : "zone");
}
