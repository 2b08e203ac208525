import { type ChosenStrategy, choose } from "./ChosenStrategy.ts";
import { deployment } from "./deployment/deployment.ts";
import { kubeRay } from "./kubeRay/kubeRay.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { Strategy, StrategyWarning } from "./Strategy.ts";

/** A strategy as scenario files know it. The type of its options does not show: its schema reads them. */
export interface NamedStrategy {
  readonly kind: string;
  readonly platform: NonNullable<Strategy<unknown, unknown>["platform"]> | null;
  readonly schema: Strategy<unknown, unknown>["options"];
  /** For the reference of scenario files. */
  readonly sentence: string;
  /** @throws ZodError when the options are not what the schema takes. */
  choose(options: unknown): ChosenStrategy;
  warnings(start: RolloutStart<unknown>): readonly StrategyWarning[];
}

/** The ways of rolling out that an `update:` can name, one line each; Anyscale's is the one that needs no name. */
export const strategies: readonly NamedStrategy[] = [
  named(
    kubeRay,
    "An upgrade of a KubeRay RayService: the fields of its upgradeStrategy (ray-operator v1.7.0).",
  ),
  named(
    deployment,
    "A Deployment of Kubernetes, without Ray: the fields of its strategy, with minReadySeconds and progressDeadlineSeconds (apps/v1, v1.36).",
  ),
];

/** Lets scenario files name a strategy. */
export function named<Options, State>(strategy: Strategy<Options, State>, sentence: string): NamedStrategy {
  const { kind, options: schema, platform = null } = strategy;
  return {
    kind,
    platform,
    schema,
    sentence,
    choose: (options) => choose(strategy, schema.parse(options)),
    warnings: (start) => strategy.warnings?.({ ...start, options: schema.parse(start.options) }) ?? [],
  };
}
