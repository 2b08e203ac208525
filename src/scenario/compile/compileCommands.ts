import type { Command, TimedCommand } from "../../simulation/Scenario.ts";
import type { KeyPath } from "../problems/KeyPath.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { NewBehaviour } from "../schema/behaviourSchema.ts";
import type { WrittenCall } from "../schema/callsSchema.ts";
import type { ClusterSection } from "../schema/clusterSchema.ts";
import type { WrittenOverhead } from "../schema/overheadSchema.ts";
import { compileRestarts } from "./compileRestarts.ts";
import { compileStrategy } from "./compileStrategy.ts";
import { compileVersion } from "./compileVersion.ts";
import type { DeployOrder, Order, OtherOrder } from "./listOrders.ts";
import type { DeploymentNames } from "./nameDeployments.ts";
import type { Platform } from "./Platform.ts";
import { plainConfig } from "./plainConfig.ts";
import { resolveBehaviours } from "./resolveBehaviours.ts";
import { capacityAfter, capacityAtStart, type TargetCapacity } from "./targetCapacity.ts";
import { tellOfUnknownBehaviour } from "./tellOfUnknownBehaviour.ts";
import { warnOfRollout } from "./warnOfRollout.ts";

const usualSurgePercent = 100;

/** What is done when. A version's behaviour is that of the version deployed last before it, where it says nothing else. */
export function compileCommands(
  orders: readonly Order[],
  context: {
    readonly names: DeploymentNames;
    readonly behaviours: ReadonlyMap<string, NewBehaviour>;
    readonly cluster: ClusterSection;
    readonly overhead: WrittenOverhead | undefined;
    readonly demanded: ReadonlySet<string>;
    readonly needsMachines: boolean;
    readonly platform: Platform;
    readonly horizonSeconds: number;
    /** Of one version. */
    readonly maxReplicas: number;
  },
  reporter: Reporter,
): readonly TimedCommand[] {
  let behaviours = context.behaviours;
  let rollouts = 0;
  const firstDeploy = orders.find(isDeploy);
  let capacity = firstDeploy === undefined ? null : capacityAtStart(firstDeploy.before);
  let isTerminated = false;
  let surgePercent = usualSurgePercent;
  /** The strategy of the rollout before; `null`: Anyscale's, or there is none. */
  let strategy: string | null = null;
  return orders.map((order): TimedCommand => {
    const { atSeconds } = order;
    if (atSeconds >= context.horizonSeconds) {
      reporter.warning([...order.path, "at"], "is not before the horizon, so that nothing comes of it");
    }
    if (order.kind === "other") {
      const needsRollout = order.command.terminate === undefined && order.command.scale === undefined;
      if (needsRollout && rollouts === 0) {
        reporter.problem(
          order.path,
          "needs a rollout, but nothing is rolled out before it; expected an update or deploy with an earlier time",
        );
      }
      if (order.command.terminate !== undefined) isTerminated = true;
      const { call } = order.command;
      if (call !== null && rollouts > 0)
        checkCall(call, { path: [...order.path, call.name], strategy }, reporter);
      if (order.command.rollback !== undefined && strategy !== null)
        warnOfBackSurge(order, strategy, reporter);
      return {
        atSeconds,
        command: call === null ? compileOther(order, context, reporter) : compileCall(call),
      };
    }
    if (order.call !== null && rollouts > 0) checkCall(order.call, { path: order.path, strategy }, reporter);
    strategy = order.call?.kind ?? order.strategy?.kind ?? null;
    if (order.call !== null) {
      // A command of its own has no surge to speak of.
    } else if (isTerminated) warnOfSplit(order, reporter);
    else if (order.strategy === null) noteSurge(order, surgePercent, reporter);
    isTerminated = false;
    surgePercent = order.deploy.max_surge_percent ?? usualSurgePercent;
    if (!order.deploy.in_place) rollouts++;
    capacity = order.deploy.in_place
      ? capacityAfter({ service: order.before, capacity }, order.service)
      : capacityAtStart(order.service);
    behaviours = resolveBehaviours(
      order.deploy.deployments,
      { names: context.names, base: behaviours, path: [...order.path, "deployments"] },
      reporter,
    );
    tellOfUnknownBehaviour(order, { names: context.names, behaviours }, reporter);
    return { atSeconds, command: compileDeploy(order, { ...context, behaviours, capacity }, reporter) };
  });
}

function isDeploy(order: Order): order is DeployOrder {
  return order.kind === "deploy";
}

function compileDeploy(
  order: DeployOrder,
  context: {
    readonly names: DeploymentNames;
    readonly behaviours: ReadonlyMap<string, NewBehaviour>;
    readonly cluster: ClusterSection;
    readonly overhead: WrittenOverhead | undefined;
    readonly capacity: TargetCapacity | null;
    readonly demanded: ReadonlySet<string>;
    readonly needsMachines: boolean;
    readonly platform: Platform;
  },
  reporter: Reporter,
): Command {
  const compiled = compileVersion(order.service, context, reporter);
  const name = nameOfVersion(order);
  const version = name === null ? compiled : { ...compiled, name };
  if (order.call !== null) {
    checkName(order, reporter);
    for (const key of ["cloud", "project"] as const) checkHome(key, order, reporter);
    const { command, begins } = order.call.read();
    return { kind: "strategy-command", command, version, begins };
  }
  if (!order.deploy.in_place) {
    checkName(order, reporter);
    for (const key of ["cloud", "project"] as const) checkHome(key, order, reporter);
    warnOfRollout(order, reporter);
    return { kind: "deploy", version, strategy: compileStrategy(order, reporter) };
  }
  const configKey = order.deploy.service === undefined ? "config" : "service";
  const place = { names: context.names, path: order.path, configKey } as const;
  return {
    kind: "update-in-place",
    version,
    ...compileRestarts(order.before, order.service, place, reporter),
  };
}

/** What the version is called by the strategy that rolls it out; `null`: it is numbered. */
function nameOfVersion({ call, strategy }: DeployOrder): string | null {
  return call === null ? (strategy?.versionNames?.next ?? null) : call.read().versionName;
}

function compileCall(call: WrittenCall): Command {
  return { kind: "strategy-command", command: call.read().command };
}

/** A command that one strategy alone knows, in a rollout by another. */
function checkCall(
  { kind, name }: WrittenCall,
  { path, strategy }: { readonly path: KeyPath; readonly strategy: string | null },
  reporter: Reporter,
): void {
  if (strategy === kind) return;
  reporter.problem(
    path,
    `${name} is a command of the strategy ${kind}, and the rollout before it is by ${strategy ?? "Anyscale"}; expected strategy: { ${kind}: … } there`,
    "key",
  );
}

/** A deploy of the same config goes on with the rollout, and does not keep its surge (anyscale-service-api.txt: "Defaults to 100"). */
function noteSurge({ path, deploy, before, service }: DeployOrder, surge: number, reporter: Reporter): void {
  const isSame = JSON.stringify(plainConfig(before)) === JSON.stringify(plainConfig(service));
  if (
    deploy.in_place !== false ||
    !isSame ||
    surge === usualSurgePercent ||
    deploy.max_surge_percent !== undefined
  )
    return;
  reporter.note(
    path,
    `max_surge_percent is left out, so that it is ${usualSurgePercent} for what is left of the rollout, not the ${surge} of before`,
  );
}

/** The client drops canary_percent with a warning where nothing runs that could share the traffic. */
function warnOfSplit({ path, deploy }: DeployOrder, reporter: Reporter): void {
  for (const key of ["canary_percent", "max_surge_percent"] as const) {
    if (deploy[key] === undefined) continue;
    reporter.warning(
      [...path, key],
      "has no effect: the service has been told to terminate before, and a deploy then starts it again",
      "key",
    );
  }
}

/** anyscale-update-a-service.txt: a deploy updates the service of its name; another name is another service. */
function checkName({ before, service }: DeployOrder, reporter: Reporter): void {
  const [old, name] = [before.config.value.name ?? null, service.config.value.name ?? null];
  if (old === null || name === null || old === name) return;
  reporter.problem(
    service.config.pathOf("name"),
    `found ${JSON.stringify(name)}, but the service that runs is called ${JSON.stringify(old)}: a deploy under another name starts another service; expected the same name, or none`,
  );
}

/**
 * anyscale-service-api.txt, of cloud_id and project_id: "This configuration cannot be changed." The client of 0.26.112 refuses
 * another cloud by itself ("The cloud for a service cannot be changed once it's created").
 */
function checkHome(key: "cloud" | "project", { before, service }: DeployOrder, reporter: Reporter): void {
  const [old, current] = [before.config.value[key] ?? null, service.config.value[key] ?? null];
  if (old === current) return;
  if (old !== null && current !== null) {
    reporter.problem(
      service.config.pathOf(key),
      `found ${JSON.stringify(current)}, but the service runs in the ${key} ${JSON.stringify(old)}, which cannot be changed; expected that one`,
    );
    return;
  }
  reporter.warning(
    service.config.pathOf(key),
    `the ${key} ${JSON.stringify(old ?? current)} is named by only one of two versions: Anyscale takes the default ${key} for the other, and refuses the deploy if that is not the same`,
    "key",
  );
}

/** The surge of the way back is Anyscale's alone. */
function warnOfBackSurge({ path, command }: OtherOrder, strategy: string, reporter: Reporter): void {
  if (typeof command.rollback !== "object" || command.rollback.max_surge_percent === 100) return;
  reporter.warning(
    [...path, "rollback", "max_surge_percent"],
    `has no effect: it belongs to Anyscale's rollouts, and the one before it is by ${strategy}`,
    "key",
  );
}

function compileOther(
  { command, path }: OtherOrder,
  { names, maxReplicas }: { readonly names: DeploymentNames; readonly maxReplicas: number },
  reporter: Reporter,
): Command {
  if (command.terminate !== undefined) return { kind: "terminate" };
  if (command.scale !== undefined) {
    const { deployment, replicas } = command.scale;
    if (replicas > maxReplicas) {
      reporter.problem(
        [...path, "scale", "replicas"],
        `found ${replicas}, and at most ${maxReplicas} are played; expected fewer, or limits: { maxReplicas: ${replicas} }`,
      );
    }
    const name = names.resolve(deployment, [...path, "scale", "deployment"], reporter);
    return { kind: "scale", deployment: name ?? deployment, replicas };
  }
  if (command.rollback !== undefined) {
    const maxSurgePercent = command.rollback === true ? 100 : command.rollback.max_surge_percent;
    return { kind: "rollback", maxSurgePercent };
  }
  if (command.canary_percent === undefined)
    throw new Error("The schema lets no command through that does nothing.");
  return {
    kind: "set-canary-percent",
    canaryPercent: command.canary_percent,
    maxSurgePercent: command.max_surge_percent ?? null,
  };
}
