import type { InPlaceChange } from "../../strategies/inPlace/InPlacePlan.ts";
import { planInPlace } from "../../strategies/inPlace/planInPlace.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { DeploymentNames } from "./nameDeployments.ts";
import { plainConfig } from "./plainConfig.ts";
import type { SourcedService } from "./SourcedService.ts";

/** What an in-place update does to deployments, by their full names. */
export interface Restarts {
  readonly restarts: readonly string[];
  /** Whose config changes in some option or other; those that restart need not be among them. */
  readonly changed: readonly string[];
}

const nothing: Restarts = { restarts: [], changed: [] };

/** The deployments that an in-place update restarts or changes; what it cannot do is a problem at the offending key. */
export function compileRestarts(
  before: SourcedService,
  after: SourcedService,
  context: {
    readonly names: DeploymentNames;
    readonly path: KeyPath;
    readonly configKey: "service" | "config";
  },
  reporter: Reporter,
): Restarts {
  // Reported where the names are written; which of the two changes nobody can say.
  if (hasTwins(before) || hasTwins(after)) return nothing;
  const plan = planInPlace(plainConfig(before), plainConfig(after));
  switch (plan.kind) {
    case "unchanged":
      reporter.warning([...context.path, context.configKey], "the in-place update changes nothing");
      return nothing;
    case "lightweight":
    case "heavyweight": {
      warnOfAutoscaling(plan.changes, after, reporter);
      return {
        restarts: plan.restarts.map(({ application, deployment }) =>
          context.names.of(application, deployment),
        ),
        changed: plan.changes.flatMap(({ application, deployment, path }) =>
          application === null || deployment === null || path.endsWith("]")
            ? []
            : [context.names.of(application, deployment)],
        ),
      };
    }
    case "refused":
      for (const { field, reason } of plan.problems) {
        reporter.problem(pathOfField(field, after), `cannot be changed in place: ${reason}`, "key");
      }
      return nothing;
    default:
      return plan satisfies never;
  }
}

function hasTwins({ applications }: SourcedService): boolean {
  const isUnique = (names: readonly string[]) => new Set(names).size === names.length;
  return (
    !isUnique(applications.map(({ name }) => name)) ||
    !applications.every(({ deployments }) => isUnique(deployments.map(({ value }) => value.name)))
  );
}

/** Anyscale's documents call it lightweight, and so do we; the package is stricter (test/oracles/ray-serve/README.md). */
function warnOfAutoscaling(
  changes: readonly InPlaceChange[],
  service: SourcedService,
  reporter: Reporter,
): void {
  for (const { path, change, application, deployment: name } of changes) {
    if (change === "changed" || !path.endsWith(".autoscaling_config")) continue;
    const deployment = service.applications
      .find((each) => each.name === application)
      ?.deployments.find((each) => each.value.name === name);
    if (deployment === undefined) continue;
    reporter.warning(
      deployment.pathOf(change === "added" ? "autoscaling_config" : "name"),
      `autoscaling_config is ${change} in place: ray 2.60.0 restarts the whole application for that, the documents (and this forecast) do not`,
    );
  }
}

/** `image_uri` or `applications[chat].import_path` as a place in the file. */
function pathOfField(field: string, service: SourcedService): KeyPath {
  const inApplication = /^applications\[(.*?)\]\.(\w+)$/.exec(field);
  const application = service.applications.find((each) => each.name === inApplication?.[1]);
  if (application !== undefined) return application.config.pathOf(inApplication?.[2] ?? "name");
  return service.config.pathOf(/^\w+/.exec(field)?.[0] ?? "name");
}
