import { brownOut } from "./kinds/brownOut.ts";
import { crashLoop } from "./kinds/crashLoop.ts";
import { errors } from "./kinds/errors.ts";
import { flappingHealth } from "./kinds/flappingHealth.ts";
import { grayFailure } from "./kinds/grayFailure.ts";
import { headNodeDeath } from "./kinds/headNodeDeath.ts";
import { hungReplica } from "./kinds/hungReplica.ts";
import { loadBalancerLag } from "./kinds/loadBalancerLag.ts";
import { memoryLeak } from "./kinds/memoryLeak.ts";
import { metricsOutage } from "./kinds/metricsOutage.ts";
import { neverHealthy } from "./kinds/neverHealthy.ts";
import { nodeLoss } from "./kinds/nodeLoss.ts";
import { proxyDeath } from "./kinds/proxyDeath.ts";
import { replicaCrash } from "./kinds/replicaCrash.ts";
import { slow } from "./kinds/slow.ts";
import { slowStart } from "./kinds/slowStart.ts";
import { spotPreemption } from "./kinds/spotPreemption.ts";
import { spotWave } from "./kinds/spotWave.ts";
import { stockOut } from "./kinds/stockOut.ts";
import { trafficSurge } from "./kinds/trafficSurge.ts";
import { unhealthy } from "./kinds/unhealthy.ts";
import { zoneLoss } from "./kinds/zoneLoss.ts";

/** Every kind of fault, in the order in which people read of them. */
export const faultRegistry = [
  neverHealthy,
  unhealthy,
  replicaCrash,
  nodeLoss,
  spotPreemption,
  stockOut,
  slow,
  errors,
  headNodeDeath,
  proxyDeath,
  crashLoop,
  slowStart,
  hungReplica,
  flappingHealth,
  grayFailure,
  memoryLeak,
  brownOut,
  trafficSurge,
  zoneLoss,
  spotWave,
  loadBalancerLag,
  metricsOutage,
] as const;
