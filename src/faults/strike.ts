import type { FaultEffect } from "./Fault.ts";
import { answerWithErrors } from "./kinds/answerWithErrors.ts";
import { breakStartUp } from "./kinds/breakStartUp.ts";
import { brownOut } from "./kinds/brownOut.ts";
import { crashReplicas } from "./kinds/crashReplicas.ts";
import { delayTrafficShifts } from "./kinds/delayTrafficShifts.ts";
import { disturbMetrics } from "./kinds/disturbMetrics.ts";
import { flapHealth } from "./kinds/flapHealth.ts";
import { hangReplicas } from "./kinds/hangReplicas.ts";
import { killHeadNode } from "./kinds/killHeadNode.ts";
import { killProxies } from "./kinds/killProxies.ts";
import { leakMemory } from "./kinds/leakMemory.ts";
import { loopCrashes } from "./kinds/loopCrashes.ts";
import { loseNodes } from "./kinds/loseNodes.ts";
import { loseZone } from "./kinds/loseZone.ts";
import { makeUnhealthy } from "./kinds/makeUnhealthy.ts";
import { preemptSpotNodes } from "./kinds/preemptSpotNodes.ts";
import { runOutOfStock } from "./kinds/runOutOfStock.ts";
import { sendSpotWave } from "./kinds/sendSpotWave.ts";
import { slowDown } from "./kinds/slowDown.ts";
import { slowReplicas } from "./kinds/slowReplicas.ts";
import { slowStartUp } from "./kinds/slowStartUp.ts";
import { surgeTraffic } from "./kinds/surgeTraffic.ts";
import type { FaultPort } from "./ports/FaultPort.ts";

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
    case "proxy-death":
      killProxies(port, effect);
      break;
    case "crash-loop":
      loopCrashes(port, effect);
      break;
    case "slow-start":
      slowStartUp(port, effect);
      break;
    case "hung-replica":
      hangReplicas(port, effect);
      break;
    case "flapping-health":
      flapHealth(port, effect);
      break;
    case "gray-failure":
      slowReplicas(port, effect);
      break;
    case "memory-leak":
      leakMemory(port, effect);
      break;
    case "brown-out":
      brownOut(port, effect);
      break;
    case "traffic-surge":
      surgeTraffic(port, effect);
      break;
    case "load-balancer-lag":
      delayTrafficShifts(port, effect);
      break;
    case "metrics-outage":
      disturbMetrics(port, effect);
      break;
    case "zone-loss":
      loseZone(port, effect);
      break;
    case "spot-wave":
      sendSpotWave(port, effect);
      break;
    default: {
      const impossible: never = effect;
      throw new Error(`no such fault: ${String(impossible)}`);
    }
  }
}
