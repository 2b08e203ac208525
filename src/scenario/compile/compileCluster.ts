import type { Cluster, HeadNode, WorkerGroup } from "../../cluster/Cluster.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { ComputeConfig } from "../schema/computeConfigSchema.ts";
import { compileHeadNode } from "./compileHeadNode.ts";
import { compileProxies } from "./compileProxies.ts";
import { countedType } from "./countedType.ts";
import type { GroupOutline } from "./GroupOutline.ts";
import { inlineComputeConfig } from "./inlineComputeConfig.ts";
import { outlineGroups } from "./outlineGroups.ts";
import type { Platform } from "./Platform.ts";
import type { SourcedService } from "./SourcedService.ts";

type GroupSection = ClusterSection["workerGroups"][string];

/** The cluster of one version, and which labels its groups' nodes have. */
export interface CompiledCluster {
  readonly cluster: Cluster;
  readonly groups: readonly GroupOutline[];
}

/**
 * The cluster of one version: nodes from an inline compute config, else from `cluster.workerGroups`, else groups of the
 * cheapest machines that the largest replicas fit on; boot times, idle times and pools from `cluster`.
 */
export function compileCluster(
  service: SourcedService,
  context: {
    readonly section: ClusterSection;
    readonly deployments: readonly Deployment[];
    /** Resources beside CPUs and GPUs that replicas of any version ask for: these are counted on nodes. */
    readonly demanded: ReadonlySet<string>;
    readonly platform: Platform;
  },
  reporter: Reporter,
): CompiledCluster {
  const { section, deployments, demanded, platform } = context;
  const { ray_gcs_external_storage_config: storage } = service.config.value;
  const inline = inlineComputeConfig(service, reporter);
  const isRay = platform === null;
  const proxies = isRay ? compileProxies(service, section.proxies, reporter) : undefined;
  const head = isRay ? compileHeadNode(inline, service, section, reporter) : null;
  const groups = outlineGroups({ service, inline, section, deployments, demanded, head }, reporter).map(
    (group) => ({
      ...group,
      instanceType: countedType(group, demanded, service.config.pathOf("compute_config"), reporter),
    }),
  );
  const headNode: HeadNode | null =
    head === null
      ? null
      : {
          instanceType: head.instanceType,
          bootSeconds: section.headNode.bootTime ?? section.bootTime,
        };
  const cluster: Cluster = {
    headNode,
    workerGroups: groups.map((group) => compileGroup(group, section, reporter)),
    // anyscale 0.26.112, `RayGCSExternalStorageConfig.enabled`: true where the section is there; sent as `enable`.
    gcsExternalStorage: storage != null && (storage.enabled ?? storage.enable ?? true),
    zones: zonesOf(inline?.value ?? null, section),
    placement: section.placement,
    ...(isRay ? compileCompaction(section, reporter) : {}),
    ...(proxies === undefined ? {} : { proxies }),
  };
  return { cluster, groups };
}

function compileGroup(outline: GroupOutline, section: ClusterSection, reporter: Reporter): WorkerGroup {
  const { labels: _, ...group } = outline;
  const own: GroupSection | undefined = Object.hasOwn(section.workerGroups, group.name)
    ? section.workerGroups[group.name]
    : undefined;
  const bootSeconds = own?.bootTime ?? section.bootTime;
  const { hostsPerUnit = 1 } = group;
  return {
    ...group,
    minNodes: group.minNodes * hostsPerUnit,
    maxNodes: group.maxNodes * hostsPerUnit,
    // Its boot time has passed when the cluster opens.
    bootSeconds: group.isHead === true ? { kind: "fixed", value: 0 } : bootSeconds,
    fallbackSeconds: section.spotFallback,
    ...(section.spotReturn === null ? {} : { spotReturnSeconds: section.spotReturn }),
    idleSeconds: own?.idleTime ?? section.idleTime,
    pool: group.isHead === true ? null : findPool(group, own, section, reporter),
  };
}

function compileCompaction(section: ClusterSection, reporter: Reporter): Pick<Cluster, "compaction"> {
  if (section.compaction === null) return {};
  if (section.placement !== "pack") {
    reporter.problem(
      ["cluster", "compaction"],
      "only replicas that are packed are moved; say placement: pack",
    );
  }
  const { delay, timeout, maxBackoff } = section.compaction;
  return {
    compaction: { delaySeconds: delay, timeoutSeconds: timeout, maxBackoffSeconds: maxBackoff },
  };
}

/** Compute Config API: instances run in one zone unless enable_cross_zone_scaling is set. */
function zonesOf(inline: ComputeConfig | null, section: ClusterSection): readonly string[] {
  if (section.zones !== undefined) return [...new Set(section.zones)];
  const zones = [...new Set(inline?.zones ?? [])];
  return inline?.enable_cross_zone_scaling === true ? zones : zones.slice(0, 1);
}

function findPool(
  group: Pick<GroupOutline, "name" | "instanceType">,
  own: GroupSection | undefined,
  section: ClusterSection,
  reporter: Reporter,
): string | null {
  const known = Object.keys(section.pools);
  if (own?.pool === null) return null;
  if (own?.pool !== undefined) {
    if (known.includes(own.pool)) return own.pool;
    reporter.problem(
      ["cluster", "workerGroups", group.name, "pool"],
      `unknown pool ${JSON.stringify(own.pool)}; ${known.length === 0 ? "cluster.pools describes none" : `known pools: ${known.join(", ")}`}`,
    );
    return null;
  }
  const type = group.instanceType.name;
  const family = type.split(".")[0] ?? type;
  return known.find((name) => name === type) ?? known.find((name) => name === family) ?? null;
}
