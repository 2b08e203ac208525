import type { IdealCount, IdealPlan, IdealPlanStep } from "../report/tables/IdealPlan.ts";
import { roundTo } from "../report/text/roundTo.ts";
import type { ChosenStrategy } from "../strategies/ChosenStrategy.ts";
import type { IdealRollout, IdealStep } from "../strategies/idealSteps.ts";
import type { VersionId } from "../strategies/VersionId.ts";

/** A deployment of one of the versions. */
interface PlannedPods {
  readonly name: string;
  readonly replicas: number;
  readonly gpus: number;
}

/** An ideal rollout from one version to the next, in numbers. */
export function describeIdealPlan(
  { steps, isWhole }: IdealRollout,
  about: {
    readonly strategy: ChosenStrategy;
    readonly old: { readonly id: VersionId; readonly deployments: readonly PlannedPods[] };
    readonly new: { readonly id: VersionId; readonly deployments: readonly PlannedPods[] };
  },
): IdealPlan {
  const { strategy } = about;
  const names = [...new Set([...about.old.deployments, ...about.new.deployments].map(({ name }) => name))];
  const replicasOf = ({ versions }: IdealStep, id: VersionId, name: string) =>
    versions.find(({ version }) => version === id)?.replicas.get(name) ?? 0;
  const countOf = (step: IdealStep, name: string): IdealCount => {
    const [ofNew, ofOld] = [replicasOf(step, about.new.id, name), replicasOf(step, about.old.id, name)];
    const wanted = about.new.deployments.find((each) => each.name === name)?.replicas ?? 0;
    return {
      name,
      new: ofNew,
      old: ofOld,
      wanted,
      surge: Math.max(0, ofNew + ofOld - wanted),
      unavailable: Math.max(0, wanted - ofNew - ofOld),
    };
  };
  const gpusOf = (step: IdealStep, { id, deployments }: (typeof about)["old"]) =>
    deployments.reduce((sum, { name, gpus }) => sum + gpus * replicasOf(step, id, name), 0);
  const planned = steps.map((step, index): IdealPlanStep => {
    const traffic = step.versions.find(({ version }) => version === about.new.id)?.trafficFraction ?? 0;
    return {
      index,
      name: step.name,
      atSeconds: step.atSeconds,
      newTrafficPercent: strategy.traffic === "weights" ? roundTo(100 * traffic, 6) : null,
      deployments: names.map((name) => countOf(step, name)),
      gpus: roundTo(gpusOf(step, about.old) + gpusOf(step, about.new), 4),
    };
  });
  return {
    strategy: strategy.kind,
    description: strategy.description,
    traffic: strategy.traffic,
    steps: planned,
    peak: {
      gpus: Math.max(0, ...planned.map(({ gpus }) => gpus)),
      deployments: names.map((name, place) => peakOf(planned, { name, place })),
    },
    isWhole,
  };
}

function peakOf(
  steps: readonly IdealPlanStep[],
  { name, place }: { readonly name: string; readonly place: number },
): IdealPlan["peak"]["deployments"][number] {
  const counts = steps.map(({ deployments }) => deployments[place]);
  const totals = counts.map((count) => (count === undefined ? 0 : count.new + count.old));
  const replicas = Math.max(0, ...totals);
  return {
    name,
    replicas,
    stepIndex: totals.indexOf(replicas),
    least: Math.min(...totals),
    wanted: counts[0]?.wanted ?? 0,
  };
}
