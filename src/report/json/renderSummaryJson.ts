import type { ReportInput } from "../ReportInput.ts";
import { formatJson } from "./formatJson.ts";

/**
 * What came out, for programs: the scenario, the flat summary that `expect:` can name, latencies and requests by version
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
    held: result.held,
    pools: result.pools,
    invariants: invariants.map(({ id, status, violations }) => ({ id, status, violations })),
    expectations: expectations.map(({ expectation, passed, actual }) => ({
      text: expectation.text,
      passed,
      actual,
    })),
  };
  return `${formatJson(document, { indent: 2 })}\n`;
}
