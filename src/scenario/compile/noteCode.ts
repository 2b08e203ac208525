import { ownValue } from "../../values/ownValue.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import { describeAssumption } from "./assumedApplications.ts";
import type { CodeDeployments, ListedDeployments } from "./readDeclarations.ts";
import type { SourcedApplication, SourcedService } from "./SourcedService.ts";

/** Says what was assumed of deployments that no config lists, and of which applications only a part may be seen. */
export function noteCode(
  services: readonly SourcedService[],
  context: {
    readonly code: CodeDeployments;
    readonly listed: ListedDeployments;
    readonly behaviours: Readonly<Record<string, NewBehaviour>>;
  },
  reporter: Reporter,
): void {
  const { code, listed, behaviours } = context;
  const isDeclared = new Set<string>();
  for (const [application, byName] of code) {
    const names = [...byName.keys()];
    const said = names.filter(
      (name) =>
        declares(ownValue(behaviours, name)) || declares(ownValue(behaviours, `${application}#${name}`)),
    );
    if (said.length > 0) isDeclared.add(application);
  }
  const applications = new Map<string, SourcedApplication>();
  for (const service of services) {
    for (const application of service.applications) {
      if (!applications.has(application.name)) applications.set(application.name, application);
    }
  }
  const partial: string[] = [];
  for (const [name, application] of applications) {
    if (isDeclared.has(name) || application.built !== undefined) continue;
    if ((listed.get(name)?.size ?? 0) > 0) {
      partial.push(name);
      continue;
    }
    const named = [...(code.get(name)?.keys() ?? [])];
    reporter.note(
      application.config.pathOf("deployments"),
      describeAssumption(
        { name, config: application.config.value },
        { deployments: named.length > 0 ? named : [name], isOnly: listed.size === 1 },
      ),
    );
  }
  if (partial.length > 0) {
    reporter.note(
      services[0]?.config.pathOf("applications") ?? [],
      `deployments and options that only the code sets (${partial.join(", ")}) are not seen; where there are any, say them in deployments.<name>.config`,
      "key",
    );
  }
}

function declares(behaviour: NewBehaviour | undefined): boolean {
  return behaviour !== undefined && (behaviour.config != null || behaviour.application !== undefined);
}
