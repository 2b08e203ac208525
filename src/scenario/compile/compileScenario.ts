import type { Cluster } from "../../cluster/Cluster.ts";
import { calledDeployments } from "../../serve/path/calledDeployments.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../../simulation/Scenario.ts";
import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { optionsOf } from "../../strategies/ChosenStrategy.ts";
import type { RequestTrace } from "../../workload/Traffic.ts";
import type { Manifest } from "../import/ServiceText.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import { refuseNulls } from "../rules/refuseNulls.ts";
import type { ScenarioFile } from "../schema/scenarioFileSchema.ts";
import type { ServiceConfig } from "../schema/serviceConfigSchema.ts";
import type { WrittenService } from "../schema/writtenServiceSchema.ts";
import { buildApplications, type ReadPart } from "./buildApplications.ts";
import { checkReplicaTotal } from "./checkReplicaTotal.ts";
import { compileCommands } from "./compileCommands.ts";
import { compileFaults } from "./compileFaults.ts";
import { compileMachines } from "./compileOverhead.ts";
import { compileStartReplicas } from "./compileStartReplicas.ts";
import { compileTraffic } from "./compileTraffic.ts";
import { compileVersion } from "./compileVersion.ts";
import { completeVersions } from "./completeVersions.ts";
import { demandedResources } from "./demandedResources.ts";
import { type DeployOrder, listOrders, type Order } from "./listOrders.ts";
import { type DeploymentNames, nameDeployments } from "./nameDeployments.ts";
import { platformOf } from "./Platform.ts";
import { resolveBehaviours } from "./resolveBehaviours.ts";
import { resolveEndpoints } from "./resolveEndpoints.ts";
import type { SourcedService } from "./SourcedService.ts";
import { sourceService } from "./sourceService.ts";
import { tellOfIdleOverhead } from "./tellOfIdleOverhead.ts";
import { tellOfPods } from "./tellOfPods.ts";
import { tellWhereRequestsGo } from "./tellWhereRequestsGo.ts";
import { warnOfIdleFaults } from "./warnOfIdleFaults.ts";
import { warnOfIdleSettings } from "./warnOfIdleSettings.ts";
import { warnOfLocking } from "./warnOfLocking.ts";
import { type OrderedRollout, warnOfNoRoom } from "./warnOfNoRoom.ts";
import { warnOfStrategy } from "./warnOfStrategy.ts";
import { withUptime } from "./withUptime.ts";

/** Round widths of a timeline's row; the narrowest that gives few enough rows is taken. */
const roundIntervalsSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const usualRows = 400;

/**
 * The scenario that a file describes: names resolved, defaults filled in, every quantity in its unit. Pure; what is
 * wrong goes to the reporter, and the result may then be meaningless.
 */
export function compileScenario(
  file: ScenarioFile,
  options: {
    readonly reporter: Reporter;
    /** The config that a `service:` holds or points to, and the manifest that it was read from. */
    readonly readService: (
      written: WrittenService,
      place: KeyPath,
    ) => { readonly config: ServiceConfig; readonly manifest: Manifest | null };
    readonly readTrace: (path: string, place: KeyPath) => RequestTrace | null;
    readonly readPart: ReadPart;
    /** False for a plan: machines that are not known, or too small, are nothing to it. */
    readonly needsMachines: boolean;
  },
): Scenario {
  const { reporter } = options;
  const sourceWritten = (written: WrittenService, path: KeyPath) => {
    const { config, manifest } = options.readService(written, path);
    refuseNulls(config, path, reporter);
    const service = sourceService(config, path, reporter);
    requireApplications(service, reporter);
    return { ...service, manifest: manifest === null ? null : { manifest, path } };
  };
  const written = sourceWritten(file.service, ["service"]);
  const { first, orders, refused } = completeVersions(
    file,
    buildApplications(
      { first: written, orders: listOrders(file, written, sourceWritten, reporter) },
      options.readPart,
      reporter,
    ),
    reporter,
  );
  const services = [[first], ...orders.map(configsOnCluster)];
  const names = nameDeployments(services, refused);

  const behaviours = resolveBehaviours(
    file.deployments,
    { names, base: new Map(), path: ["deployments"] },
    reporter,
  );
  const horizonSeconds = file.horizon;
  const platform = platformOf(first, orders, reporter);
  const context = {
    names,
    behaviours,
    cluster: file.cluster,
    overhead: file.overhead,
    demanded: demandedResources(services.flat()),
    needsMachines: options.needsMachines,
    horizonSeconds,
    platform,
    maxReplicas: file.limits.maxReplicas,
  };
  const compiled = compileVersion(first, context, reporter);
  const runningName = nameOfRunning(orders);
  const primary = runningName === null ? compiled : { ...compiled, name: runningName };
  const commands = compileCommands(orders, context, reporter);
  const versions = [primary, ...commands.flatMap(versionOf)];
  if (options.needsMachines) checkReplicaTotal(versions, file.limits.maxReplicas, reporter);
  const clusters = versions.map((version) => version.cluster);
  const hasRollout = commands.some(({ command }) => command.kind === "deploy" || "begins" in command);
  const workerGroups = [
    ...new Set(clusters.flatMap((cluster) => cluster.workerGroups.map((group) => group.name))),
  ];
  checkClusterSection(file, clusters, reporter);
  if (platform === "kubernetes") tellOfPods(file, { service: first, orders }, versions, reporter);
  checkPoolsHoldStart(file, primary.cluster, reporter);

  const traffic = compileTraffic(
    file.traffic,
    {
      names,
      deployments: primary.deployments.map((deployment) => deployment.name),
      applicationRoutes: routesOf(first, names),
      uncalled: uncalledDeployments(primary),
      entries: primary.deployments.flatMap(({ name, routePrefix }) =>
        routePrefix === undefined ? [] : [{ name, routePrefix }],
      ),
      horizonSeconds,
      maxEvents: file.limits.maxEvents,
      readTrace: options.readTrace,
      endpoints: resolveEndpoints(file.traffic, commands, reporter),
    },
    reporter,
  );
  if (traffic.length === file.traffic.length) {
    const later = orders.flatMap(({ path }, index) =>
      versionOf(commands[index]!).map((version) => ({ path, version })),
    );
    tellWhereRequestsGo(traffic, later, reporter);
  }
  const capacityPools = compilePools(file, reporter);
  for (const rollout of orderedRollouts(orders, commands, primary)) {
    if (rollout.settings !== null)
      warnOfNoRoom({ ...rollout, settings: rollout.settings }, capacityPools, reporter);
    else warnOfStrategy(rollout, capacityPools, reporter);
  }
  const machines = compileMachines(file.overhead);
  const zones = [...new Set(clusters.flatMap((cluster) => cluster.zones))];
  const pools = Object.keys(file.cluster.pools);
  const faults = compileFaults(
    file.faults,
    {
      names,
      pools,
      workerGroups,
      zones,
      horizonSeconds,
      hasRollout,
      hasProxies: primary.cluster.proxies !== undefined,
    },
    reporter,
  );
  tellOfIdleOverhead(file, versions, reporter);
  warnOfIdleSettings({ file, names, versions, traffic, hasRollout }, reporter);
  warnOfLocking(traffic, primary.deployments, reporter);
  warnOfIdleFaults(faults, { versions, hasRollout }, reporter);

  return {
    name: file.name,
    description: file.description,
    seed: file.seed,
    horizonSeconds,
    timelineIntervalSeconds: file.timelineInterval ?? usualInterval(horizonSeconds),
    primary,
    start: file.start,
    startReplicas: compileStartReplicas(file.deployments, primary, names, file.start, reporter),
    // The ReplicaSet controller does not wait for pods that stop.
    replacements: platform === "kubernetes" ? "at-once" : file.replacements,
    pools: capacityPools,
    ...(machines === undefined ? {} : { machines }),
    traffic,
    commands: withUptime(commands, { first, orders, horizonSeconds }, reporter),
    faults,
    limits: {
      maxRequestsInSystem: file.limits.maxRequestsInSystem,
      maxEvents: file.limits.maxEvents,
    },
  };
}

/** What the version that runs is called by the strategy of the first rollout; `null`: it is numbered. */
function nameOfRunning(orders: readonly Order[]): string | null {
  const order = orders.find((each) => each.kind === "deploy" && each.deploy.in_place === false);
  if (order?.kind !== "deploy" || order.call !== null) return null;
  return order.strategy?.versionNames?.current ?? null;
}

function uncalledDeployments({ deployments }: ServiceVersion): readonly string[] {
  const called = new Set(
    deployments.flatMap(({ calls }) => (calls === undefined ? [] : calledDeployments(calls))),
  );
  return deployments.flatMap(({ name }) => (called.has(name) ? [] : [name]));
}

/** A rollout with the versions that it is between; `settings`: `null` where it is not Anyscale's. */
type SomeRollout = Omit<OrderedRollout, "settings"> & {
  readonly settings: OrderedRollout["settings"] | null;
  readonly order: DeployOrder;
};

/** Each rollout with the version deployed last before it, which is the primary where that one went well. */
function orderedRollouts(
  orders: readonly Order[],
  commands: readonly TimedCommand[],
  first: ServiceVersion,
): readonly SomeRollout[] {
  const rollouts: SomeRollout[] = [];
  let primary = first;
  for (const [index, { command }] of commands.entries()) {
    const [canary] = versionOf({ atSeconds: 0, command });
    if (canary === undefined) continue;
    const order = orders[index]!;
    if (command.kind === "deploy" && order.kind === "deploy") {
      const settings = optionsOf(command.strategy, anyscaleStrategy);
      rollouts.push({ path: order.path, primary, canary, settings, order });
    }
    primary = canary;
  }
  return rollouts;
}

function compilePools({ cluster }: ScenarioFile, reporter: Reporter): Scenario["pools"] {
  return Object.entries(cluster.pools).map(([name, { maxNodes, changes }]) => {
    for (const [index, { at }] of changes.entries()) {
      const before = changes[index - 1]?.at ?? 0;
      if (at > before) continue;
      reporter.problem(
        ["cluster", "pools", name, "changes", index, "at"],
        `found ${at} s, after ${before} s; expected changes in the order of time, one at a moment`,
      );
    }
    return { name, maxNodes, changes: changes.map(({ at, ...rest }) => ({ atSeconds: at, ...rest })) };
  });
}

function configsOnCluster(order: Order): readonly SourcedService[] {
  if (order.kind === "other") return [];
  return order.deploy.in_place ? [order.before, order.service] : [order.service];
}

/** The route prefix of each deployment's application, where it is reached over HTTP. */
function routesOf(service: SourcedService, names: DeploymentNames): ReadonlyMap<string, string> {
  return new Map(
    service.applications.flatMap(({ name, config, deployments }) => {
      // Explicitly null: not reached over HTTP (ray-serve: route_prefix).
      const { route_prefix: prefix = "/" } = config.value;
      return prefix === null
        ? []
        : deployments.map(({ value }) => [names.of(name, value.name), prefix] as const);
    }),
  );
}

function versionOf({ command }: TimedCommand): readonly ServiceVersion[] {
  return "version" in command ? [command.version] : [];
}

function usualInterval(horizonSeconds: number): number {
  const widest = roundIntervalsSeconds.at(-1)!;
  return roundIntervalsSeconds.find((interval) => horizonSeconds / interval <= usualRows) ?? widest;
}

/** The nodes that every group keeps are there at the start: their pool must have that many. */
function checkPoolsHoldStart(file: ScenarioFile, { workerGroups }: Cluster, reporter: Reporter): void {
  for (const [name, { maxNodes }] of Object.entries(file.cluster.pools)) {
    const kept = workerGroups
      .filter(({ pool }) => pool === name)
      .reduce((sum, { minNodes }) => sum + minNodes, 0);
    if (kept <= maxNodes) continue;
    reporter.problem(
      ["cluster", "pools", name, "maxNodes"],
      `found ${maxNodes}; the worker groups that take from this pool keep ${kept} nodes at least (min_nodes), so it needs at least ${kept}`,
    );
  }
}

/** anyscale-service-api.txt, ServiceConfig: "At least one application must be specified." */
function requireApplications({ config, applications }: SourcedService, reporter: Reporter): void {
  if (applications.length > 0) return;
  const legacy = Object.hasOwn(config.value, "ray_serve_config")
    ? " (found a legacy ray_serve_config; write its applications directly under the service)"
    : "";
  reporter.problem(config.pathOf("applications"), `needs at least one application${legacy}`);
}

function checkClusterSection(file: ScenarioFile, clusters: readonly Cluster[], reporter: Reporter): void {
  const groups = clusters.flatMap((cluster) => cluster.workerGroups);
  const groupNames = [...new Set(groups.map((group) => group.name))];
  for (const name of Object.keys(file.cluster.workerGroups)) {
    if (groupNames.includes(name)) continue;
    reporter.problem(
      ["cluster", "workerGroups", name],
      `unknown worker group ${JSON.stringify(name)}; ${describeChoices(name, groupNames, "worker groups")}`,
      "key",
    );
  }
  for (const pool of Object.keys(file.cluster.pools)) {
    if (groups.some((group) => group.pool === pool)) continue;
    reporter.warning(["cluster", "pools", pool], "no worker group takes nodes from this pool", "key");
  }
}
