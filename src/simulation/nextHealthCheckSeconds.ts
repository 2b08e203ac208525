import type { ReplicaWorld } from "./World.ts";

/** Health checks run every period from when the replica began to run; the next one after now. */
export function nextHealthCheckSeconds(replica: ReplicaWorld, nowSeconds: number): number {
  const period = replica.deployment.definition.healthCheckPeriodSeconds;
  const since = replica.life.runningAtSeconds ?? 0;
  return Math.max(nowSeconds, since + (Math.floor((nowSeconds - since) / period) + 1) * period);
}
