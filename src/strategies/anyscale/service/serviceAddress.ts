import type { ServiceAddress, ServiceRules } from "../../ServiceRules.ts";

/** How a service of Anyscale is reached (anyscale-service-api.txt, ServiceStatus): all of it is made up. */
export function serviceAddress({
  name,
  config,
  draw,
}: Parameters<ServiceRules["address"]>[0]): ServiceAddress {
  const id = draw("service-id", 26);
  return {
    id: `service2_${id}`,
    queryUrl: `https://${hostOf(name)}-${id.slice(0, 5)}.service.example`,
    queryAuthToken: config?.query_auth_token_enabled === false ? null : draw("service-token", 32),
  };
}

function hostOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
