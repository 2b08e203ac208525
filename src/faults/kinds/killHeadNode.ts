import type { FaultEffect } from "../Fault.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** The head node dies: with GCS external storage the service goes on, without it the whole cluster restarts. */
export function killHeadNode(
  port: FaultPort,
  effect: Extract<FaultEffect, { kind: "head-node-death" }>,
): void {
  const isStruck = port.killHeadNode(effect.version);
  port.log(
    isStruck
      ? `the head node of the ${effect.version} dies`
      : `there is no ${effect.version} whose head node could die`,
  );
}
