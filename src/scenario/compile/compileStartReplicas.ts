import type { ServiceVersion } from "../../simulation/Scenario.ts";
import { type Reporter, silentReporter } from "../problems/Reporter.ts";
import type { Behaviour } from "../schema/behaviourSchema.ts";
import type { DeploymentNames } from "./nameDeployments.ts";

/** `startReplicas` by the deployment's name; only autoscaled deployments have a choice. */
export function compileStartReplicas(
  behaviours: Readonly<Record<string, Behaviour>>,
  primary: ServiceVersion,
  names: DeploymentNames,
  start: "running" | "empty",
  reporter: Reporter,
): Readonly<Record<string, number>> {
  const counts: (readonly [string, number])[] = [];
  for (const [key, { startReplicas }] of Object.entries(behaviours)) {
    if (startReplicas === undefined) continue;
    const path = ["deployments", key, "startReplicas"];
    // An unknown name is reported where all behaviours are resolved.
    const name = names.resolve(key, path, silentReporter);
    const deployment = primary.deployments.find((each) => each.name === name);
    if (deployment === undefined) continue;
    if (start === "empty") {
      reporter.warning(path, "has no effect: with start: empty, the service starts from nothing", "key");
    }
    const { scaling, gang } = deployment;
    if (scaling.kind === "static") {
      reporter.problem(
        path,
        `found ${startReplicas}; ${name} is not autoscaled and starts with its num_replicas (${scaling.numReplicas})`,
      );
    } else if (startReplicas < scaling.minReplicas || startReplicas > scaling.maxReplicas) {
      reporter.problem(
        path,
        `found ${startReplicas}; expected a number from min_replicas (${scaling.minReplicas}) to max_replicas (${scaling.maxReplicas})`,
      );
    }
    if (scaling.kind === "autoscaling" && gang !== undefined && startReplicas % gang.size !== 0) {
      reporter.problem(
        path,
        `found ${startReplicas}; expected a multiple of gang_size (${gang.size}), for ${name} runs in whole gangs`,
      );
    }
    counts.push([deployment.name, startReplicas]);
  }
  return Object.fromEntries(counts);
}
