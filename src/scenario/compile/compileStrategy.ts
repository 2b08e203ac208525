import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { type ChosenStrategy, choose } from "../../strategies/ChosenStrategy.ts";
import { strategies } from "../../strategies/registry.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploySection } from "../schema/updateSchema.ts";
import { deploySchema } from "../schema/updateSchema.ts";
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

const usual = deploySchema.parse({});

/** The strategy of a rollout with its options: the one that is named, or Anyscale's. */
export function compileStrategy({ deploy, path }: DeployOrder, reporter: Reporter): ChosenStrategy {
  const found = namedIn(deploy);
  if (found === null) return choose(anyscaleStrategy, compileSettings(deploy));
  for (const key of anyscaleKeys) {
    if (JSON.stringify(deploy[key]) === JSON.stringify(usual[key])) continue;
    reporter.problem(
      [...path, key],
      `belongs to Anyscale's rollouts, and this one is by ${found.kind}: leave one of them out`,
      "key",
    );
  }
  return found.choose();
}

/** The strategy that an update names; `null`: none. */
export function namedIn({ strategy }: DeploySection) {
  for (const named of strategies) {
    const options: unknown = strategy?.[named.kind];
    if (options !== undefined) return { ...named, written: options, choose: () => named.choose(options) };
  }
  return null;
}
