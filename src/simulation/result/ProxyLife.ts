/**
 * The life of one HTTP proxy, where the scenario models them; `null` where it did not come to that. It takes requests from
 * `healthyAtSeconds` to `drainingAtSeconds` (or its death), and is sent some until `leftLoadBalancerAtSeconds`.
 */
export interface ProxyLife {
  readonly proxy: number;
  readonly version: string;
  /** `null`: the head node. */
  readonly node: number | null;
  readonly startedAtSeconds: number;
  readonly healthyAtSeconds: number | null;
  /** Of the last time, where it drained more than once. */
  readonly drainingAtSeconds: number | null;
  readonly diedAtSeconds: number | null;
  readonly leftLoadBalancerAtSeconds: number | null;
  /** When it had drained, or the controller gave it up. */
  readonly goneAtSeconds: number | null;
  /** Sent to it by the load balancer, and those of them that failed as `proxy-died`. */
  readonly requests: number;
  readonly lostRequests: number;
}
