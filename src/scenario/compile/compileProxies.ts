import type { ProxySettings } from "../../cluster/ProxySettings.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ProxiesSection } from "../schema/proxiesSchema.ts";
import type { SourcedService } from "./SourcedService.ts";

/** The proxies of a cluster, where the scenario wants them; their place from the service's config where it says none. */
export function compileProxies(
  service: SourcedService,
  section: ProxiesSection | undefined,
  reporter: Reporter,
): ProxySettings | undefined {
  if (section === undefined) return undefined;
  const { proxy_location: inConfig } = service.config.value;
  if (section.location === undefined && inConfig === "Disabled") {
    reporter.problem(
      service.config.pathOf("proxy_location"),
      "found Disabled: no request could come in; expected EveryNode or HeadOnly, or set cluster.proxies.location",
    );
  }
  const { checkInterval, unhealthyThreshold } = section.loadBalancer;
  return {
    location: section.location ?? (inConfig === "HeadOnly" ? "head-only" : "every-node"),
    startSeconds: section.startTime,
    checkPeriodSeconds: section.checkPeriod,
    minDrainingSeconds: section.minDraining,
    loadBalancer: { checkIntervalSeconds: checkInterval, unhealthyThreshold },
  };
}
