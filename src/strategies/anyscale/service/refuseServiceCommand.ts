import type { ServiceCommandKind, ServiceView } from "../../ServiceRules.ts";

/** Why the service cannot do a command now, in words; `null`: it can, but for what the strategy of its rollout says. */
export function refuseServiceCommand(command: ServiceCommandKind, view: ServiceView): string | null {
  const { isTerminating, isTerminated, isUpdatingInPlace, isRollingOut } = view;
  if (isTerminated) {
    if (command === "deploy") return null;
    return command === "update-in-place"
      ? "the service is terminated, and nothing runs that could be updated in place; deploy it as a rollout to start it again"
      : "the service is terminated";
  }
  if (isTerminating) {
    return command === "deploy"
      ? "the service terminates; it can be deployed again once it is TERMINATED"
      : "the service terminates";
  }
  switch (command) {
    case "deploy":
      if (isRollingOut) return view.deployed === "canary-but-behaviour" ? otherBehaviour : null;
      if (view.isStarting) return "the service is starting; wait until it runs";
      return isUpdatingInPlace ? "an in-place update is under way" : null;
    case "update-in-place":
      if (isRollingOut) return "a rollout is under way; complete it or roll it back first";
      if (view.isStarting) return "the service is starting; wait until it runs";
      return isUpdatingInPlace ? "an in-place update is under way" : null;
    case "set-canary-percent":
    case "rollback":
      // anyscale-service-api.txt: "can only be used when there is an active rollout in progress".
      return isRollingOut ? null : "no rollout is under way";
    // Whoever runs the replicas says whether they can be scaled.
    case "scale":
    case "terminate":
      return null;
    default: {
      const impossible: never = command;
      throw new Error(`no such command: ${String(impossible)}`);
    }
  }
}

const otherBehaviour =
  "this is the config of the version that is rolled out, but with another behaviour than that has; leave its deployments out to go on with that one";
