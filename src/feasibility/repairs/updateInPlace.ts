import type { Deployment } from "../../serve/Deployment.ts";
import type { Command, Scenario } from "../../simulation/Scenario.ts";
import { PlanError } from "../../strategies/capacity/PlanError.ts";
import type { DeploymentReference } from "../../strategies/inPlace/InPlacePlan.ts";
import { planInPlace } from "../../strategies/inPlace/planInPlace.ts";
import { describeCost } from "./describeCost.ts";
import type { Repair } from "./Repair.ts";
import type { RepairContext } from "./RepairContext.ts";

type Deploy = Extract<Command, { kind: "deploy" }>;

/** The same update where the service runs, if what it changes can be changed there, and if that is done. */
export function updateInPlace({ scenario, attempt }: RepairContext): readonly Repair[] {
  const index = scenario.commands.findIndex(({ command }) => command.kind === "deploy");
  const timed = scenario.commands[index];
  if (timed === undefined || timed.command.kind !== "deploy") return [];
  // Kubernetes replaces pods, and changes none where it runs.
  if (scenario.primary.cluster.headNode === null) return [];
  const restarts = restartsOf(scenario, timed.command);
  if (restarts === null) return [];
  const command: Command = { kind: "update-in-place", version: timed.command.version, restarts };
  const rehearsal = attempt.run({
    ...scenario,
    // What follows belongs to a rollout.
    commands: [...scenario.commands.slice(0, index), { atSeconds: timed.atSeconds, command }],
  });
  if (rehearsal === null) return [];
  const cost = describeCost(rehearsal, scenario);
  return [
    {
      kind: "in-place",
      what: "an update in place",
      settings:
        timed.command.strategy.kind === "anyscale"
          ? ["anyscale service deploy --config-file service.yaml --in-place"]
          : ["in_place: true   # with the new config, where the service runs"],
      amount: 0,
      gpus: 0,
      ...cost,
      risk: `capacity falls to ${cost.leastCapacityPercent} % while replicas restart, there is no canary, and nothing is rolled back by itself`,
      isProven: true,
    },
  ];
}

/** The deployments that restart; `null`: it cannot be made in place. */
function restartsOf({ primary }: Scenario, { version }: Deploy): readonly string[] | null {
  const all = version.deployments.map(({ name }) => name);
  if (primary.config === undefined || version.config === undefined) {
    return JSON.stringify(primary.cluster) === JSON.stringify(version.cluster) ? all : null;
  }
  try {
    const plan = planInPlace(primary.config, version.config);
    switch (plan.kind) {
      case "refused":
      case "unchanged":
        return null;
      case "lightweight":
        return [];
      case "heavyweight":
        return version.deployments
          .filter((deployment) => plan.restarts.some((each) => isNamed(deployment, each)))
          .map(({ name }) => name);
    }
  } catch (error) {
    if (error instanceof PlanError) return null;
    throw error;
  }
}

function isNamed({ name, application }: Deployment, reference: DeploymentReference): boolean {
  if (application !== reference.application) return false;
  return name === reference.deployment || name === `${application}#${reference.deployment}`;
}
