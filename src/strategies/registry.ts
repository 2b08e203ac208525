import type { ZodObject } from "zod";
import { type ChoosableStrategy, type ChosenStrategy, choose } from "./ChosenStrategy.ts";
import { deployment } from "./deployment/deployment.ts";
import { kubeRay } from "./kubeRay/kubeRay.ts";
import { type OwnCommand, ownCommand } from "./OwnCommand.ts";
import type { RolloutStart } from "./RolloutStart.ts";
import type { Strategy, StrategyWarning } from "./Strategy.ts";
import { weights } from "./weights/weights.ts";

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
  /** What versions are called by the options; `null`: they are numbered. */
  versionNames(options: unknown): { readonly current: string; readonly next: string } | null;
  /** Commands of its own. */
  readonly calls: readonly NamedCall[];
}

/** A command of a strategy's own as scenario files know it. */
export interface NamedCall {
  readonly name: string;
  readonly sentence: string;
  readonly schema: ZodObject;
  readonly bringsVersion: boolean;
  /** @throws ZodError when it is not what the schema takes. */
  read(written: unknown): {
    readonly command: OwnCommand;
    readonly versionName: string | null;
    /** The strategy of a rollout that begins with it; `null`: none does. `running`: what the version that runs is called. */
    begins(running: string): ChosenStrategy | null;
  };
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
  named(
    weights,
    "Ray Serve's legacy traffic API (ray 1.2.0): the update creates a backend, and calls under commands move the traffic by hand.",
  ),
];

/** Lets scenario files name a strategy. */
export function named<Options, State, Command>(
  strategy: ChoosableStrategy<Options, State, Command>,
  sentence: string,
): NamedStrategy {
  const { kind, options: schema, platform = null } = strategy;
  return {
    kind,
    platform,
    schema,
    sentence,
    choose: (options) => choose(strategy, schema.parse(options)),
    warnings: (start) => strategy.warnings?.({ ...start, options: schema.parse(start.options) }) ?? [],
    versionNames: (options) => strategy.versionNames?.(schema.parse(options)) ?? null,
    calls: (strategy.calls ?? []).map(({ name, sentence: what, schema: written, bringsVersion, read }) => ({
      name,
      sentence: what,
      schema: written,
      bringsVersion,
      read: (given) => {
        const { description, versionName, begins, make } = read(given);
        return {
          command: ownCommand(strategy, { name, description, make }),
          versionName,
          begins: (running) => {
            const options = begins(running);
            return options === null ? null : choose(strategy, options);
          },
        };
      },
    })),
  };
}
