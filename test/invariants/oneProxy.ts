import type { ProxyLife } from "../../src/simulation/result/ProxyLife.ts";

/** The one proxy of the first version, by which its hundred requests came. */
export const oneProxy: ProxyLife = {
  proxy: 0,
  version: "v1",
  node: null,
  startedAtSeconds: 0,
  healthyAtSeconds: 3,
  drainingAtSeconds: null,
  diedAtSeconds: null,
  leftLoadBalancerAtSeconds: null,
  goneAtSeconds: null,
  requests: 100,
  lostRequests: 0,
};
