import { answerWithErrors } from "./answerWithErrors.ts";
import { breakStartUp } from "./breakStartUp.ts";
import { crashReplicas } from "./crashReplicas.ts";
import type { FaultEffect } from "./Fault.ts";
import type { FaultPort } from "./FaultPort.ts";
import { killHeadNode } from "./killHeadNode.ts";
import { loseNodes } from "./loseNodes.ts";
import { makeUnhealthy } from "./makeUnhealthy.ts";
import { preemptSpotNodes } from "./preemptSpotNodes.ts";
import { runOutOfStock } from "./runOutOfStock.ts";
import { slowDown } from "./slowDown.ts";

/** Lets a fault happen now. */
export function strike(port: FaultPort, effect: FaultEffect): void {
  switch (effect.kind) {
    case "never-healthy":
      breakStartUp(port, effect);
      break;
    case "unhealthy":
      makeUnhealthy(port, effect);
      break;
    case "replica-crash":
      crashReplicas(port, effect);
      break;
    case "node-loss":
      loseNodes(port, effect);
      break;
    case "spot-preemption":
      preemptSpotNodes(port, effect);
      break;
    case "stock-out":
      runOutOfStock(port, effect);
      break;
    case "slow":
      slowDown(port, effect);
      break;
    case "errors":
      answerWithErrors(port, effect);
      break;
    case "head-node-death":
      killHeadNode(port, effect);
      break;
    default: {
      const impossible: never = effect;
      throw new Error(`no such fault: ${String(impossible)}`);
    }
  }
}
