import { mostAtOnce } from "../../invariants/evidence/mostAtOnce.ts";
import type { DeploymentLedger } from "../../simulation/result/DeploymentLedger.ts";
import type { LatencySummary } from "../../simulation/result/LatencySummary.ts";
import type { ReplicaLife } from "../../simulation/result/ReplicaLife.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";

/** What one deployment of one version did over the whole run. */
export interface DeploymentRow {
  readonly ledger: DeploymentLedger;
  readonly failedRequests: number;
  /** From arrival at this deployment to its answer; `null`: not measured. */
  readonly latency: LatencySummary | null;
  /** Most replicas held at once (starting, running or draining). */
  readonly peakReplicas: number;
  /**
   * Requests a second of its busiest replica relative to that of all, of the replicas that ran nearly as long as the one
   * that ran longest (others met another traffic); 1 is even. `null` where there are not two of them, or they served nothing.
   */
  readonly busiestReplica: number | null;
}

/**
 * A row for each deployment of each version, versions of a deployment together. Empty where there is nothing to compare: one
 * deployment in one version, without batches or models.
 */
export function deploymentRows(result: SimulationResult): readonly DeploymentRow[] {
  const names = [...new Set(result.deployments.map(({ deployment }) => deployment))];
  const rows = names.flatMap((name) =>
    result.deployments.filter(({ deployment }) => deployment === name).map((ledger) => rowOf(ledger, result)),
  );
  const tellsMore = rows.some(({ ledger }) => ledger.meanBatchSize !== null || ledger.modelLoads > 0);
  return rows.length > 1 || tellsMore ? rows : [];
}

function rowOf(ledger: DeploymentLedger, result: SimulationResult): DeploymentRow {
  const { version, deployment } = ledger;
  const { horizonSeconds } = result.scenario;
  const lives = result.replicas.filter((life) => life.version === version && life.deployment === deployment);
  const isAlone = result.deployments.filter((each) => each.version === version).length === 1;
  const held = lives.flatMap(({ placedAtSeconds, goneAtSeconds }) =>
    placedAtSeconds === null
      ? []
      : [{ fromSeconds: placedAtSeconds, toSeconds: goneAtSeconds ?? horizonSeconds, amount: 1 }],
  );
  return {
    ledger,
    failedRequests: Object.values(ledger.failed).reduce((sum, count) => sum + count, 0),
    latency: ledger.latency ?? (isAlone ? (result.latency.byVersion[version] ?? null) : null),
    peakReplicas: mostAtOnce(held).amount,
    busiestReplica: busiestOf(lives, horizonSeconds),
  };
}

/** Of the time of the one that ran longest. */
const comparableShare = 0.9;

function busiestOf(lives: readonly ReplicaLife[], horizonSeconds: number): number | null {
  const ran = lives.flatMap(({ runningAtSeconds, drainingAtSeconds, goneAtSeconds, servedRequests }) => {
    if (runningAtSeconds === null) return [];
    const seconds = (drainingAtSeconds ?? goneAtSeconds ?? horizonSeconds) - runningAtSeconds;
    return seconds > 0 ? [{ seconds, servedRequests }] : [];
  });
  const longestSeconds = Math.max(0, ...ran.map(({ seconds }) => seconds));
  const compared = ran.filter(({ seconds }) => seconds >= comparableShare * longestSeconds);
  const seconds = compared.reduce((sum, each) => sum + each.seconds, 0);
  const served = compared.reduce((sum, each) => sum + each.servedRequests, 0);
  if (compared.length < 2 || served === 0) return null;
  const highest = Math.max(...compared.map((each) => each.servedRequests / each.seconds));
  return highest / (served / seconds);
}
