import type { Deployment } from "../../serve/Deployment.ts";
import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentConfig } from "../schema/deploymentConfigSchema.ts";
import { isSelectorValue, selects } from "./labelSelector.ts";
import type { NodeLabels } from "./labelsOfGroup.ts";
import type { Sourced } from "./SourcedService.ts";

type Selector = Readonly<Record<string, string>>;

/** A group of nodes with its labels. */
export interface LabelledGroup {
  readonly name: string;
  readonly labels: NodeLabels;
}

/**
 * The deployment with the worker groups whose nodes have the labels that its replicas ask for: by `label_selector`, or by
 * the first entry of `fallback_strategy` that some group has the labels of, and for each bundle of a placement group by
 * `placement_group_bundle_label_selector`. The actor runs in the first bundle.
 */
export function resolveLabels(
  deployment: Deployment,
  source: Sourced<DeploymentConfig>,
  groups: readonly LabelledGroup[],
  reporter: Reporter,
): Deployment {
  const ofActor = askedOfActor(source);
  checkBundles(source, reporter);
  const { placementGroup } = deployment;
  if (placementGroup === undefined) return withGroups(deployment, chooseGroups(ofActor, groups, reporter));
  const [first, ...others] = placementGroup.bundles.map((bundle, index) => {
    const asked = index === 0 ? ofActor : { asked: [], fallbacks: [] };
    const all = { ...asked, asked: [...asked.asked, ...askedOfBundle(source, index)] };
    const chosen = chooseGroups(all, groups, reporter);
    return chosen === null ? bundle : { ...bundle, groups: chosen };
  });
  if (first === undefined) return deployment;
  const bundles = [first, ...others];
  const inAll = bundles.reduce<readonly string[] | null>((common, { groups: chosen }) => {
    if (chosen === undefined) return common;
    return common === null ? chosen : common.filter((name) => chosen.includes(name));
  }, null);
  return { ...withGroups(deployment, inAll), placementGroup: { ...placementGroup, bundles } };
}

function withGroups(deployment: Deployment, groups: readonly string[] | null): Deployment {
  return groups === null ? deployment : { ...deployment, resources: { ...deployment.resources, groups } };
}

/** Selectors of which all must hold, and what else will do. */
interface Wish {
  readonly asked: readonly Asked[];
  readonly fallbacks: readonly Asked[];
}

function askedOfActor({ value, pathOf }: Sourced<DeploymentConfig>): Wish {
  const { label_selector: selector, fallback_strategy: fallback } = value.ray_actor_options ?? {};
  return {
    asked: selector == null ? [] : [{ selector, path: pathOf("ray_actor_options", "label_selector") }],
    fallbacks: (fallback ?? []).map((each, index) => ({
      selector: each.label_selector ?? {},
      path: pathOf("ray_actor_options", "fallback_strategy", index),
    })),
  };
}

/** One selector is for all bundles (ray 2.60.0, `_normalize_bundle_label_selector`). */
function askedOfBundle({ value, pathOf }: Sourced<DeploymentConfig>, index: number): readonly Asked[] {
  const selectors = value.placement_group_bundle_label_selector ?? [];
  const place = selectors.length === 1 ? 0 : index;
  const selector = selectors[place];
  return selector === undefined
    ? []
    : [{ selector, path: pathOf("placement_group_bundle_label_selector", place) }];
}

/** `null`: nothing is asked for. */
function chooseGroups(
  { asked, fallbacks }: Wish,
  groups: readonly LabelledGroup[],
  reporter: Reporter,
): readonly string[] | null {
  if ([...asked, ...fallbacks].some(isBroken)) return null;
  if (asked.every((each) => Object.keys(each.selector).length === 0)) return null;
  for (const each of asked) tellOfUnknown(each, groups, reporter);
  const first = groups.filter(({ labels }) => asked.every((each) => selects(each.selector, labels)));
  if (first.length > 0) {
    for (const { path } of fallbacks.slice(0, 1)) {
      reporter.note(
        path,
        "fallback_strategy is not used: worker groups have the labels of label_selector, and replicas wait for their nodes when they are full",
        "key",
      );
    }
    return namesOf(first);
  }
  for (const each of fallbacks) {
    const able = groups.filter(({ labels }) => selects(each.selector, labels));
    if (able.length === 0) continue;
    reporter.note(
      each.path,
      `no worker group has the labels of label_selector; replicas go where this says: ${namesOf(able).join(", ")}`,
      "key",
    );
    return namesOf(able);
  }
  refuse(asked, groups, reporter);
  return namesOf(groups);
}

interface Asked {
  readonly selector: Selector;
  readonly path: KeyPath;
}

function namesOf(groups: readonly LabelledGroup[]): readonly string[] {
  return groups.map(({ name }) => name);
}

/** ray 2.60.0, `DeploymentSchema.validate_bundle_label_selector`. */
function checkBundles({ value, pathOf }: Sourced<DeploymentConfig>, reporter: Reporter): void {
  const { placement_group_bundle_label_selector: selectors, placement_group_bundles: bundles } = value;
  if (selectors == null) return;
  const path = pathOf("placement_group_bundle_label_selector");
  if (bundles == null) {
    reporter.problem(path, "Ray Serve refuses it without placement_group_bundles", "key");
  } else if (selectors.length !== 1 && selectors.length !== bundles.length) {
    reporter.problem(
      path,
      `found ${selectors.length} selectors for ${bundles.length} bundles; expected one for all, or one for each`,
      "key",
    );
  }
}

function isBroken({ selector }: Asked): boolean {
  return !Object.values(selector).every(isSelectorValue);
}

function tellOfUnknown(
  { selector, path }: Asked,
  groups: readonly LabelledGroup[],
  reporter: Reporter,
): void {
  for (const key of Object.keys(selector)) {
    if (!groups.some(({ labels }) => labels.undecided.has(key))) continue;
    reporter.warning(
      path,
      `which nodes have what ${JSON.stringify(key)} asks for is not modelled, and replicas go to nodes that may have not`,
    );
  }
}

/** Tells of the first wish that no group fulfils; where each is fulfilled by some group, that none fulfils all of them. */
function refuse(asked: readonly Asked[], groups: readonly LabelledGroup[], reporter: Reporter): void {
  const has = (selector: Selector) => groups.some(({ labels }) => selects(selector, labels));
  const unmet = asked.find(({ selector }) => !has(selector));
  const told = unmet === undefined ? asked : [unmet];
  const known = [...new Set(groups.flatMap(({ labels }) => [...labels.known.keys()]))];
  const unknown = Object.entries(unmet?.selector ?? {}).find(
    ([key, value]) => !known.includes(key) && !has({ [key]: value }),
  )?.[0];
  const keys = [...new Set(told.flatMap(({ selector }) => Object.keys(selector)))];
  for (const { path } of told.slice(-1)) {
    reporter.problem(
      path,
      unknown === undefined
        ? `no worker group has nodes with these labels: ${describeGroups(groups, keys)}`
        : `no worker group has nodes with the label ${JSON.stringify(unknown)}; ${describeChoices(unknown, known, "labels")}; labels of a group in the compute config add it`,
    );
  }
}

function describeGroups(groups: readonly LabelledGroup[], keys: readonly string[]): string {
  return groups
    .map(
      ({ name, labels }) =>
        `${name} (${keys.map((key) => `${key}: ${labels.known.get(key) ?? "none"}`).join(", ")})`,
    )
    .join(", ");
}
