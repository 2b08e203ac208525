import type { FaultEffect } from "../Fault.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** HTTP proxies die. Who notices when is up to the load balancer and the controller, each by its own health checks. */
export function killProxies(port: FaultPort, effect: Extract<FaultEffect, { kind: "proxy-death" }>): void {
  const proxies = port.liveProxies(effect.version);
  const victims = pickVictims(proxies, effect.count, port.random);
  port.log(`${victims.length} of ${proxies.length} ${effect.version} proxies die`);
  for (const proxy of victims) port.killProxy(proxy);
}
