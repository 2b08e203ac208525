import { answerWithErrors } from "./answerWithErrors.ts";
import { breakStartUp } from "./breakStartUp.ts";
import { brownOut } from "./brownOut.ts";
import { crashReplicas } from "./crashReplicas.ts";
import { delayTrafficShifts } from "./delayTrafficShifts.ts";
import { disturbMetrics } from "./disturbMetrics.ts";
import type { FaultEffect } from "./Fault.ts";
import type { FaultPort } from "./FaultPort.ts";
import { flapHealth } from "./flapHealth.ts";
import { hangReplicas } from "./hangReplicas.ts";
import { killHeadNode } from "./killHeadNode.ts";
import { killProxies } from "./killProxies.ts";
import { leakMemory } from "./leakMemory.ts";
import { loopCrashes } from "./loopCrashes.ts";
import { loseNodes } from "./loseNodes.ts";
import { loseZone } from "./loseZone.ts";
import { makeUnhealthy } from "./makeUnhealthy.ts";
import { preemptSpotNodes } from "./preemptSpotNodes.ts";
import { runOutOfStock } from "./runOutOfStock.ts";
import { sendSpotWave } from "./sendSpotWave.ts";
import { slowDown } from "./slowDown.ts";
import { slowReplicas } from "./slowReplicas.ts";
import { slowStartUp } from "./slowStartUp.ts";
import { surgeTraffic } from "./surgeTraffic.ts";

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
