import type { Feasibility } from "../feasibility/Feasibility.ts";
import { loadService } from "../scenario/loadService.ts";
import { formatProblem } from "../scenario/problems/formatProblem.ts";
import { ScenarioError } from "../scenario/problems/ScenarioError.ts";
import type { Command, Scenario } from "../simulation/Scenario.ts";
import { defaultRolloutSettings } from "../simulation/updates/defaultRolloutSettings.ts";
import { anyscaleStrategy } from "../strategies/anyscale/anyscaleStrategy.ts";
import type { RolloutSettings } from "../strategies/anyscale/RolloutSettings.ts";
import { type ChosenStrategy, choose, optionsOf } from "../strategies/ChosenStrategy.ts";
import type { CommandContext } from "./CommandContext.ts";
import { checkedFeasibility } from "./checkedFeasibility.ts";

/** What was said on the command line of the rollout. */
export interface PlannedSettings {
  readonly surge?: number | undefined;
  readonly canaryPercent?: number | undefined;
  readonly rounding?: RolloutSettings["rounding"] | undefined;
}

/** Whether the rollout that is planned can finish on the machines of the file; `null`, and a note, where nobody knows them. */
export function plannedFeasibility(
  file: string,
  settings: PlannedSettings,
  context: CommandContext,
): Feasibility | null {
  try {
    const { scenario, strategyOfService } = loadService(file);
    return checkedFeasibility(file, withPlannedRollout(scenario, settings, strategyOfService), context);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const [problem] = error.problems;
    const reason = problem === undefined ? error.message : formatProblem(problem);
    context.stderr.write(`note: machines and pools play no part in this plan: ${reason}\n`);
    return null;
  }
}

/** The first rollout of the scenario as it is planned; where it has none, one to the same service. */
function withPlannedRollout(
  scenario: Scenario,
  settings: PlannedSettings,
  ofService: ChosenStrategy | null,
): Scenario {
  const deploy = scenario.commands.find(({ command }) => isDeploy(command));
  if (deploy !== undefined && isDeploy(deploy.command)) {
    const { version, strategy } = deploy.command;
    const command = { ...deploy.command, version, strategy: planned(strategy, settings) };
    return { ...scenario, commands: [{ ...deploy, command }] };
  }
  const { primary } = scenario;
  // Another config, or nothing would be rolled out.
  const version = { ...primary, config: { ...primary.config, version: "planned" } };
  const isAnyscale =
    ofService === null || settings.surge !== undefined || settings.canaryPercent !== undefined;
  const strategy = isAnyscale
    ? planned(choose(anyscaleStrategy, defaultRolloutSettings), settings)
    : ofService;
  return { ...scenario, commands: [{ atSeconds: 1, command: { kind: "deploy", version, strategy } }] };
}

function planned(
  strategy: ChosenStrategy,
  { surge, canaryPercent, rounding }: PlannedSettings,
): ChosenStrategy {
  const written = optionsOf(strategy, anyscaleStrategy);
  if (written === null) return strategy;
  return choose(anyscaleStrategy, {
    ...written,
    maxSurgePercent: surge ?? written.maxSurgePercent,
    canaryPercent: canaryPercent ?? written.canaryPercent,
    rounding: rounding ?? written.rounding,
  });
}

function isDeploy(command: Command): command is Extract<Command, { kind: "deploy" }> {
  return command.kind === "deploy";
}
