import { readFileSync } from "node:fs";
import { describeOutcome } from "../../src/report/text/describeOutcome.ts";
import { loadService } from "../../src/scenario/loadService.ts";
import type { ParsedScenario } from "../../src/scenario/parseScenario.ts";
import { ScenarioError } from "../../src/scenario/problems/ScenarioError.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { simulate } from "../../src/simulation/simulate.ts";
import { plannedDeployments } from "../../src/simulation/updates/plannedDeployments.ts";
import { planRollout } from "../../src/strategies/anyscale/plan/planRollout.ts";
import type { RolloutPlan } from "../../src/strategies/capacity/RolloutPlan.ts";

/** What becomes of a file: what is wrong with it, or all that can be asked of it, worked out when it is asked. */
export class CaseRun {
  readonly path: string;
  /** One line each; empty where the file is read. */
  readonly problems: readonly string[];
  readonly #parsed: ParsedScenario | null = null;
  #result: SimulationResult | null = null;

  constructor(path: string) {
    this.path = path;
    try {
      this.#parsed = loadService(path);
      this.problems = [];
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      this.problems = error.message.split("\n");
    }
  }

  get text(): string {
    return readFileSync(this.path, "utf8");
  }

  get parsed(): ParsedScenario {
    if (this.#parsed === null) throw new Error(this.problems.join("\n"));
    return this.#parsed;
  }

  get warnings(): string {
    return this.parsed.warnings.map(({ keyPath, message }) => `${keyPath}: ${message}`).join("\n");
  }

  get notes(): string {
    return this.parsed.notes.map(({ keyPath, message }) => `${keyPath}: ${message}`).join("\n");
  }

  get deployments() {
    return this.parsed.scenario.primary.deployments;
  }

  get groups() {
    return this.parsed.scenario.primary.cluster.workerGroups;
  }

  get result(): SimulationResult {
    this.#result ??= simulate(this.parsed.scenario);
    return this.#result;
  }

  /** As every report tells it. */
  get outcome(): string {
    return describeOutcome(this.result);
  }

  plan(maxSurgePercent: number): RolloutPlan {
    return planRollout({ maxSurgePercent, deployments: plannedDeployments(this.deployments) });
  }

  /** Replicas that run at the end of each row of the timeline. */
  get running(): readonly number[] {
    return this.result.timeline.primary.runningReplicas;
  }
}
