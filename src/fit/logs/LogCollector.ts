import type { DeploymentEvidence, PathSeconds } from "../DeploymentEvidence.ts";
import type { Observations } from "../distributions/Observations.ts";
import { ongoingAtArrival } from "../times/ongoingAtArrival.ts";
import { GrowingRequests } from "./GrowingRequests.ts";
import type { LoggedRequest, LoggedStartUp, LogSink, MetricSample } from "./LogSink.ts";
import { MetricStore } from "./MetricStore.ts";
import { subtractCalls } from "./subtractCalls.ts";

/** More requests than this are refused: they would not fit into memory beside what is made of them. */
export const mostLoggedRequests = 5_000_000;
const mostDeployments = 1000;

/** What is said of a request, or of a start-up, whose deployment no log names. */
interface Named {
  readonly deployment: string | null;
  readonly application: string | null;
}

interface Group extends Named {
  readonly takenBy: LoggedRequest["takenBy"];
  readonly requests: GrowingRequests;
}

/** Gathers what logs and metrics tell, whatever their kind and order, and sorts it by deployment. */
export class LogCollector implements LogSink {
  readonly #groups = new Map<string, Group>();
  readonly #startUps: LoggedStartUp[] = [];
  readonly #metrics = new MetricStore();
  readonly #notes = new Set<string>();
  #requests = 0;

  /** How many requests, start-ups and samples of Ray Serve's metrics have come so far. */
  samples = 0;

  /** @throws RangeError where there are more than fit. */
  request(request: LoggedRequest): void {
    this.samples += 1;
    if (++this.#requests > mostLoggedRequests) {
      throw new RangeError(
        `more than ${mostLoggedRequests} requests; fit a part of the log: an hour says as much as a week of the same hours`,
      );
    }
    const { takenBy, deployment, application } = request;
    const key = JSON.stringify([takenBy, deployment, application]);
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= mostDeployments)
        throw new RangeError(`more than ${mostDeployments} deployments`);
      group = { takenBy, deployment, application, requests: new GrowingRequests() };
      this.#groups.set(key, group);
    }
    group.requests.add(request);
  }

  startUp(startUp: LoggedStartUp): void {
    this.samples += 1;
    if (this.#startUps.length >= mostLoggedRequests) throw new RangeError("too many start-ups");
    this.#startUps.push(startUp);
  }

  metric(sample: MetricSample): void {
    if (this.#metrics.add(sample)) this.samples += 1;
  }

  note(message: string): void {
    this.#notes.add(message);
  }

  /** What was assumed of the files, each once. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /**
   * The evidence by deployment, by their names. Requests that name no deployment are those of the one that is there, or of the ones
   * whose replicas saw the same ids; else of `unnamed`.
   */
  evidence({ unnamed }: { readonly unnamed: string }): readonly DeploymentEvidence[] {
    const names = new DeploymentNames(
      [...this.#groups.values(), ...this.#startUps],
      this.#metrics.deployments(),
    );
    const parts = new Map<string, Parts>();
    const partsOf = (name: string) => {
      const found = parts.get(name) ?? { called: [], served: [], startUps: [], notes: [] };
      parts.set(name, found);
      return found;
    };
    for (const group of this.#groups.values()) {
      if (group.takenBy !== "replica") continue;
      const part = partsOf(names.of(group) ?? unnamed);
      part.served.push(group.requests);
      if (names.isTwoInOne(group)) {
        part.notes.push(
          "Ray's text logs have application and deployment in one word: with the controller's log the deployment has its own name",
        );
      }
    }
    for (const [name, note] of subtractCalls([...parts].map(([name, { served }]) => ({ name, served })))) {
      partsOf(name).notes.push(note);
    }
    for (const startUp of this.#startUps) {
      partsOf(names.of(startUp) ?? names.only ?? unnamed).startUps.push(startUp);
    }
    for (const group of this.#groups.values()) {
      if (group.takenBy !== "caller") continue;
      const name = names.of(group);
      if (name !== null) partsOf(name).called.push({ requests: group.requests, places: null });
      else {
        for (const [owner, places] of this.#share(group.requests, parts, names.only ?? unnamed)) {
          partsOf(owner).called.push({ requests: group.requests, places });
        }
      }
    }
    for (const each of this.#metrics.deployments()) partsOf(names.of(each) ?? unnamed);
    return [...parts]
      .sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0))
      .map(([name, part]) => this.#evidenceOf(name, part, names));
  }

  /** Whose requests those of a proxy are: by the ids that ingress replicas saw, and by the routes of those. */
  #share(
    requests: GrowingRequests,
    parts: ReadonlyMap<string, Parts>,
    otherwise: string,
  ): ReadonlyMap<string, readonly number[] | null> {
    const owners = new Map<string, string>();
    for (const [name, { served }] of parts) {
      for (const each of served) {
        each.ids.forEach((id, index) => {
          if (id !== null && each.isIngress(index)) owners.set(id, name);
        });
      }
    }
    if (owners.size === 0) return new Map([[otherwise, null]]);
    const byRoute = new Map<string, string>();
    requests.ids.forEach((id, index) => {
      const owner = id === null ? undefined : owners.get(id);
      const route = requests.routeOf(index);
      if (owner !== undefined && route !== null) byRoute.set(route, owner);
    });
    const shared = new Map<string, number[]>();
    for (let index = 0; index < requests.count; index += 1) {
      const id = requests.ids[index] ?? null;
      // Proxies answer by themselves as well: health checks, routes that are not there.
      const owner = (id === null ? undefined : owners.get(id)) ?? byRoute.get(requests.routeOf(index) ?? "");
      if (owner === undefined) continue;
      const places = shared.get(owner) ?? [];
      places.push(index);
      shared.set(owner, places);
    }
    return shared;
  }

  #evidenceOf(name: string, part: Parts, names: DeploymentNames): DeploymentEvidence {
    const served = mergeLogs(
      part.served.map((requests) => ({ requests, places: null })),
      "replica",
    );
    const called = mergeLogs(part.called, "caller");
    const inMetrics = this.#metrics.deployments().filter((each) => names.of(each) === name);
    const histogramOf = (metric: Parameters<MetricStore["histogram"]>[0]) =>
      inMetrics.map((each) => this.#metrics.histogram(metric, each)).find((each) => each !== null) ?? null;
    const startUpCounts = histogramOf("serve_replica_startup_latency_ms");
    const constructors = part.startUps
      .map((each) => each.constructorSeconds)
      .filter((each) => !Number.isNaN(each));
    const initialization = histogramOf("serve_replica_initialization_latency_ms");
    return {
      name,
      called,
      served,
      pathSeconds: pathSeconds(part),
      startUps:
        part.startUps.length > 0
          ? {
              kind: "measured",
              values: Float64Array.from(part.startUps, ({ seconds }) => seconds).sort(),
              cutOff: new Float64Array(),
            }
          : inSeconds(startUpCounts),
      meanConstructorSeconds:
        constructors.length > 0
          ? constructors.reduce((sum, each) => sum + each, 0) / constructors.length
          : initialization?.meanMilliseconds == null
            ? null
            : initialization.meanMilliseconds / 1000,
      servedCounts: inSeconds(histogramOf("serve_deployment_processing_latency_ms")),
      arrivalCounts:
        inMetrics.map((each) => this.#metrics.arrivals(each)).find((each) => each !== null) ?? null,
      notes: part.notes,
    };
  }
}

interface Called {
  readonly requests: GrowingRequests;
  readonly places: readonly number[] | null;
}

interface Parts {
  readonly called: Called[];
  readonly served: GrowingRequests[];
  readonly startUps: LoggedStartUp[];
  readonly notes: string[];
}

function mergeLogs(parts: readonly Called[], takenBy: "caller" | "replica") {
  const [first] = parts;
  if (first === undefined) return null;
  // One deployment has several groups where some logs name its application and others do not: the largest is taken.
  const largest = parts.reduce((most, each) => (sizeOf(each) > sizeOf(most) ? each : most), first);
  return largest.requests.log(takenBy, largest.places);
}

function sizeOf({ requests, places }: Called): number {
  return places?.length ?? requests.count;
}

function inSeconds(histogram: ReturnType<MetricStore["histogram"]>): Observations | null {
  if (histogram === null) return null;
  return {
    kind: "counted",
    buckets: histogram.buckets.map(({ low, high, count }) => ({ low: low / 1000, high: high / 1000, count })),
  };
}

/** The way of requests that a caller's log and a replica's have both, by their ids; only of those that were answered. */
function pathSeconds({ called, served }: Parts): PathSeconds | null {
  const servedById = new Map<string, number>();
  for (const requests of served) {
    requests.ids.forEach((id, index) => {
      if (id !== null && requests.isIngress(index)) servedById.set(id, requests.servedOf(index));
    });
  }
  const found: { arrival: number; beyond: number; ongoing: number }[] = [];
  for (const { requests, places } of called) {
    const log = requests.log("caller", places);
    if (log.durationSeconds === null) continue;
    const ongoing = ongoingAtArrival(log.arrivalSeconds, log.durationSeconds);
    const order = (places ?? Array.from({ length: requests.count }, (_, index) => index))
      .slice()
      .sort((a, b) => requests.arrivalOf(a) - requests.arrivalOf(b) || a - b);
    order.forEach((place, index) => {
      const id = requests.ids[place] ?? null;
      const seconds = id === null ? undefined : servedById.get(id);
      if (seconds === undefined || log.outcomes[index] !== 0) return;
      found.push({
        arrival: log.arrivalSeconds[index]!,
        beyond: Math.max(log.durationSeconds![index]! - seconds, 0),
        ongoing: ongoing[index]!,
      });
    });
  }
  if (found.length === 0) return null;
  return {
    arrivalSeconds: Float64Array.from(found, ({ arrival }) => arrival),
    seconds: Float64Array.from(found, ({ beyond }) => beyond),
    ongoing: Int32Array.from(found, ({ ongoing }) => ongoing),
  };
}

/** What deployments are called: as the controller and the metrics name them, where they do. */
class DeploymentNames {
  readonly #exact = new Map<string, string>();
  readonly #shared: ReadonlySet<string>;
  /** The name of the only deployment there is; `null`: there are none or several. */
  readonly only: string | null;

  constructor(
    logged: readonly Named[],
    metrics: readonly { readonly application: string | null; readonly deployment: string }[],
  ) {
    for (const { application, deployment } of [...logged, ...metrics]) {
      // Ray's text logs have application and deployment in one word, which others tell apart.
      if (application === null || application === "" || deployment === null) continue;
      const plain = plainName(application, deployment);
      this.#exact.set(`${application}_${plain}`, JSON.stringify([application, plain]));
    }
    const applications = new Map<string, Set<string>>();
    for (const [application, plain] of [...this.#exact.values()].map(
      (each) => JSON.parse(each) as [string, string],
    )) {
      applications.set(plain, (applications.get(plain) ?? new Set()).add(application));
    }
    this.#shared = new Set([...applications].filter(([, each]) => each.size > 1).map(([plain]) => plain));
    const all = new Set([...logged, ...metrics].map((each) => this.of(each)).filter((each) => each !== null));
    this.only = all.size === 1 ? ([...all][0] ?? null) : null;
  }

  /** Whether what is called a deployment may be an application and a deployment. */
  isTwoInOne({ deployment, application }: Named): boolean {
    return (
      application === null && deployment !== null && deployment.includes("_") && !this.#exact.has(deployment)
    );
  }

  /** As scenario files name it; `null`: no log does. */
  of({ deployment, application }: Named): string | null {
    if (deployment === null || deployment === "") return null;
    const exact = this.#exact.get(deployment);
    if (exact !== undefined) {
      const [app, plain] = JSON.parse(exact) as [string, string];
      return this.#inFile(app, plain);
    }
    if (application !== null && application !== "")
      return this.#inFile(application, plainName(application, deployment));
    return possibleName(deployment);
  }

  #inFile(application: string, deployment: string): string {
    const name = possibleName(deployment);
    return this.#shared.has(deployment) ? `${possibleName(application)}#${name}` : name;
  }
}

/** What a scenario file may call a deployment. */
function possibleName(text: string): string {
  if (text === "__proto__") return "proto";
  return [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}#]/gu, "-")].slice(0, 200).join("");
}

/** ray 2.60.0, `ReplicaMetricsManager._component_name`: the application stands before the deployment in logs, not in metrics. */
function plainName(application: string, deployment: string): string {
  const prefix = `${application}_`;
  return deployment.startsWith(prefix) && deployment.length > prefix.length
    ? deployment.slice(prefix.length)
    : deployment;
}
