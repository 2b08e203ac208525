import { anyscaleStrategy } from "../../strategies/anyscale/anyscaleStrategy.ts";
import { choose } from "../../strategies/ChosenStrategy.ts";
import { clusterFields } from "../../strategies/inPlace/inPlaceRules.ts";
import { planInPlace } from "../../strategies/inPlace/planInPlace.ts";
import type { Command, ServiceVersion } from "../Scenario.ts";
import type { CompileService } from "./CompileService.ts";
import { defaultRolloutSettings } from "./defaultRolloutSettings.ts";
import type { ServiceDeploy } from "./ServiceDeploy.ts";

/** A deploy of a service config as the command that it is, or why it cannot be one. */
export type ResolvedDeploy =
  | { readonly kind: "command"; readonly command: Command; readonly remarks: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/** Compiles the config of a deploy; in place, finds out what restarts on the version that runs. */
export function resolveDeploy(
  { kind: _, service, inPlace = false, ...settings }: ServiceDeploy,
  context: { readonly compileService: CompileService | null; readonly primary: ServiceVersion },
): ResolvedDeploy {
  if (context.compileService === null) {
    return refuse(
      "service configs are not understood by this simulation: give startSimulation the compileService that loadScenario and parseScenario return",
    );
  }
  const compiled = context.compileService(service);
  if (compiled.kind === "refused") return refuse(`service: ${compiled.reason}`);
  const { version, remarks } = compiled;
  if (inPlace !== false) {
    const ignoreClusterChanges = typeof inPlace === "object" && inPlace.ignoreClusterChanges;
    return resolveInPlace(version, context.primary, { remarks, ignoreClusterChanges });
  }
  const strategy = choose(anyscaleStrategy, { ...defaultRolloutSettings, ...settings });
  const command: Command = { kind: "deploy", version, strategy };
  return { kind: "command", command, remarks };
}

function resolveInPlace(
  version: ServiceVersion,
  primary: ServiceVersion,
  options: { readonly remarks: readonly string[]; readonly ignoreClusterChanges: boolean },
): ResolvedDeploy {
  if (version.config === undefined || primary.config === undefined) {
    return refuse("what runs was not made from a service config, so that nobody can say what restarts");
  }
  const twin = findTwin(version, primary);
  if (twin !== null) {
    return refuse(
      `service: two applications have a deployment ${twin}, before or after; the scenario has to name both from the start`,
    );
  }
  const { ignoreClusterChanges } = options;
  const plan = planInPlace(primary.config, version.config, { ignoreClusterChanges });
  if (plan.kind === "refused") {
    const [{ field, reason } = plan] = plan.problems;
    return refuse(`service: ${field} cannot be changed in place: ${reason}`);
  }
  const nameOf = (application: string | null, deployment: string | null) =>
    version.deployments
      .filter((each) => each.application === application && localName(each) === deployment)
      .map(({ name }) => name);
  const isUnchanged = plan.kind === "unchanged";
  const command: Command = {
    kind: "update-in-place",
    version: ignoreClusterChanges ? onSameCluster(version, primary) : version,
    restarts: isUnchanged
      ? []
      : plan.restarts.flatMap(({ application, deployment }) => nameOf(application, deployment)),
    changed: isUnchanged
      ? []
      : plan.changes.flatMap(({ application, deployment }) => nameOf(application, deployment)),
  };
  const ignored = (plan.ignored ?? []).map(
    (field) => `${field} is ignored: an in-place update keeps the cluster and its image`,
  );
  return { kind: "command", command, remarks: [...options.remarks, ...ignored] };
}

/** anyscale-service-api.txt, in_place: cluster-level options such as image and compute config are ignored. */
function onSameCluster(version: ServiceVersion, { config, cluster }: ServiceVersion): ServiceVersion {
  const entries = (from: ServiceVersion["config"], isOfCluster: boolean) =>
    Object.entries(from ?? {}).filter(([field]) => clusterFields.has(field) === isOfCluster);
  return {
    ...version,
    cluster,
    config: Object.fromEntries([...entries(version.config, false), ...entries(config, true)]),
  };
}

/** A name that stands for one deployment before and for another after; `null`: there is none. */
function findTwin(version: ServiceVersion, primary: ServiceVersion): string | null {
  for (const before of primary.deployments) {
    for (const after of version.deployments) {
      const isSamePlace = before.application === after.application && localName(before) === localName(after);
      if (isSamePlace !== (before.name === after.name)) return localName(after);
    }
  }
  return null;
}

/** The name in the config: without its application's, where that stands before it. */
function localName({ name, application }: { readonly name: string; readonly application: string }): string {
  const prefix = `${application}#`;
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

function refuse(reason: string): ResolvedDeploy {
  return { kind: "refused", reason };
}
