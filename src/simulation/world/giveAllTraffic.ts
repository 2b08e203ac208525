import type { VersionWorld, World } from "./World.ts";

/** One version gets every request from now on (or, where the load balancer lags, later), and nobody gets copies. */
export function giveAllTraffic(world: World, version: VersionWorld): void {
  for (const each of world.versions) {
    each.trafficPercent = each === version ? 100 : 0;
    each.mirrorPercent = 0;
  }
  world.balancer.command([{ version, percent: 100 }]);
}
