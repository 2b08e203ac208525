import type { Distribution } from "../engine/Distribution.ts";

/** The HTTP proxies by which requests enter a cluster, and the load balancer before them. */
export interface ProxySettings {
  /** ray-serve: proxy_location. `every-node`: on the head node and on each node with a replica. */
  readonly location: "every-node" | "head-only";
  /** From the start of a proxy to ready for requests. */
  readonly startSeconds: Distribution;
  /** How often the controller checks each; the third failure in a row makes it start another one. */
  readonly checkPeriodSeconds: number;
  /** For how long a proxy goes on at least when its node has no replica any more. */
  readonly minDrainingSeconds: number;
  /** How often the load balancer checks each, and after how many failures in a row it sends it nothing any more. */
  readonly loadBalancer: {
    readonly checkIntervalSeconds: number;
    readonly unhealthyThreshold: number;
  };
}
