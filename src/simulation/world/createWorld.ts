import type { Scenario } from "../Scenario.ts";
import { createVersion } from "./createVersion.ts";
import { giveAllTraffic } from "./giveAllTraffic.ts";
import { layGround } from "./layGround.ts";
import type { World } from "./World.ts";

/** The world at 0 s: the primary is there, with nothing on its cluster yet, and gets all traffic. */
export function createWorld(scenario: Scenario): World {
  const ground = layGround(scenario);
  const primary = createVersion(ground, scenario.primary, "primary");
  // The same object: versions and clusters look at it.
  const world = Object.assign(ground, { primary });
  giveAllTraffic(world, primary);
  return world;
}
