import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import { type TrafficPatternName, trafficPatterns } from "../strategies/anyscale/plan/trafficPatterns.ts";
import type { CommandContext } from "./CommandContext.ts";
import type { CheckOptions } from "./commands/checkCommand.ts";
import type { FitCommandOptions } from "./commands/fitCommand.ts";
import type { InitOptions } from "./commands/initCommand.ts";
import type { PlanOptions } from "./commands/planCommand.ts";
import type { SimulateOptions } from "./commands/simulateCommand.ts";
import type { ExitStatus } from "./exitStatus.ts";

/**
 * The command line: what can be typed, and the help for it. `finish` is told each command's exit status. A command is loaded when it is
 * run, so that a plan need not wait for what plays rollouts, nor the help for either.
 */
export function createProgram(context: CommandContext, finish: (status: ExitStatus) => void): Command {
  const program = new Command("rollcast")
    .description("Forecasts a rollout before anyone runs it.")
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `
Examples:
  rollcast simulate scenarios/gpu-25-surge.yaml
  rollcast init service.yaml
  rollcast fit requests.csv
  rollcast plan --replicas 8 --surge 25
  rollcast check scenarios/*.yaml

Exit status: 0 fine; 1 an invariant or an expectation failed; 2 bad input; 70 a defect of rollcast;
74 the output could not be written; 130 interrupted (Ctrl-C).`,
    );
  addSimulate(program, context, finish);
  addPlan(program, context, finish);
  addInit(program, context, finish);
  addFit(program, context, finish);
  addCheck(program, context, finish);
  addSchema(program, context, finish);
  return program;
}

type Finish = (status: ExitStatus) => void;

function addSimulate(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("simulate")
    .summary("play a scenario, check its laws and expectations, write a report")
    .description(
      "Plays a scenario request by request, several times with different seeds, checks the invariants and the scenario's expectations over all runs, and writes a report.",
    )
    .argument("<file>", "scenario file (YAML)")
    .option("--json", "print the summary as JSON instead of tables")
    .option("--seed <seed>", "another seed than the scenario's")
    .addOption(
      new Option(
        "--runs <count>",
        "how many runs, each with its own seed (default: 5 to 21, by what the first one costs)",
      ).argParser(runCount),
    )
    .option("--out <folder>", "where the report's folder is made", "reports")
    .option("-q, --quiet", "print failures only")
    .option("--replay", "play the run that is shown twice and check that both are the same to the byte")
    .addHelpText(
      "after",
      `
Examples:
  rollcast simulate scenarios/gpu-25-surge.yaml
  rollcast simulate scenarios/gpu-25-surge.yaml --json --seed 7 --runs 1
  rollcast simulate my-service.yaml --quiet --out /tmp/reports

Figures are medians with the band that holds four runs of five; steps and charts are of the run nearest the median.
Every run has to meet an expectation, unless it names a share: p99LatencySeconds < 5 in 90 % of runs. Ctrl-C during the
runs writes the report of those that are finished.

The report: <out>/<scenario's name>/report.html, with summary.json, steps.csv, timeline.csv, events.jsonl and charts.
A report is replaced only while its folder holds nothing else than rollcast wrote (rollcast-report.json lists it).`,
    )
    .action(async (file: string, options: SimulateOptions) => {
      const { simulateCommand } = await import("./commands/simulateCommand.ts");
      finish(await simulateCommand(file, options, context));
    });
}

function addPlan(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("plan")
    .summary("print the schedule of a rollout")
    .description(
      "Prints the steps of a rollout: capacity, traffic and replicas of both versions, and the peak.",
    )
    .argument("[file]", "service config or scenario file (YAML)")
    .option("--replicas <count>", "replicas of a service without a file", wholeNumber)
    .option(
      "--surge <percent>",
      "max_surge_percent, 1 to 100 (default: the scenario's, else 100)",
      wholeNumber,
    )
    .option("--canary-percent <percent>", "manual control: stop at this share of traffic", wholeNumber)
    .option(
      "--pattern <pattern>",
      `traffic of a full surge: ${Object.keys(trafficPatterns).join(", ")} or shares such as 10,50,100`,
      trafficPattern,
    )
    .addOption(
      new Option("--rounding <rule>", "how a percentage becomes replicas (default: up)").choices([
        "up",
        "half-up",
      ]),
    )
    .addOption(
      new Option("--format <format>", "how to print it").choices(["table", "json", "csv"]).default("table"),
    )
    .addHelpText(
      "after",
      `
Examples:
  rollcast plan --replicas 8 --surge 25
  rollcast plan service.yaml --surge 10 --format csv
  rollcast plan scenarios/full-surge-aws.yaml --pattern gcp`,
    )
    .action(async (file: string | undefined, options: PlanOptions) => {
      const { planCommand } = await import("./commands/planCommand.ts");
      finish(await planCommand(file, options, context));
    });
}

function addInit(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("init")
    .summary("write a scenario to start from")
    .description(
      "Writes a scenario for a service, says what of it is used, what was assumed and what is left aside.",
    )
    .argument(
      "<file>",
      "Anyscale service config, Ray Serve config, KubeRay RayService or Kubernetes Deployment manifest (YAML)",
    )
    .option("--out <file>", "where to write it, - for the terminal (default: <file>.scenario.yaml, here)")
    .addHelpText(
      "after",
      `
Examples:
  rollcast init service.yaml
  rollcast init rayservice.yaml --out rollout.yaml

Nothing that is there is replaced.`,
    )
    .action(async (file: string, options: InitOptions) => {
      const { initCommand } = await import("./commands/initCommand.ts");
      finish(initCommand(file, options, context));
    });
}

function addFit(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("fit")
    .summary("fit arrivals, service times and start-ups to logs")
    .description(
      "Fits arrivals, service times, overhead and start-ups to logs and metrics, and prints the part of a scenario to paste, with how well it fits and what could not be identified.",
    )
    .argument(
      "<files...>",
      "logs, plain or gzip: CSV or JSON with a column of times, Ray Serve's logs, metrics in Prometheus' text or JSON",
    )
    .option("--json", "print everything as JSON instead")
    .option("--out <file>", "write the part of a scenario to a file (YAML)")
    .option("--report <folder>", "where a page with charts is made")
    .option("--trace <file>", "write the requests as a trace to replay (CSV)")
    .option("--deployment <name>", "whose requests they are, where no log says it; else the only one to fit")
    .option("--slots <count>", "requests served at once: replicas x max_ongoing_requests", wholeNumber)
    .option(
      "--columns <list>",
      "columns with other names than usual: ROLE=NAME or ROLE=NAME:UNIT, parted by commas",
    )
    .option("--utc-offset <hours>", "time zone of the day, for rates by the hour (default: 0)", hoursFromUtc)
    .addHelpText(
      "after",
      `
Examples:
  rollcast fit requests.csv --slots 24 --deployment LLM
  rollcast fit logs/serve/*.log --out fitted.yaml
  rollcast fit query_range.json --report reports
  rollcast fit access.jsonl.gz --columns time=ts,duration=took:ms,status=code

Columns are known by their usual names (timestamp, duration_ms, status, prompt_tokens, replica, …). Roles for --columns: time, end,
duration, wait, status, inputTokens, outputTokens, replica, deployment, and startUp, created, ready of replicas. Units: s, ms, us, ns.
Nothing that is there is replaced.`,
    )
    .action(async (files: readonly string[], options: FitCommandOptions) => {
      const { fitCommand } = await import("./commands/fitCommand.ts");
      finish(await fitCommand(files, options, context));
    });
}

function addCheck(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("check")
    .summary("say whether scenarios are well-formed, and whether their update can ever finish")
    .description(
      "Reads scenarios and says what is wrong with them, whether their update can ever finish, and the smallest change that lets it.",
    )
    .argument("<files...>", "scenario files (YAML)")
    .option("--strict", "an update that never finishes, or may not, is an error (exit status 1)")
    .addHelpText("after", "\nExample:\n  rollcast check scenarios/*.yaml")
    .action(async (files: readonly string[], options: CheckOptions) => {
      const { checkCommand } = await import("./commands/checkCommand.ts");
      finish(checkCommand(files, options, context));
    });
}

function addSchema(program: Command, context: CommandContext, finish: Finish): void {
  program
    .command("schema")
    .summary("print the JSON Schema of scenario files")
    .description("Prints the JSON Schema of scenario files, for editors.")
    .addHelpText("after", "\nExample:\n  rollcast schema > scenario.schema.json")
    .action(async () => {
      const { schemaCommand } = await import("./commands/schemaCommand.ts");
      finish(schemaCommand(context));
    });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Expected a whole number.");
  return Number(text);
}

function hoursFromUtc(text: string): number {
  if (!/^[+-]?\d{1,2}(\.\d+)?$/.test(text) || Math.abs(Number(text)) > 14) {
    throw new InvalidArgumentError("Expected hours from -14 to 14.");
  }
  return Number(text);
}

const mostRuns = 1000;

function runCount(text: string): number {
  const runs = wholeNumber(text);
  if (runs < 1 || runs > mostRuns) throw new InvalidArgumentError(`Expected 1 to ${mostRuns} runs.`);
  return runs;
}

function trafficPattern(text: string): TrafficPatternName | readonly number[] {
  if (isPatternName(text)) return text;
  if (!/^\d{1,3}(,\d{1,3})*$/.test(text)) {
    throw new InvalidArgumentError("Expected aws, gcp or ascending shares such as 10,50,100.");
  }
  return text.split(",").map(Number);
}

function isPatternName(text: string): text is TrafficPatternName {
  return Object.hasOwn(trafficPatterns, text);
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const version: unknown = Object.entries(JSON.parse(text)).find(([key]) => key === "version")?.[1];
  return String(version);
}
