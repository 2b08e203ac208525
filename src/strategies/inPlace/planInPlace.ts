import { describeValue } from "../../values/describeValue.ts";
import { isRecord } from "../../values/isRecord.ts";
import { PlanError } from "../capacity/PlanError.ts";
import { changedFields } from "./changedFields.ts";
import { currentNames } from "./currentNames.ts";
import type { DeploymentReference, InPlaceChange, InPlacePlan, InPlaceProblem } from "./InPlacePlan.ts";
import {
  applicationRules,
  clusterFields,
  deploymentRules,
  type InPlaceRule,
  serviceRules,
  startsOrStops,
  unknownApplicationRule,
  unknownDeploymentRule,
  unknownServiceRule,
} from "./inPlaceRules.ts";
import { type NamedApplication, readApplications } from "./readApplications.ts";

/** Settings that an in-place update cannot have; here so that giving them can be refused. */
export interface InPlaceOptions {
  readonly canaryPercent?: number | null | undefined;
  readonly maxSurgePercent?: number | null | undefined;
  /**
   * `true`: a changed cloud, image or compute config is left out, and listed in `ignored` ("they will be ignored",
   * anyscale-service-api.txt). Default: it is refused ("You can't update the cloud, image, or compute config",
   * anyscale-update-a-service.txt).
   */
  readonly ignoreClusterChanges?: boolean | undefined;
}

/** A difference together with the rule that it falls under. */
interface RuledChange extends Omit<InPlaceChange, "effect"> {
  readonly rule: InPlaceRule;
}

type Options = Readonly<Record<string, unknown>>;

/** How a config says that a rollout is made, not what runs. */
const deploySettings = new Set(["in_place", "rollout_strategy", "auto_complete_rollout"]);
const rolloutOnlySettings = ["canary_percent", "max_surge_percent"] as const;

/**
 * What an in-place update from one service config to another does: nothing, a lightweight update (running replicas go
 * on), a heavyweight one (replicas restart, and which), or a refusal with the offending fields.
 *
 * @param before the config that runs, as Anyscale's `ServiceConfig` (snake_case).
 * @param after the config to deploy.
 *
 * Sources: anyscale-update-a-service.txt, "Update a service in-place"; Ray docs, "Updating Applications In-Place".
 *
 * @throws PlanError for configs that are not objects, or whose applications cannot be told apart.
 */
export function planInPlace(before: object, after: object, options: InPlaceOptions = {}): InPlacePlan {
  const beforeConfig = readConfig(before, "before");
  const afterConfig = readConfig(after, "after");
  const beforeApplications = readApplications(beforeConfig, "before");
  const afterApplications = readApplications(afterConfig, "after");

  const ofService = compareService(beforeConfig, afterConfig);
  const isIgnored = ({ path }: RuledChange) =>
    options.ignoreClusterChanges === true && clusterFields.has(path);
  const ignored = ofService.filter(isIgnored).map(({ path }) => path);
  const notice = ignored.length === 0 ? {} : { ignored };
  const ruled = [
    ...ofService.filter((change) => !isIgnored(change)),
    ...compareApplications(beforeApplications, afterApplications),
  ];
  const problems: readonly InPlaceProblem[] = [
    ...refuseRolloutSettings(afterConfig, options),
    ...refuseEmptyService(afterApplications),
    ...ruled.flatMap(({ path, rule }) =>
      rule.kind === "refused" ? [{ field: path, reason: rule.reason }] : [],
    ),
  ];
  const [firstProblem] = problems;
  if (firstProblem !== undefined) return { kind: "refused", ...firstProblem, problems };
  if (ruled.length === 0) return { kind: "unchanged", ...notice };

  const changes = ruled.map(({ rule, ...change }): InPlaceChange => {
    return { ...change, effect: rule.kind === "lightweight" ? "lightweight" : "heavyweight" };
  });
  if (changes.every(({ effect }) => effect === "lightweight")) {
    return { kind: "lightweight", changes, restarts: [], restartedApplications: [], ...notice };
  }
  return {
    kind: "heavyweight",
    changes,
    ...notice,
    ...findRestarts(ruled, beforeApplications, afterApplications),
  };
}

function readConfig(config: unknown, field: string): Options {
  if (isRecord(config)) return config;
  const message = `${field} must be a service config, not ${describeValue(config)}.`;
  throw new PlanError([{ code: "wrong-type", field, message }]);
}

/** anyscale-update-a-service.txt: "You can't specify --canary-percent and --max-surge-percent for in-place updates." */
function refuseRolloutSettings(config: Options, options: InPlaceOptions): readonly InPlaceProblem[] {
  const given: Options = {
    canary_percent: options.canaryPercent,
    max_surge_percent: options.maxSurgePercent,
  };
  return rolloutOnlySettings
    .filter((field) => (given[field] ?? config[field] ?? undefined) !== undefined)
    .map((field) => ({
      field,
      reason: `${field} cannot be given for an in-place update: it moves no traffic.`,
    }));
}

/** anyscale-service-api.txt, ServiceConfig: "At least one application must be specified." */
function refuseEmptyService(applications: ReadonlyMap<string, NamedApplication>): readonly InPlaceProblem[] {
  if (applications.size > 0) return [];
  return [{ field: "applications", reason: "A service needs at least one application." }];
}

function compareService(before: Options, after: Options): readonly RuledChange[] {
  const settings = new Set<string>([...deploySettings, ...rolloutOnlySettings, "applications"]);
  return changedFields(before, after)
    .filter((field) => !settings.has(field))
    .map((field) => ({
      path: field,
      change: describeChange(before, after, field),
      rule: serviceRules.get(field) ?? unknownServiceRule(field),
      application: null,
      deployment: null,
    }));
}

function compareApplications(
  before: ReadonlyMap<string, NamedApplication>,
  after: ReadonlyMap<string, NamedApplication>,
): readonly RuledChange[] {
  return unionOfNames(before, after).flatMap((name): readonly RuledChange[] => {
    const [old, current] = [before.get(name), after.get(name)];
    const path = `applications[${name}]`;
    const place = { application: name, deployment: null };
    if (old === undefined || current === undefined) {
      const change = old === undefined ? "added" : "removed";
      return [{ path, change, rule: startsOrStops, ...place }];
    }
    const options = changedFields(old.options, current.options).map((field) => ({
      path: `${path}.${field}`,
      change: describeChange(old.options, current.options, field),
      rule: applicationRules.get(field) ?? unknownApplicationRule,
      ...place,
    }));
    return [...options, ...compareDeployments(old, current, path)];
  });
}

function compareDeployments(
  before: NamedApplication,
  after: NamedApplication,
  applicationPath: string,
): readonly RuledChange[] {
  return unionOfNames(before.deployments, after.deployments).flatMap((name): readonly RuledChange[] => {
    const path = `${applicationPath}.deployments[${name}]`;
    const place = { application: after.name, deployment: name };
    const [old, current] = [before.deployments.get(name), after.deployments.get(name)];
    if (old === undefined || current === undefined) {
      const change = old === undefined ? "added" : "removed";
      return [{ path, change, rule: startsOrStops, ...place }];
    }
    const [oldOptions, currentOptions] = [splitPolicy(currentNames(old)), splitPolicy(currentNames(current))];
    return changedFields(oldOptions, currentOptions).map((field) => ({
      path: `${path}.${field}`,
      change: describeChange(oldOptions, currentOptions, field),
      rule: deploymentRules.get(field) ?? unknownDeploymentRule,
      ...place,
    }));
  });
}

/** The autoscaling policy is code, the rest of the autoscaling config is not: they fall under different rules. */
function splitPolicy(deployment: Options): Options {
  if (!isRecord(deployment.autoscaling_config)) return deployment;
  const { policy, ...others } = deployment.autoscaling_config;
  return { ...deployment, autoscaling_config: others, "autoscaling_config.policy": policy };
}

function describeChange(before: Options, after: Options, field: string): InPlaceChange["change"] {
  if ((before[field] ?? undefined) === undefined) return "added";
  return (after[field] ?? undefined) === undefined ? "removed" : "changed";
}

function findRestarts(
  changes: readonly RuledChange[],
  before: ReadonlyMap<string, NamedApplication>,
  after: ReadonlyMap<string, NamedApplication>,
): { readonly restarts: readonly DeploymentReference[]; readonly restartedApplications: readonly string[] } {
  const surviving = [...after.values()].filter(({ name }) => before.has(name));
  const wholeService = changes.some(({ rule }) => rule.kind === "restarts-service");
  const restartsAsWhole = (application: string): boolean =>
    wholeService ||
    changes.some(
      (change) => change.application === application && change.rule.kind === "restarts-application",
    );
  const restarts = surviving.flatMap(({ name: application, deployments }) => {
    const inBoth = [...deployments.keys()].filter((name) => before.get(application)?.deployments.has(name));
    const own = inBoth.filter((deployment) =>
      changes.some(
        (change) =>
          change.application === application &&
          change.deployment === deployment &&
          change.rule.kind === "restarts-deployment",
      ),
    );
    return (restartsAsWhole(application) ? inBoth : own).map((deployment) => ({ application, deployment }));
  });
  return {
    restarts,
    restartedApplications: surviving.map(({ name }) => name).filter(restartsAsWhole),
  };
}

function unionOfNames(
  before: ReadonlyMap<string, unknown>,
  after: ReadonlyMap<string, unknown>,
): readonly string[] {
  return [...new Set([...after.keys(), ...before.keys()])];
}
