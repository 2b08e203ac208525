import { z } from "zod";

/** The option of policies by power of two choices that says which replicas come first. */
export const localityOption = z
  .enum(["none", "node", "zone"])
  .optional()
  .describe(
    "power-of-two, ideal: prefer replicas near the proxy that a request comes by: on its node (node), or on its node and then in its zone (zone, as Ray Serve does). Without cluster.proxies there is one on each node with a replica, all equally likely. Default: zone with cluster.proxies, else none.",
  );
