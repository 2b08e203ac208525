import { describeNodeLack } from "../cluster/nodes/describeNodeLack.ts";
import type { PlayedStep } from "../simulation/result/PlayedStep.ts";
import type { SimulationResult } from "../simulation/result/SimulationResult.ts";
import type { UnmetWait } from "../simulation/result/UnmetWait.ts";
import type { Shortage } from "./Feasibility.ts";
import { nameStep } from "./nameStep.ts";

/** What an update that was rehearsed in vain has waited for. How much of it is needed is found out by trying. */
export function readShortage(result: SimulationResult): Shortage {
  const refused = result.commands.find(
    ({ accepted, kind }) => !accepted && kind !== "rollback" && kind !== "scale",
  );
  const step = lastStep(result);
  const wait = result.waitedFor[0];
  const name = step === null ? "the start" : nameStep(step);
  const deployments = wait === undefined ? [] : missingReplicas(result, wait);
  const version = wait?.version ?? "v2";
  return {
    step: name,
    stepIndex: step?.stepIndex ?? null,
    version,
    deployments,
    ...causeOf(result, { wait, refusal: refused?.message ?? null }),
    neededNodes: null,
    availableNodes: wait?.lack.kind === "pool" || wait?.lack.kind === "max-nodes" ? wait.lack.maxNodes : null,
  };
}

function causeOf(
  result: SimulationResult,
  { wait, refusal }: { readonly wait: UnmetWait | undefined; readonly refusal: string | null },
): Pick<Shortage, "cause" | "message"> {
  if (wait !== undefined) {
    return { cause: wait.lack, message: `waits for ${describeNodeLack(wait.lack)}` };
  }
  const back = result.plans.findLast(({ cause }) => cause === "automatic-rollback");
  if (back !== undefined) {
    return { cause: { kind: "time" }, message: `is given up: ${back.reason}` };
  }
  if (refusal !== null) return { cause: { kind: "refused" }, message: `is refused: ${refusal}` };
  return { cause: { kind: "no-progress" }, message: "never moves on" };
}

/** In which the update was when it was given up, or is for ever. */
function lastStep({ steps, plans }: SimulationResult): PlayedStep | null {
  const isForward = ({ kind, planIndex }: PlayedStep) =>
    kind !== "before" &&
    kind !== "after" &&
    (planIndex === null || plans[planIndex]?.cause !== "automatic-rollback");
  return steps.findLast(isForward) ?? null;
}

/** Replicas that waited for room when the update was given up, by deployment. */
function missingReplicas(
  { replicas }: SimulationResult,
  { version, untilSeconds }: UnmetWait,
): Shortage["deployments"] {
  const missing = new Map<string, number>();
  for (const replica of replicas) {
    const { placedAtSeconds, goneAtSeconds, requestedAtSeconds, deployment } = replica;
    if (replica.version !== version || requestedAtSeconds > untilSeconds) continue;
    const isWaiting =
      (placedAtSeconds === null || placedAtSeconds > untilSeconds) &&
      (goneAtSeconds === null || goneAtSeconds >= untilSeconds);
    if (isWaiting) missing.set(deployment, (missing.get(deployment) ?? 0) + 1);
  }
  return [...missing].map(([deployment, missingReplicas]) => ({ deployment, missingReplicas }));
}
