import type { IdealPlan } from "../report/tables/IdealPlan.ts";
import type { Schedule, ScheduledShare } from "../report/tables/Schedule.ts";
import { roundTo } from "../report/text/roundTo.ts";
import type { ServiceVersion } from "../simulation/Scenario.ts";
import { configuredReplicas } from "../simulation/updates/configuredReplicas.ts";
import { viewAtStart } from "../simulation/updates/viewRollout.ts";
import type { ChosenStrategy } from "../strategies/ChosenStrategy.ts";
import { idealSteps } from "../strategies/idealSteps.ts";
import type { ScheduledStep } from "../strategies/ScheduledStep.ts";
import { type VersionId, versionId } from "../strategies/VersionId.ts";
import { describeIdealPlan } from "./describeIdealPlan.ts";
import { InputError } from "./InputError.ts";

/** What is known in advance of a rollout by another system than Anyscale. */
export type PlanOfStrategy = { readonly schedule: Schedule } | { readonly ideal: IdealPlan };

/**
 * The steps that a strategy knows in advance, or else those that it passes through where nothing takes time and nothing fails.
 * @throws InputError where not even those are known.
 */
export function planOfStrategy(
  file: string,
  rollout: {
    readonly strategy: ChosenStrategy;
    readonly primary: ServiceVersion;
    readonly next: ServiceVersion;
  },
): PlanOfStrategy {
  const { strategy, primary, next } = rollout;
  const [oldId, newId] = [versionId(0), versionId(1)];
  const view = viewAtStart({ id: oldId, definition: primary }, { id: newId, definition: next });
  const start = { view, current: oldId, next: newId };
  const steps = strategy.schedule(start);
  if (steps !== null) return { schedule: scheduleOf(steps, { strategy, oldId, newId }) };
  const ideal = idealSteps(strategy, start);
  if ("refusal" in ideal)
    throw new InputError(`${file}: its update cannot be rolled out by ${strategy.kind}: ${ideal.refusal}`);
  // With the new version there and nothing moved, whoever moves it is a person.
  if (!ideal.isWhole && ideal.steps.length <= 2) {
    throw new InputError(
      `${file}: nothing is known in advance of a rollout by ${strategy.kind}, which moves only when somebody tells it to: rollcast simulate plays what the scenario's commands tell it`,
    );
  }
  return {
    ideal: describeIdealPlan(ideal, {
      strategy,
      old: { id: oldId, deployments: podsOf(primary) },
      new: { id: newId, deployments: podsOf(next) },
    }),
  };
}

function podsOf({ deployments }: ServiceVersion) {
  return deployments.map(({ name, scaling, resources }) => ({
    name,
    replicas: configuredReplicas(scaling),
    gpus: resources.gpus,
  }));
}

function scheduleOf(
  steps: readonly ScheduledStep[],
  about: { readonly strategy: ChosenStrategy; readonly oldId: VersionId; readonly newId: VersionId },
): Schedule {
  const { strategy, oldId, newId } = about;
  return {
    strategy: strategy.kind,
    description: strategy.description,
    words: strategy.words,
    steps: steps.map((step, index) => ({
      index,
      name: step.name,
      new: shareOf(step, newId),
      old: shareOf(step, oldId),
    })),
  };
}

function shareOf({ versions }: ScheduledStep, id: VersionId): ScheduledShare {
  const { capacityPercent = 0, trafficFraction = 0 } = versions.find(({ version }) => version === id) ?? {};
  return { capacityPercent, trafficPercent: roundTo(100 * trafficFraction, 6) };
}
