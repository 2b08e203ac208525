import { explainPaid, type PaidGpus } from "../../causes/explainPaid.ts";
import { explainSteps } from "../../causes/explainSteps.ts";
import { sumWaits } from "../../causes/sumWaits.ts";
import type { SimulationResult } from "../../simulation/result/SimulationResult.ts";
import type { ReportInput } from "../ReportInput.ts";
import { describeRunSet } from "./describeRunSet.ts";
import { formatJson } from "./formatJson.ts";

/**
 * What came out, for programs: the scenario, the flat summary that `expect:` can name, the same over all runs (`describeRunSet`), latencies and requests by version
 * (of tokens `null` where no language model answered),
 * replicas held against the surge, invariants and expectations. The same text as `summary.json`, ends with a newline.
 */
export function renderSummaryJson(input: ReportInput): string {
  const { result, invariants, expectations } = input;
  const generated = result.tokenLatency.total.firstToken.meanSeconds !== null;
  const document = {
    scenario: result.scenario,
    ...(input.feasibility === undefined ? {} : { feasibility: input.feasibility }),
    summary: result.summary,
    ...(input.runs === undefined ? {} : { runs: describeRunSet(input.runs) }),
    ...(result.waitedFor.length === 0 ? {} : { waitedFor: result.waitedFor }),
    service: result.service,
    versions: result.versions.map((version) => ({
      id: version.id,
      ...(version.name === undefined ? {} : { name: version.name }),
      state: version.changes.at(-1)?.state ?? null,
      applications: version.applications.map(({ name, changes, deployments }) => ({
        name,
        status: changes.at(-1)?.status ?? null,
        deployments: deployments.map((deployment) => ({
          name: deployment.name,
          status: deployment.changes.at(-1)?.status ?? null,
          trigger: deployment.changes.at(-1)?.trigger ?? null,
        })),
      })),
      requests: result.requests.byVersion[version.id] ?? null,
      latency: result.latency.byVersion[version.id] ?? null,
      tokenLatency: generated ? (result.tokenLatency.byVersion[version.id] ?? null) : null,
    })),
    ...(new Set(result.deployments.map(({ deployment }) => deployment)).size > 1
      ? { deployments: result.deployments }
      : {}),
    ...(result.calls.calls === 0 ? {} : { calls: result.calls }),
    ...(result.overhead === undefined ? {} : { overhead: result.overhead }),
    ...(result.summary.refusedCommands === 0
      ? {}
      : {
          refusedCommands: result.commands
            .filter(({ accepted }) => !accepted)
            .map(({ atSeconds, kind, message }) => ({ atSeconds, kind, reason: message })),
        }),
    ...summariseWaits(result),
    ...summarisePaid(result),
    held: result.held,
    pools: result.pools,
    invariants: invariants.map((invariant) => ({
      id: invariant.id,
      status: invariant.status,
      ...("failedRuns" in invariant
        ? { checkedRuns: invariant.checkedRuns, failedRuns: invariant.failedRuns }
        : {}),
      violations: invariant.violations,
    })),
    expectations: expectations.map(({ expectation, passed, actual, worst, metRuns, runs }) => ({
      text: expectation.text,
      passed,
      actual,
      ...(input.runs === undefined ? {} : { worst, metRuns, runs }),
    })),
  };
  return `${formatJson(document, { indent: 2 })}\n`;
}

/** Where paid and held GPUs differed when most were paid; nothing where they did not. */
function summarisePaid(result: SimulationResult): { readonly paidGpus?: PaidGpus } {
  const paidGpus = explainPaid(result);
  return paidGpus === null || paidGpus.unheld.length === 0 ? {} : { paidGpus };
}

/** What the steps of updates waited for: of each its critical path, summed by cause; nothing where there was no update. */
function summariseWaits(result: SimulationResult): { readonly waits?: readonly unknown[] } {
  const waits = explainSteps(result).flatMap((path, index) => {
    const step = result.steps[index];
    if (step === undefined || path.length === 0) return [];
    const { kind, name, startSeconds, endSeconds } = step;
    const causes = sumWaits(path).map(({ cause, seconds }) => ({ ...cause, seconds }));
    return [{ step: name ?? kind, startSeconds, endSeconds, causes }];
  });
  return waits.length === 0 ? {} : { waits };
}
