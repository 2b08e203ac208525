import { stringify } from "yaml";
import { parseScenario } from "../../scenario/parseScenario.ts";
import type { RateArrivals } from "../../workload/Traffic.ts";
import type { ArrivalsFit } from "../arrivals/fitArrivals.ts";
import type { DeploymentFit, FitRemark } from "../DeploymentFit.ts";
import type { DistributionFit } from "../distributions/fitDistribution.ts";
import type { ServiceTimesFit } from "../times/fitServiceTimes.ts";
import { describeArrivals, describeGoodness, describeParameters } from "./describeGoodness.ts";
import { significant, writtenDistribution, writtenSeconds } from "./writtenDistribution.ts";

const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/**
 * The part of a scenario file that a fit says, to paste: `deployments` and `traffic`, with the goodness of fit and what could not be
 * identified as comments. It is read as any scenario is before it is handed out.
 *
 * @param heading lines that stand above it as comments
 */
export function printFit(fits: readonly DeploymentFit[], heading: readonly string[] = []): string {
  const behaviours = fits.flatMap(behaviourLines);
  const traffic = fits.flatMap(trafficLines);
  const lines = [
    ...heading.map(comment),
    ...(behaviours.length === 0 ? [] : ["deployments:", ...behaviours]),
    ...(traffic.length === 0 ? [] : ["traffic:", ...traffic]),
    ...remarkLines(fits),
  ];
  const text = `${lines.join("\n")}\n`;
  checkFragment(text, fits);
  return text;
}

function behaviourLines(fit: DeploymentFit): readonly string[] {
  const { serviceTimes, startUp } = fit;
  const lines = [
    ...(serviceTimes === null ? [] : timesLines(serviceTimes)),
    ...overheadLines(fit),
    ...(startUp === null
      ? []
      : [
          `# ${describeGoodness(startUp, writtenSeconds)}`,
          line("startUp", writtenDistribution(startUp.distribution, writtenSeconds)),
        ]),
  ];
  return lines.length === 0 ? [] : [`  ${keyOf(fit.name)}:`, ...lines.map((each) => `    ${each}`)];
}

/** What both ends of the way show; where the service times hold the way as well, it may not be counted twice. */
function overheadLines({ path, serviceTimes }: DeploymentFit): readonly string[] {
  if (path !== null) {
    return [
      `# the way from the proxy to a replica and back, without queues: ${describeGoodness(path.idle, writtenSeconds)}`,
      line("overhead", { proxy: { way: writtenDistribution(path.idle.distribution, writtenSeconds) } }),
    ];
  }
  if (serviceTimes?.basis.includesWay !== true) return [];
  return ["# the way to a replica and back is in the service times", line("overhead", "none")];
}

function timesLines({ tokens, distribution, slowdown }: ServiceTimesFit): readonly string[] {
  const lines: string[] = [];
  if (tokens !== null) {
    lines.push(
      `# tokens say ${(100 * tokens.explainedShare).toFixed(1)} % of the variance: ${describeParameters(tokens.parameters, writtenSeconds)}`,
      line("serviceTime", {
        base: writtenSeconds(tokens.baseSeconds),
        perInputToken: writtenSeconds(tokens.perInputTokenSeconds),
        perOutputToken: writtenSeconds(tokens.perOutputTokenSeconds),
      }),
    );
  } else if (distribution !== null) {
    lines.push(
      `# ${describeGoodness(distribution, writtenSeconds)}`,
      line("serviceTime", writtenDistribution(distribution.distribution, writtenSeconds)),
    );
  }
  if (slowdown !== null) {
    const { slowdownPerOngoingRequest, standardError } = slowdown;
    lines.push(
      `# each other request on the replica, ± ${significant(standardError)}`,
      line("slowdownPerOngoingRequest", significant(slowdownPerOngoingRequest)),
    );
  }
  return lines;
}

function trafficLines({ name, arrivals, inputTokens, outputTokens }: DeploymentFit): readonly string[] {
  if (arrivals === null) return [];
  const tokenLines = [...tokenLine("inputTokens", inputTokens), ...tokenLine("outputTokens", outputTokens)];
  return [
    `  # ${describeArrivals(arrivals)}`,
    `  - deployment: ${flow(name)}`,
    ...arrivalLines(arrivals).map((each) => `    ${each}`),
    ...tokenLines.map((each) => `    ${each}`),
  ];
}

function tokenLine(key: string, fit: DistributionFit | null): readonly string[] {
  if (fit === null) return [];
  const write = (value: number) => significant(value);
  return [
    `# ${describeGoodness(fit, (value) => String(write(value)))}`,
    line(key, writtenDistribution(fit.distribution, write)),
  ];
}

function arrivalLines({ arrivals }: ArrivalsFit): readonly string[] {
  if (arrivals.kind !== "schedule") return [line(arrivals.kind, writtenArrivals(arrivals))];
  return [
    "schedule:",
    "  interpolation: step",
    `  process: ${arrivals.process}`,
    "  points:",
    ...arrivals.points.map(
      ({ atSeconds, requestsPerSecond }) =>
        `    - ${flow({ at: writtenSeconds(atSeconds), rate: significant(requestsPerSecond) })}`,
    ),
  ];
}

function writtenArrivals(arrivals: Exclude<RateArrivals, { readonly kind: "schedule" }>): unknown {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
      return significant(arrivals.requestsPerSecond);
    case "gamma":
      return { rate: significant(arrivals.requestsPerSecond), gapCv: significant(arrivals.gapCv) };
    case "mmpp":
      return {
        states: arrivals.states.map(({ requestsPerSecond, meanSeconds }) => ({
          rate: significant(requestsPerSecond),
          mean: writtenSeconds(meanSeconds),
        })),
      };
    case "daily": {
      const { curve, startHour, startDay } = arrivals;
      const rates =
        curve.shape === "hours"
          ? { rate: significant(curve.requestsPerSecond), hourFactors: curve.hourFactors.map(significant) }
          : {
              peak: significant(curve.peakRequestsPerSecond),
              trough: significant(curve.troughRequestsPerSecond),
              peakHour: significant(curve.peakHour),
            };
      return {
        ...rates,
        startHour: Math.min(significant(startHour), 23.99),
        startDay: weekdays[startDay] ?? "mon",
      };
    }
    default:
      return arrivals satisfies never;
  }
}

function remarkLines(fits: readonly DeploymentFit[]): readonly string[] {
  const of = (kind: FitRemark["kind"]) =>
    fits.flatMap(({ name, remarks }) =>
      remarks.flatMap((remark) =>
        remark.kind === kind ? [comment(`- ${name}, ${remark.about}: ${remark.message}`)] : [],
      ),
    );
  const unknown = of("unknown");
  const doubtful = of("doubtful");
  return [
    ...(unknown.length === 0 ? [] : ["# Not identified:", ...unknown]),
    ...(doubtful.length === 0 ? [] : ["# Identified with a doubt:", ...doubtful]),
  ];
}

/** A comment is one line, whatever a log's names hold. */
function comment(text: string): string {
  return `# ${text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ")}`;
}

function line(key: string, value: unknown): string {
  return `${key}: ${flow(value)}`;
}

function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: true }).trim();
}

function keyOf(name: string): string {
  return flow({ [name]: 0 })
    .replace(/^\{ /, "")
    .replace(/: 0 \}$/, "");
}

/** Reads what was printed as part of a scenario with these deployments. @throws Error where it is none: a mistake of ours. */
function checkFragment(text: string, fits: readonly DeploymentFit[]): void {
  const applications = new Map<string, string[]>();
  for (const { name } of fits) {
    const [application, deployment] = name.includes("#") ? name.split("#", 2) : ["fitted", name];
    const deployments = applications.get(application!) ?? [];
    deployments.push(deployment!);
    applications.set(application!, deployments);
  }
  const service = {
    applications: [...applications].map(([name, deployments], index) => ({
      name,
      route_prefix: `/${index}`,
      import_path: "fitted:app",
      deployments: deployments.map((deployment) => ({ name: deployment })),
    })),
  };
  const scenario = `name: fit\nhorizon: 1h\nservice: ${JSON.stringify(service)}\n${text}`;
  parseScenario(scenario, noFiles, { needsMachines: false });
}

const noFiles = {
  path: "fit.yaml",
  readText: (path: string): never => {
    throw new Error(`A fit names no files, and yet ${path}.`);
  },
  readTrace: (path: string): never => {
    throw new Error(`A fit names no files, and yet ${path}.`);
  },
};
