import type { Reporter } from "../problems/Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { DeployOrder } from "./listOrders.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

/** Tells of deployments that come with an update, and of which nothing says how they behave. */
export function tellOfUnknownBehaviour(
  { before, service, path }: DeployOrder,
  context: { readonly names: DeploymentNames; readonly behaviours: ReadonlyMap<string, NewBehaviour> },
  reporter: Reporter,
): void {
  const known = new Set(
    before.applications.flatMap(({ name, deployments }) =>
      deployments.map(({ value }) => context.names.of(name, value.name)),
    ),
  );
  for (const application of service.applications) {
    for (const deployment of application.deployments) {
      const name = context.names.of(application.name, deployment.value.name);
      const isBuilt = application.built?.has(deployment.value.name) === true;
      if (isBuilt || known.has(name) || context.behaviours.has(name)) continue;
      reporter.note(
        deployment.pathOf("name"),
        `${name} comes with ${path[0] === "update" ? "the update" : "this deploy"}, and nothing says how it behaves: it gets the defaults; deployments.${name} sets them`,
      );
    }
  }
}
