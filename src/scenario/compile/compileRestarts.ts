import { planInPlace } from "../../rollout/planInPlace.ts";
import type { KeyPath } from "../KeyPath.ts";
import type { Reporter } from "../Reporter.ts";
import type { DeploymentNames } from "./nameDeployments.ts";
import type { SourcedService } from "./SourcedService.ts";

/** The deployments that an in-place update restarts; what it cannot do is a problem at the offending key. */
export function compileRestarts(
  before: SourcedService,
  after: SourcedService,
  context: { readonly names: DeploymentNames; readonly path: KeyPath },
  reporter: Reporter,
): readonly string[] {
  // Reported where the names are written; which of the two changes nobody can say.
  if (hasTwins(before) || hasTwins(after)) return [];
  const plan = planInPlace(toConfig(before), toConfig(after));
  switch (plan.kind) {
    case "unchanged":
      reporter.warning([...context.path, "config"], "the in-place update changes nothing");
      return [];
    case "lightweight":
      return [];
    case "heavyweight":
      return plan.restarts.map(({ application, deployment }) => context.names.of(application, deployment));
    case "refused":
      for (const { field, reason } of plan.problems) {
        reporter.problem(pathOfField(field, after), `cannot be changed in place: ${reason}`, "key");
      }
      return [];
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

function toConfig(service: SourcedService): object {
  return {
    ...service.config.value,
    applications: service.applications.map((application) => ({
      ...application.config.value,
      name: application.name,
      deployments: application.deployments.map((deployment) => deployment.value),
    })),
  };
}

/** `image_uri` or `applications[chat].import_path` as a place in the file. */
function pathOfField(field: string, service: SourcedService): KeyPath {
  const inApplication = /^applications\[(.*?)\]\.(\w+)$/.exec(field);
  const application = service.applications.find((each) => each.name === inApplication?.[1]);
  if (application !== undefined) return application.config.pathOf(inApplication?.[2] ?? "name");
  return service.config.pathOf(/^\w+/.exec(field)?.[0] ?? "name");
}
