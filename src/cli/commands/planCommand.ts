import type { Feasibility } from "../../feasibility/Feasibility.ts";
import { renderIdealPlanCsv } from "../../report/csv/renderIdealPlanCsv.ts";
import { renderPlanCsv } from "../../report/csv/renderPlanCsv.ts";
import { renderScheduleCsv } from "../../report/csv/renderScheduleCsv.ts";
import { escapeControls } from "../../report/text/escapeControls.ts";
import { feasibilityLines } from "../../report/text/feasibilityLines.ts";
import { renderIdealPlanTable } from "../../report/text/renderIdealPlanTable.ts";
import { renderNeedsTable } from "../../report/text/renderNeedsTable.ts";
import { renderPlanTable } from "../../report/text/renderPlanTable.ts";
import { renderScheduleTable } from "../../report/text/renderScheduleTable.ts";
import { loadService } from "../../scenario/loadService.ts";
import type { Command } from "../../simulation/Scenario.ts";
import { plannedDeployments } from "../../simulation/updates/plannedDeployments.ts";
import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { isFullSurge } from "../../strategies/anyscale/plan/isFullSurge.ts";
import { planRollout, type RolloutOptions } from "../../strategies/anyscale/plan/planRollout.ts";
import type { TrafficPatternName } from "../../strategies/anyscale/plan/trafficPatterns.ts";
import { type ChosenStrategy, optionsOf } from "../../strategies/ChosenStrategy.ts";
import { PlanError } from "../../strategies/capacity/PlanError.ts";
import type { PlannedDeployment } from "../../strategies/capacity/PlannedDeployment.ts";
import type { RolloutPlan } from "../../strategies/capacity/RolloutPlan.ts";
import type { Rounding } from "../../strategies/capacity/Rounding.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { InputError } from "../InputError.ts";
import { type PlanOfStrategy, planOfStrategy } from "../planOfStrategy.ts";
import { printRemarks } from "../printRemarks.ts";
import { terminalOptions } from "../terminalOptions.ts";

/** Options of `rollcast plan`. */
export interface PlanOptions {
  readonly replicas?: number | undefined;
  readonly surge?: number | undefined;
  readonly canaryPercent?: number | undefined;
  readonly pattern?: TrafficPatternName | readonly number[] | undefined;
  readonly rounding?: Rounding | undefined;
  readonly format: "table" | "json" | "csv";
}

/** `rollcast plan`: the schedule of a rollout, for a service config, for a scenario's update, or for a number of replicas. */
export async function planCommand(
  file: string | undefined,
  options: PlanOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  const described = file === undefined ? describeReplicas(options) : describeFile(file, options, context);
  if ("schedule" in described || "ideal" in described) {
    const feasibility = await feasibilityOf(file, options, context);
    const text = renderPlanOf(described, { feasibility, format: options.format }, context);
    write(text, { feasibility, format: options.format }, context);
    return exitStatus.fine;
  }
  const plan = makePlan({
    ...described,
    ...(options.surge === undefined ? {} : { maxSurgePercent: options.surge }),
    ...(options.canaryPercent === undefined ? {} : { canaryPercent: options.canaryPercent }),
    ...(options.pattern === undefined ? {} : { trafficPattern: options.pattern }),
    ...(options.rounding === undefined ? {} : { rounding: options.rounding }),
  });
  const feasibility = await feasibilityOf(file, options, context);
  const text = render(plan, { feasibility, format: options.format }, context);
  write(text, { feasibility, format: options.format }, context);
  return exitStatus.fine;
}

/** Whoever plans for a number of replicas has no machines, and need not wait for what plays rollouts. */
async function feasibilityOf(
  file: string | undefined,
  options: PlanOptions,
  context: CommandContext,
): Promise<Feasibility | null> {
  if (file === undefined || options.format === "csv") return null;
  const { plannedFeasibility } = await import("../plannedFeasibility.ts");
  return plannedFeasibility(file, options, context);
}

/** The verdict first, then the plan, then its machines. */
function write(
  text: string,
  {
    feasibility,
    format,
  }: { readonly feasibility: Feasibility | null; readonly format: PlanOptions["format"] },
  context: CommandContext,
): void {
  const isTable = format === "table" && feasibility !== null && feasibility.verdict !== "no-update";
  if (!isTable) {
    context.stdout.write(text);
    return;
  }
  const terminal = terminalOptions(context);
  const verdict = feasibilityLines(feasibility, terminal);
  context.stdout.write(`${verdict.join("\n")}\n\n${text}\n${renderNeedsTable(feasibility.needs, terminal)}`);
}

function describeReplicas({ replicas }: PlanOptions): RolloutOptions {
  if (replicas === undefined) {
    throw new InputError(
      "plan needs a service config or scenario file, or --replicas: rollcast plan --replicas 8 --surge 25",
    );
  }
  return { deployments: [{ name: "service", numReplicas: replicas }] };
}

/** What is planned: a rollout by Anyscale, or one by another system. */
type Described = RolloutOptions | PlanOfStrategy;

function describeFile(file: string, options: PlanOptions, context: CommandContext): Described {
  if (options.replicas !== undefined) {
    throw new InputError("--replicas describes a service without a file: give one of them");
  }
  const loaded = loadService(file, { needsMachines: false });
  printRemarks(loaded, context);
  const { scenario } = loaded;
  const deployments: readonly PlannedDeployment[] = plannedDeployments(scenario.primary.deployments);
  const deploy = scenario.commands.map(({ command }) => command).find(isDeploy);
  if (deploy === undefined) {
    const isInPlace = scenario.commands.some(({ command }) => command.kind === "update-in-place");
    if (isInPlace && options.surge === undefined && options.canaryPercent === undefined) {
      throw new InputError(
        `${file}: its update is made in place, which has no steps; --surge plans a rollout instead`,
      );
    }
    const { strategyOfService: strategy } = loaded;
    if (strategy !== null && options.surge === undefined && options.canaryPercent === undefined) {
      refuseAnyscaleOptions(file, { options, strategy });
      return planOfStrategy(file, { strategy, primary: scenario.primary, next: scenario.primary });
    }
    return { deployments };
  }
  const { strategy, version } = deploy;
  const settings = optionsOf(strategy, anyscaleStrategy);
  if (settings === null) {
    refuseAnyscaleOptions(file, { options, strategy });
    return planOfStrategy(file, { strategy, primary: scenario.primary, next: version });
  }
  return {
    deployments,
    canaryDeployments: plannedDeployments(version.deployments),
    maxSurgePercent: settings.maxSurgePercent,
    canaryPercent: settings.canaryPercent ?? undefined,
    // The pattern of a full surge; with another surge it would only be noted that it does not apply.
    ...(isFullSurge(options.surge ?? settings.maxSurgePercent)
      ? { trafficPattern: settings.trafficPattern }
      : {}),
    rounding: settings.rounding,
    autoCompleteRollout: settings.autoCompleteRollout,
  };
}

const anyscaleOptions = {
  surge: "--surge",
  canaryPercent: "--canary-percent",
  pattern: "--pattern",
  rounding: "--rounding",
} as const satisfies { readonly [name in keyof PlanOptions]?: string };

function refuseAnyscaleOptions(
  file: string,
  { options, strategy }: { readonly options: PlanOptions; readonly strategy: ChosenStrategy },
): void {
  const given = (Object.keys(anyscaleOptions) as (keyof typeof anyscaleOptions)[]).find(
    (name) => options[name] !== undefined,
  );
  if (given === undefined) return;
  throw new InputError(
    `${anyscaleOptions[given]} belongs to Anyscale's rollouts, and the update of ${file} is rolled out by ${strategy.kind}: change the options of its strategy in the file`,
  );
}

function isDeploy(command: Command): command is Extract<Command, { kind: "deploy" }> {
  return command.kind === "deploy";
}

function makePlan(options: RolloutOptions): RolloutPlan {
  try {
    return planRollout(options);
  } catch (error) {
    if (error instanceof PlanError) throw new InputError(error.message);
    throw error;
  }
}

function render(
  plan: RolloutPlan,
  {
    feasibility,
    format,
  }: { readonly feasibility: Feasibility | null; readonly format: PlanOptions["format"] },
  context: CommandContext,
): string {
  switch (format) {
    case "table":
      return renderPlanTable(plan, terminalOptions(context));
    case "json":
      return `${escapeControls(JSON.stringify(feasibility === null ? plan : { ...plan, feasibility }, null, 2))}\n`;
    case "csv":
      return renderPlanCsv(plan);
    default:
      return format satisfies never;
  }
}

function renderPlanOf(
  plan: PlanOfStrategy,
  {
    feasibility,
    format,
  }: { readonly feasibility: Feasibility | null; readonly format: PlanOptions["format"] },
  context: CommandContext,
): string {
  const known = "schedule" in plan ? plan.schedule : plan.ideal;
  switch (format) {
    case "table":
      return "schedule" in plan
        ? renderScheduleTable(plan.schedule, terminalOptions(context))
        : renderIdealPlanTable(plan.ideal, terminalOptions(context));
    case "json":
      return `${escapeControls(JSON.stringify(feasibility === null ? known : { ...known, feasibility }, null, 2))}\n`;
    case "csv":
      return "schedule" in plan ? renderScheduleCsv(plan.schedule) : renderIdealPlanCsv(plan.ideal);
    default:
      return format satisfies never;
  }
}
