import type { Deployment } from "../../serve/Deployment.ts";
import { calledDeployments } from "../../serve/path/calledDeployments.ts";
import type { ServiceVersion } from "../../simulation/Scenario.ts";
import {
  formatRelease,
  isBefore,
  newestRelease,
  type RayRelease,
  readRayRelease,
} from "../keys/RayRelease.ts";
import { builtBehaviour } from "../llm/builtBehaviour.ts";
import { type Reporter, silentReporter } from "../problems/Reporter.ts";
import { checkApplications } from "../rules/checkApplications.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { WrittenOverhead } from "../schema/overheadSchema.ts";
import { asPod } from "./asPod.ts";
import { checkCalls } from "./checkCalls.ts";
import { checkReplicasFit } from "./checkReplicasFit.ts";
import { checkServiceConfig } from "./checkServiceConfig.ts";
import { compileCluster } from "./compileCluster.ts";
import { compileDeployment } from "./compileDeployment.ts";
import { labelsOfGroup } from "./labelsOfGroup.ts";
import type { DeploymentNames } from "./nameDeployments.ts";
import { noteEnvironment } from "./noteEnvironment.ts";
import type { Platform } from "./Platform.ts";
import { placeByGroups } from "./placeByGroups.ts";
import { plainConfig } from "./plainConfig.ts";
import { resolveLabels } from "./resolveLabels.ts";
import type { SourcedService } from "./SourcedService.ts";
import { scaleToCapacity } from "./scaleToCapacity.ts";
import { capacityAtStart, type TargetCapacity } from "./targetCapacity.ts";
import { warnIfTooSmall } from "./warnIfTooSmall.ts";
import { warnOfLimits } from "./warnOfLimits.ts";

/** One version of the service: its deployments, and the cluster that they fit on. */
export function compileVersion(
  service: SourcedService,
  context: {
    readonly names: DeploymentNames;
    readonly behaviours: ReadonlyMap<string, NewBehaviour>;
    readonly cluster: ClusterSection;
    readonly overhead: WrittenOverhead | undefined;
    /** Left out: that of a cluster which starts with the service. */
    readonly capacity?: TargetCapacity | null;
    /** Resources beside CPUs and GPUs that replicas of any version ask for. */
    readonly demanded: ReadonlySet<string>;
    /** Without it nothing is said of machines, for nothing is going to run. */
    readonly needsMachines: boolean;
    /** Left out: Ray Serve. */
    readonly platform?: Platform;
  },
  reporter: Reporter,
): ServiceVersion {
  checkServiceConfig(service, reporter);
  const release = releaseOf(service, reporter);
  const { capacity = capacityAtStart(service), platform = null } = context;
  const requestTimeoutSeconds = service.config.value.http_options?.request_timeout_s ?? null;
  checkApplications(service, reporter);
  noteEnvironment(service, reporter);
  const compiled = service.applications.flatMap((application) =>
    application.deployments.map((deployment) => {
      const name = context.names.of(application.name, deployment.value.name);
      const said = context.behaviours.get(name) ?? {};
      const built = application.built?.get(deployment.value.name);
      const nameOf = (other: string) => context.names.of(application.name, other);
      const behaviour =
        built === undefined
          ? said
          : builtBehaviour(built, said, { name, nameOf, source: deployment }, reporter);
      const place = {
        name,
        application: application.name,
        behaviour,
        requestTimeoutSeconds,
        overhead: context.overhead,
        release,
        platform,
      };
      const { scaling, ...rest } = compileDeployment(deployment, place, reporter);
      warnOfLimits(deployment, { ...rest, scaling }, reporter);
      const scaled = capacity === null ? scaling : scaleToCapacity(scaling, capacity, rest.gang?.size);
      const own = { ...rest, scaling: scaled };
      const played = platform === "kubernetes" ? asPod(own, deployment, reporter) : own;
      return { source: deployment, deployment: played };
    }),
  );
  const deployments = withRoutes(
    service,
    compiled.map(({ deployment }) => deployment),
  );
  checkCalls(deployments, ["deployments"], reporter);
  const ofMachines = context.needsMachines ? reporter : silentReporter;
  const { cluster: asSaid, groups } = compileCluster(
    service,
    {
      section: context.cluster,
      deployments,
      demanded: context.demanded,
      platform,
    },
    ofMachines,
  );
  const cluster = placeByGroups(asSaid, deployments, reporter);
  const labelled = groups.map((group) => ({ name: group.name, labels: labelsOfGroup(group, cluster.zones) }));
  const placed = deployments.map((deployment, index) =>
    resolveLabels(deployment, compiled[index]!.source, labelled, ofMachines),
  );
  const sources = placed.map((deployment, index) => ({ source: compiled[index]!.source, deployment }));
  checkReplicasFit(sources, cluster, ofMachines);
  const version = { config: plainConfig(service), deployments: placed, cluster };
  warnIfTooSmall(version, context.cluster, service.config.pathOf("compute_config"), ofMachines);
  return version;
}

/** The release that the service names; else the one that the forecast plays. */
function releaseOf(service: SourcedService, reporter: Reporter): RayRelease {
  const release = readRayRelease(service.config.value.ray_version);
  if (release === null) return newestRelease;
  if (isBefore(release, newestRelease) || isBefore(newestRelease, release)) {
    reporter.note(
      service.config.pathOf("ray_version"),
      `the forecast plays Ray Serve ${formatRelease(newestRelease)}; of ${formatRelease(release)} it takes former names and defaults of keys (docs/service-keys.md), and nothing else`,
      "key",
    );
  }
  return release;
}

/**
 * Requests enter an application by the one of its deployments that none of the others calls. Where there are several, a
 * path does not say which (the config does not either: it stands in the code).
 */
function withRoutes(service: SourcedService, deployments: readonly Deployment[]): readonly Deployment[] {
  const called = new Set(
    deployments.flatMap(({ calls }) => (calls === undefined ? [] : calledDeployments(calls))),
  );
  return deployments.map((deployment) => {
    const config = service.applications.find(({ name }) => name === deployment.application)?.config.value;
    const entries = deployments.filter(
      ({ application, name }) => application === deployment.application && !called.has(name),
    );
    // Explicitly null: not reached over HTTP (ray-serve: route_prefix).
    if (config === undefined || config.route_prefix === null) return deployment;
    if (entries.length !== 1 || entries[0] !== deployment) return deployment;
    return { ...deployment, routePrefix: config.route_prefix ?? "/" };
  });
}
