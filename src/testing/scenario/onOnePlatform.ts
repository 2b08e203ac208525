import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { strategies } from "../../strategies/registry.ts";

type Update = NonNullable<WrittenScenario["update"]>;
type Deploy = Omit<Update, "at">;
type Commands = NonNullable<WrittenScenario["commands"]>;

interface Orders {
  readonly update: Deploy;
  readonly commands: Commands;
}

/** Kubernetes without Ray runs the service. */
export function isOfPods({ strategy = {} }: Deploy): boolean {
  if (strategy === "anyscale") return false;
  return strategies.some(({ kind, platform }) => platform === "kubernetes" && Object.hasOwn(strategy, kind));
}

/** A service runs on one platform: later deploys go by what the update says. */
export function onOnePlatform<Parts extends Orders>(parts: Parts): Parts {
  const { update: drawn } = parts;
  // A pod lies on one node: on machines that are too small for all its bundles it would be refused.
  const isTooLarge = isOfPods(drawn) && JSON.stringify(parts).includes("placement_group_bundles");
  const update = isTooLarge ? changeOf(drawn) : drawn;
  const adapt = (deploy: Deploy): Deploy => {
    if (isOfPods(update)) return { ...changeOf(deploy), strategy: update.strategy };
    return isOfPods(deploy) ? changeOf(deploy) : deploy;
  };
  const commands = parts.commands.map((command) =>
    command.deploy === undefined ? command : { ...command, deploy: adapt(command.deploy) },
  );
  return { ...parts, update, commands };
}

/** What is deployed, without the way. */
function changeOf({ service, config, deployments }: Deploy): Deploy {
  return {
    ...(service === undefined ? {} : { service }),
    ...(config === undefined ? {} : { config }),
    ...(deployments === undefined ? {} : { deployments }),
  };
}
