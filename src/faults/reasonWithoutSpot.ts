import type { StruckService } from "./FaultDefinition.ts";

/** Why there is no spot node to strike in this worker group (`null`: in any); `null`: there may be one. */
export function reasonWithoutSpot(service: StruckService, workerGroup: string | null): string | null {
  const aimed = service.workerGroups.filter(({ name }) => workerGroup === null || workerGroup === name);
  return aimed.every(({ market }) => market === "on-demand") ? "no worker group has spot nodes" : null;
}
