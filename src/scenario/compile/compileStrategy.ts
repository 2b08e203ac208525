import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { type ChosenStrategy, choose } from "../../strategies/ChosenStrategy.ts";
import { strategyOfManifest } from "../import/strategyOfManifest.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { type DeploySection, usualDeploy } from "../schema/updateSchema.ts";
import { compileSettings } from "./compileSettings.ts";
import type { DeployOrder } from "./listOrders.ts";

/** What Anyscale's rollouts alone know. */
const anyscaleKeys = [
  "max_surge_percent",
  "canary_percent",
  "auto_complete_rollout",
  "timeout",
  "trafficPattern",
  "trafficInterval",
  "rounding",
  "hold",
  "connectionDrain",
  "unhealthyGrace",
] as const satisfies readonly (keyof DeploySection)[];

/** The strategy of a rollout with its options: the one that is named or that the manifest selects, or Anyscale's. */
export function compileStrategy(
  { deploy, path, strategy, selectedBy }: DeployOrder,
  reporter: Reporter,
): ChosenStrategy {
  if (strategy === null) return choose(anyscaleStrategy, compileSettings(deploy));
  const advice =
    selectedBy === null
      ? `this one is by ${strategy.kind}: leave one of them out`
      : `${strategyOfManifest(selectedBy.manifest).system} rolls this service out, as its manifest says: leave it out, or write strategy: anyscale beside it`;
  for (const key of anyscaleKeys) {
    if (JSON.stringify(deploy[key]) === JSON.stringify(usualDeploy[key])) continue;
    reporter.problem([...path, key], `belongs to Anyscale's rollouts, and ${advice}`, "key");
  }
  return strategy.chosen;
}
