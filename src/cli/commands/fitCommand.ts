import { basename } from "node:path";
import type { DeploymentEvidence } from "../../fit/DeploymentEvidence.ts";
import type { DeploymentFit } from "../../fit/DeploymentFit.ts";
import { fitDeployment } from "../../fit/fitDeployment.ts";
import { LogCollector } from "../../fit/logs/LogCollector.ts";
import type { LogSink } from "../../fit/logs/LogSink.ts";
import { parseColumns } from "../../fit/logs/RecordColumns.ts";
import { traceOf } from "../../fit/traceOf.ts";
import { printFit } from "../../fit/yaml/printFit.ts";
import { renderFitJson } from "../../report/fit/renderFitJson.ts";
import { renderFitReport } from "../../report/fit/renderFitReport.ts";
import { formatDuration } from "../../report/text/formatDuration.ts";
import { formatNumber } from "../../report/text/formatNumber.ts";
import { plainText } from "../../report/text/plainText.ts";
import { describeChoices } from "../../scenario/problems/describeChoices.ts";
import { formatTrace } from "../../workload/traces/formatTrace.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type ExitStatus, exitStatus } from "../exitStatus.ts";
import { InputError } from "../InputError.ts";
import { readLogFile } from "../readLogFile.ts";
import { writeNewFile } from "../writeNewFile.ts";
import { writeReport } from "../writeReport.ts";

/** Options of `rollcast fit`. */
export interface FitCommandOptions {
  readonly json?: boolean | undefined;
  readonly out?: string | undefined;
  readonly report?: string | undefined;
  readonly trace?: string | undefined;
  readonly deployment?: string | undefined;
  readonly slots?: number | undefined;
  readonly columns?: string | undefined;
  readonly utcOffset?: number | undefined;
}

const unnamedDeployment = "Deployment";

/** `rollcast fit <files…>`: prints the part of a scenario that logs say, and what they do not say. */
export async function fitCommand(
  files: readonly string[],
  options: FitCommandOptions,
  context: CommandContext,
): Promise<ExitStatus> {
  if (options.slots === 0) throw new InputError("--slots 0: expected at least 1");
  const collector = await collect(files, options, context);
  const evidence = chosen(collector.evidence({ unnamed: options.deployment ?? unnamedDeployment }), options);
  const fits = evidence.map((each) =>
    fitDeployment(each, {
      ...(options.slots === undefined ? {} : { slots: options.slots }),
      utcOffsetHours: options.utcOffset ?? 0,
    }),
  );
  const text = printFit(fits, [
    `rollcast fit ${files.map((file) => basename(file)).join(" ")}`,
    ...fits.map(describeFit),
  ]);
  if (options.trace !== undefined) writeNewFile(options.trace, traceText(evidence));
  if (options.out !== undefined) writeNewFile(options.out, text);
  if (options.report !== undefined) await report(options.report, { files, fits, text }, context);
  print(fits, { text, notes: collector.notes, options }, context);
  return exitStatus.fine;
}

async function collect(
  files: readonly string[],
  options: FitCommandOptions,
  { stderr }: CommandContext,
): Promise<LogCollector> {
  const columns = options.columns === undefined ? [] : parseColumns(options.columns);
  if (typeof columns === "string") throw new InputError(`--columns: ${columns}`);
  const collector = new LogCollector();
  for (const file of files) {
    const before = collector.samples;
    const sink: LogSink = {
      request: (request) => collector.request(request),
      startUp: (startUp) => collector.startUp(startUp),
      metric: (sample) => collector.metric(sample),
      note: (message) => collector.note(`${file}: ${message}`),
    };
    await readLogFile(file, sink, { columns });
    if (collector.samples === before) {
      stderr.write(
        `note: ${plainText(file)} tells of no request, no start-up and none of Ray Serve's metrics that are used\n`,
      );
    }
  }
  for (const note of collector.notes) stderr.write(`note: ${plainText(note)}\n`);
  if (collector.samples === 0)
    throw new InputError("nothing to fit: no request, no start-up and no metric of Ray Serve was found");
  return collector;
}

/** All deployments, or the one that was asked for. */
function chosen(
  evidence: readonly DeploymentEvidence[],
  { deployment }: FitCommandOptions,
): readonly DeploymentEvidence[] {
  if (deployment === undefined) return evidence;
  const found = evidence.filter(({ name }) => name === deployment);
  if (found.length > 0) return found;
  const names = evidence.map(({ name }) => name);
  throw new InputError(
    `--deployment ${deployment}: the logs name others; ${describeChoices(deployment, names, "deployments")}`,
  );
}

function describeFit({ name, requests, arrivals, serviceTimes, startUp }: DeploymentFit): string {
  const counts =
    requests === null
      ? "no log of requests"
      : `${formatNumber(requests.answered + requests.cutOff + requests.failed)} requests in ${formatDuration(requests.spanSeconds)}, ${formatNumber(requests.cutOff)} cut off, ${formatNumber(requests.failed)} failed`;
  const missing = [
    arrivals === null ? "arrivals" : "",
    serviceTimes === null ? "service times" : "",
    startUp === null ? "start-up" : "",
  ].filter((part) => part !== "");
  return `${name}: ${counts}${missing.length === 0 ? "" : `; not identified: ${missing.join(", ")}`}`;
}

function traceText(evidence: readonly DeploymentEvidence[]): string {
  const withRequests = evidence.filter(({ called, served }) => (called ?? served) !== null);
  const own = withRequests.filter(({ called }) => called !== null);
  const [only, ...others] = own.length > 0 ? own : withRequests;
  const log = only?.called ?? only?.served ?? null;
  if (only === undefined || log === null) throw new InputError("--trace: there is no log of requests");
  if (others.length > 0) {
    const names = [only, ...others].map(({ name }) => name).join(", ");
    throw new InputError(
      `--trace: several deployments have requests (${names}); choose one with --deployment`,
    );
  }
  return formatTrace(traceOf(log), []);
}

async function report(
  parent: string,
  input: {
    readonly files: readonly string[];
    readonly fits: readonly DeploymentFit[];
    readonly text: string;
  },
  { stderr }: CommandContext,
): Promise<void> {
  const stem = basename(input.files[0] ?? "")
    .replace(/\..*$/, "")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .slice(0, 80);
  const name = `fit-${stem === "" ? "log" : stem}`;
  const files = await renderFitReport(input.fits, {
    title: input.files.map((file) => basename(file)).join(", "),
    fragment: input.text,
    onUndrawn: (chart, reason) =>
      stderr.write(`warning: the chart ${chart} could not be drawn: ${plainText(reason)}\n`),
  });
  stderr.write(`wrote ${writeReport(files, { parent, name })}\n`);
}

function print(
  fits: readonly DeploymentFit[],
  more: { readonly text: string; readonly notes: readonly string[]; readonly options: FitCommandOptions },
  { stdout, stderr }: CommandContext,
): void {
  const { text, notes, options } = more;
  if (options.trace !== undefined) stderr.write(`wrote ${plainText(options.trace)}\n`);
  if (options.json === true) {
    stdout.write(renderFitJson(fits, text, notes));
  } else if (options.out === undefined) stdout.write(text);
  else stdout.write(`wrote ${plainText(options.out)}; paste it into a scenario, then: rollcast simulate\n`);
}
