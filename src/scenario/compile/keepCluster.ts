import { changedFields } from "../../strategies/inPlace/changedFields.ts";
import { clusterFields } from "../../strategies/inPlace/inPlaceRules.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { ServiceConfig } from "../schema/serviceConfigSchema.ts";
import type { SourcedService } from "./SourcedService.ts";

/**
 * The config that an in-place update deploys, with the cluster of the one before it: "This cannot be used to change
 * cluster-level options such as image and compute config (they will be ignored)" (anyscale-service-api.txt, in_place).
 */
export function keepCluster(
  before: SourcedService,
  after: SourcedService,
  reporter: Reporter,
): SourcedService {
  const ignored = changedFields(before.config.value, after.config.value).filter((field) =>
    clusterFields.has(field),
  );
  if (ignored.length === 0) return after;
  for (const field of ignored) {
    reporter.warning(
      after.config.pathOf(field),
      "is ignored: an in-place update keeps the cluster and its image (in_place.ignoreClusterChanges)",
      "key",
    );
  }
  const isIgnored = new Set<unknown>(ignored);
  const kept = Object.entries(before.config.value).filter(([field]) => isIgnored.has(field));
  const rest = Object.entries(after.config.value).filter(([field]) => !isIgnored.has(field));
  const value: ServiceConfig = Object.fromEntries([...rest, ...kept]);
  return {
    manifest: after.manifest,
    config: {
      value,
      pathOf: (...keys) => (isIgnored.has(keys[0]) ? before.config : after.config).pathOf(...keys),
    },
    applications: after.applications,
  };
}
