import { describeChoices } from "../problems/describeChoices.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { MessagePlace, Reporter } from "../problems/Reporter.ts";
import type { SourcedService } from "./SourcedService.ts";

/** The applications that have a deployment of each name. */
function ownersIn(services: readonly SourcedService[]): ReadonlyMap<string, ReadonlySet<string>> {
  const owners = new Map<string, Set<string>>();
  for (const { applications } of services) {
    for (const application of applications) {
      for (const { value } of application.deployments) {
        owners.set(value.name, (owners.get(value.name) ?? new Set()).add(application.name));
      }
    }
  }
  return owners;
}

/** The names by which a scenario speaks of deployments. */
export interface DeploymentNames {
  /** All of them, in the order of the configs. */
  readonly all: readonly string[];
  /** The name of an application's deployment: its own, or `application#deployment` where two share it. */
  of(application: string, deployment: string): string;
  /** What a user wrote as a name; `null` (and a problem) where it is none or not clear. */
  resolve(written: string, path: KeyPath, reporter: Reporter, place?: MessagePlace): string | null;
}

/**
 * Names every deployment of every version of the service, so that a deployment has one name in all of them.
 *
 * @param clusters the configs of each cluster: one, or with an update in place the one before it and the one after. A deployment
 * whose application is called otherwise on another cluster is still the same one; on one cluster it is another.
 * @param refused names that were declared wrongly, which was reported: nothing more is said of them.
 */
export function nameDeployments(
  clusters: readonly (readonly SourcedService[])[],
  refused: ReadonlySet<string> = new Set(),
): DeploymentNames {
  const owners = new Map<string, Set<string>>();
  const twins = new Set<string>();
  for (const services of clusters) {
    const here = ownersIn(services);
    for (const [deployment, applications] of here) {
      if (applications.size > 1) twins.add(deployment);
      owners.set(deployment, new Set([...(owners.get(deployment) ?? []), ...applications]));
    }
  }
  const fullName = (application: string, deployment: string) => `${application}#${deployment}`;
  const of = (application: string, deployment: string) =>
    twins.has(deployment) ? fullName(application, deployment) : deployment;
  const byWritten = new Map<string, string>();
  for (const [deployment, applications] of owners) {
    for (const application of applications) {
      byWritten.set(fullName(application, deployment), of(application, deployment));
      if (!twins.has(deployment)) byWritten.set(deployment, deployment);
    }
  }
  const all = [...new Set(byWritten.values())];

  return {
    all,
    of,
    resolve(written, path, reporter, place) {
      const name = byWritten.get(written);
      if (name !== undefined) return name;
      if (refused.has(written)) return null;
      const applications = [...(owners.get(written) ?? [])];
      reporter.problem(
        path,
        applications.length > 1
          ? `${JSON.stringify(written)} is in more than one application; expected one of ${applications.map((each) => fullName(each, written)).join(", ")}`
          : `unknown deployment ${JSON.stringify(written)}; ${describeChoices(written, all, "deployments")}`,
        place,
      );
      return null;
    },
  };
}
