import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** HTTP proxies die, and what came through them is lost. */
export interface ProxyDeath {
  readonly kind: "proxy-death";
  readonly version: FaultVersion;
  readonly count: number;
}

const { version, count } = usualOptions;

/** HTTP proxies die. Who notices when is up to the load balancer and the controller, each by its own health checks. */
export const proxyDeath = defineFault({
  sentence: "HTTP proxies die, and what came through them is lost.",
  schema: faultSection("proxy-death", {
    version,
    count: count.default(1).describe("HTTP proxies that die; needs cluster.proxies."),
  }),
  needsProxies: true,
  compile: (written): ProxyDeath => ({ kind: written.kind, version: written.version, count: written.count }),
  strike(port, effect) {
    const proxies = port.liveProxies(effect.version);
    const victims = pickVictims(proxies, effect.count, port.random);
    port.log(`${victims.length} of ${proxies.length} ${effect.version} proxies die`);
    for (const proxy of victims) port.killProxy(proxy);
  },
  samples: () => [{ version: usualSamples.version, count: usualSamples.count }],
});
