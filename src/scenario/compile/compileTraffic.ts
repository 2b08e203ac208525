import type { Distribution } from "../../engine/Distribution.ts";
import { matchRoute } from "../../serve/path/matchRoute.ts";
import { expectedRequests } from "../../workload/rates/expectedRequests.ts";
import type { RateArrivals, RequestTrace, TrafficStream } from "../../workload/Traffic.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { tokenDistributionSchema } from "../schema/tokenDistributionSchema.ts";
import type { TrafficStreamSection } from "../schema/trafficSchema.ts";
import { compileReplay } from "./compileReplay.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

/** Sizes of chat requests: Azure LLM inference trace 2023, conversation (median and 99th percentile). */
const defaultInputTokens = tokenDistributionSchema.parse({ median: 1020, p99: 4142 });
const defaultOutputTokens = tokenDistributionSchema.parse({ median: 129, p99: 601 });
const noTokens: Distribution = { kind: "fixed", value: 0 };

interface TrafficContext {
  readonly names: DeploymentNames;
  /** Those that run from the start. */
  readonly deployments: readonly string[];
  /** The route prefix of each deployment's application, where it has one. */
  readonly applicationRoutes: ReadonlyMap<string, string>;
  /** Those of them that no other one calls. */
  readonly uncalled: readonly string[];
  /** By which requests enter an application, with its route prefix. */
  readonly entries: readonly { readonly name: string; readonly routePrefix: string }[];
  readonly horizonSeconds: number;
  readonly maxEvents: number;
  /** Of each stream; `null`: that of the service. */
  readonly endpoints: readonly (string | null)[];
  /** Reads a trace; `null` where it could not (and a problem was reported). */
  readonly readTrace: (path: string, place: KeyPath) => RequestTrace | null;
}

/** Streams of requests; each gets a name of its own, after which its random numbers are drawn. */
export function compileTraffic(
  sections: readonly TrafficStreamSection[],
  context: TrafficContext,
  reporter: Reporter,
): readonly TrafficStream[] {
  const names = new Set<string>();
  return sections.flatMap((section, index) => {
    const path = ["traffic", index];
    const deployment = findDeployment(section, path, context, reporter);
    if (deployment === null) return [];
    const name = section.name ?? unusedName(deployment, names);
    if (names.has(name)) {
      reporter.problem(
        [...path, "name"],
        `two streams are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    const endSeconds = Math.min(section.end ?? context.horizonSeconds, context.horizonSeconds);
    const durationSeconds = Math.max(0, endSeconds - section.start);
    const arrivals = compileArrivals(section, { name, path, durationSeconds }, context, reporter);
    if (arrivals === null) return [];
    // As many as a trace has rows, and those are limited where it is read; users wait for answers.
    const isUnlimited = arrivals.kind !== "trace" && arrivals.kind !== "closed-loop";
    const requests = isUnlimited ? expectedRequests(arrivals, durationSeconds) : 0;
    if (requests > context.maxEvents) {
      reporter.problem(
        path,
        `may send ${requests.toExponential(1)} requests, more than the run may have events (limits.maxEvents ${context.maxEvents})`,
      );
    }
    return [
      {
        name,
        deployment,
        ...routeOf(section, deployment, context),
        ...endpointOf(context.endpoints[index] ?? null),
        arrivals,
        inputTokens: arrivals.kind === "trace" ? noTokens : (section.inputTokens ?? defaultInputTokens),
        outputTokens: arrivals.kind === "trace" ? noTokens : (section.outputTokens ?? defaultOutputTokens),
        startSeconds: section.start,
        endSeconds,
        pinnedPrimaryPercent: section.pinned?.primaryPercent ?? 0,
        pinnedCanaryPercent: section.pinned?.canaryPercent ?? 0,
        ...(section.model === undefined ? {} : { model: section.model }),
        ...(section.client === undefined ? {} : { client: section.client }),
        ...(section.sessions === undefined
          ? {}
          : { sessions: { turns: section.sessions.turns, thinkSeconds: section.sessions.think } }),
      },
    ];
  });
}

function endpointOf(endpoint: string | null): Pick<TrafficStream, "endpoint"> {
  return endpoint === null ? {} : { endpoint };
}

function routeOf(
  { route }: TrafficStreamSection,
  deployment: string,
  { applicationRoutes }: TrafficContext,
): Pick<TrafficStream, "route" | "applicationRoute"> {
  if (route !== undefined) return { route };
  const applicationRoute = applicationRoutes.get(deployment);
  return applicationRoute === undefined ? {} : { applicationRoute };
}

function findDeployment(
  section: TrafficStreamSection,
  path: KeyPath,
  { names, deployments, uncalled, entries }: TrafficContext,
  reporter: Reporter,
): string | null {
  if (section.route !== undefined) {
    const prefix = matchRoute(
      section.route,
      entries.map(({ routePrefix }) => routePrefix),
    );
    const matched = entries.filter(({ routePrefix }) => routePrefix === prefix);
    if (matched.length === 1) return matched[0]?.name ?? null;
    const known = entries.map(({ name, routePrefix }) => `${routePrefix} (${name})`).join(", ") || "none";
    reporter.problem(
      [...path, "route"],
      `leads to ${matched.length === 0 ? "no" : "more than one"} deployment; known routes: ${known}. An application has one if its route_prefix is its own and just one of its deployments is not called by the others`,
    );
    return null;
  }
  if (section.deployment !== undefined) {
    const name = names.resolve(section.deployment, [...path, "deployment"], reporter);
    if (name === null || deployments.includes(name)) return name;
    reporter.problem(
      [...path, "deployment"],
      `${JSON.stringify(name)} comes only with an update; expected a deployment that runs from the start: ${deployments.join(", ")}`,
    );
    return null;
  }
  const [only, ...others] = deployments;
  if (only !== undefined && others.length === 0) return only;
  // Of several, the one that none of the others calls.
  const [entry, ...otherEntries] = uncalled;
  if (entry !== undefined && otherEntries.length === 0) return entry;
  reporter.problem([...path, "deployment"], `is missing; expected one of ${deployments.join(", ")}`);
  return null;
}

function unusedName(deployment: string, names: ReadonlySet<string>): string {
  let name = deployment;
  for (let number = 2; names.has(name); number++) name = `${deployment}-${number}`;
  return name;
}

function compileArrivals(
  section: TrafficStreamSection,
  stream: { readonly name: string; readonly path: KeyPath; readonly durationSeconds: number },
  context: TrafficContext,
  reporter: Reporter,
): TrafficStream["arrivals"] | null {
  const { users } = section;
  if (users !== undefined) {
    return {
      kind: "closed-loop",
      users: users.count,
      thinkSeconds: users.think,
      rampUpSeconds: users.rampUp,
    };
  }
  if (section.trace !== undefined) {
    const trace = context.readTrace(section.trace, [...stream.path, "trace"]);
    if (trace === null) return null;
    const replayed =
      section.replay === undefined ? trace : compileReplay(trace, section.replay, stream, reporter);
    return replayed === null ? null : { kind: "trace", trace: replayed };
  }
  const base = compileRate(section);
  const spikes = section.spikes ?? [];
  if (spikes.length === 0) return base;
  return {
    kind: "spikes",
    base,
    spikes: spikes.map(({ at, duration, factor }) => ({ atSeconds: at, durationSeconds: duration, factor })),
  };
}

function compileRate(section: TrafficStreamSection): RateArrivals {
  const { constant, poisson, schedule, gamma, mmpp, daily } = section;
  if (constant !== undefined) return { kind: "constant", requestsPerSecond: constant };
  if (poisson !== undefined) return { kind: "poisson", requestsPerSecond: poisson };
  if (gamma !== undefined) return { kind: "gamma", requestsPerSecond: gamma.rate, gapCv: gamma.gapCv };
  if (mmpp !== undefined) return { kind: "mmpp", states: mmpp };
  if (daily !== undefined) return { kind: "daily", ...daily };
  if (schedule === undefined) throw new Error("The schema lets no stream through that has no arrivals.");
  return {
    kind: "schedule",
    interpolation: schedule.interpolation,
    process: schedule.process,
    points: schedule.points.map(({ at, rate }) => ({ atSeconds: at, requestsPerSecond: rate })),
  };
}
