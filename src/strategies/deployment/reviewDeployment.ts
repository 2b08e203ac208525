import type { StrategyView } from "../StrategyView.ts";
import type { DeploymentObject } from "./DeploymentObject.ts";
import { NO_DEADLINE_SECONDS } from "./deploymentOptionsSchema.ts";
import { isComplete } from "./followProgress.ts";

/** When time alone changes something for a Deployment; `null`: never. */
export function reviewDeployment(object: DeploymentObject, view: StrategyView): number | null {
  const { minReadySeconds } = object.options;
  const becomeAvailable = view.versions
    .flatMap(({ deployments }) => deployments)
    .filter(({ name }) => name === object.name)
    .flatMap(({ readySinceSeconds }) => readySinceSeconds.map((since) => since + minReadySeconds));
  const times = [...becomeAvailable, ...deadlineOf(object)].filter((seconds) => seconds > view.nowSeconds);
  return times.length === 0 ? null : Math.min(...times);
}

/** `requeueStuckDeployment`: a second after the deadline. */
function deadlineOf({
  options,
  isPaused,
  replicas,
  status,
  progressing,
}: DeploymentObject): readonly number[] {
  if (isPaused || progressing === null || options.progressDeadlineSeconds === NO_DEADLINE_SECONDS) return [];
  if (progressing.reason === "ProgressDeadlineExceeded" || isComplete(replicas, status)) return [];
  return [progressing.updatedAtSeconds + options.progressDeadlineSeconds + 1];
}
