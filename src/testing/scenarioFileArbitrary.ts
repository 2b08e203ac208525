import * as fc from "fast-check";
import { faultOf } from "../faults/faultOf.ts";
import type { DeploymentConfig } from "../scenario/schema/deploymentConfigSchema.ts";
import type { WrittenScenario } from "../scenario/yaml/printScenario.ts";
import { type ApplicationOutline, applicationsArbitrary } from "./scenario/applicationsArbitrary.ts";
import { behaviourArbitrary } from "./scenario/behaviourArbitrary.ts";
import { callsArbitrary } from "./scenario/callsArbitrary.ts";
import { clusterArbitrary } from "./scenario/clusterArbitrary.ts";
import { commandsArbitrary } from "./scenario/commandsArbitrary.ts";
import { deploymentConfigArbitrary } from "./scenario/deploymentConfigArbitrary.ts";
import { faultsArbitrary } from "./scenario/faultsArbitrary.ts";
import { deployInGangs, gangsArbitrary, inWholeGangs } from "./scenario/gangsArbitrary.ts";
import { isOfPods, onOnePlatform } from "./scenario/onOnePlatform.ts";
import { overheadArbitrary } from "./scenario/overheadArbitrary.ts";
import { trafficArbitrary } from "./scenario/trafficArbitrary.ts";
import { inPlaceArbitrary, rolloutArbitrary } from "./scenario/updateArbitrary.ts";
import { withRoutes } from "./scenario/withRoutes.ts";

type Commands = NonNullable<WrittenScenario["commands"]>;

const allNames = ["chat", "embed", "rank"] as const;

/** When the update of a random scenario is deployed. */
const updateSeconds = 10;

interface Skeleton {
  readonly applications: readonly ApplicationOutline[];
  readonly horizonSeconds: number;
  readonly strategy: "none" | "rollout" | "in-place";
}

/**
 * Random scenario files, each valid and on its own (it names no other file): one to three deployments, static or
 * autoscaled, in one or two applications on a small cluster; traffic of every kind but traces; rollouts of every kind and in-place updates; commands;
 * faults of every kind. Horizons are minutes, so that a simulation takes milliseconds.
 *
 * Print one with `printScenario`, or make a scenario of it with `compileScenarioFile`.
 */
export function scenarioFileArbitrary(): fc.Arbitrary<WrittenScenario> {
  return fc
    .record({
      applications: fc
        .constantFrom(...[1, 2, 3].map((count) => allNames.slice(0, count)))
        .chain(applicationsArbitrary),
      horizonSeconds: fc.constantFrom(60, 300, 900, 1800),
      strategy: fc.constantFrom("rollout", "rollout", "rollout", "in-place", "none"),
    })
    .chain(fileArbitrary);
}

function fileArbitrary({ applications, horizonSeconds, strategy }: Skeleton): fc.Arbitrary<WrittenScenario> {
  const names = applications.flatMap(({ deployments }) => deployments);
  const commands = { applications, fromSeconds: updateSeconds, horizonSeconds };
  const none: ReturnType<typeof commandsArbitrary> = fc.constant([]);
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      configs: fc.tuple(...names.map(deploymentConfigArbitrary)),
      gangs: gangsArbitrary([...names, "late"]),
      behaviours: fc.tuple(...names.map((_, index) => behaviourArbitrary(names.slice(index + 1)))),
      gcsStorage: fc.boolean(),
      timeoutSeconds: fc.constantFrom(undefined, 5, 60),
      cluster: clusterArbitrary(),
      traffic: trafficArbitrary(names, horizonSeconds),
      update: strategy === "in-place" ? inPlaceArbitrary(applications) : rolloutArbitrary(applications),
      commands: strategy === "rollout" ? commandsArbitrary(commands) : none,
      faults: faultsArbitrary(names, horizonSeconds),
      overhead: fc.option(overheadArbitrary(), { nil: undefined }),
      start: fc.constantFrom(undefined, undefined, undefined, "empty" as const),
      replacements: fc.constantFrom(undefined, undefined, "after-drain" as const, "at-once" as const),
      // An update that is drawn and not written begins no rollout that could be called.
      calls:
        strategy === "rollout"
          ? callsArbitrary({ deployments: names, fromSeconds: updateSeconds, horizonSeconds })
          : none,
    })
    .map(({ configs, update, commands: given, ...others }) => {
      const inGangs = (config: DeploymentConfig) => inWholeGangs(config, others.gangs, { isWhole: true });
      return {
        ...others,
        configs: configs.map(inGangs),
        update: deployInGangs(update, others.gangs),
        commands: given.map((command) =>
          command.deploy === undefined
            ? command
            : { ...command, deploy: deployInGangs(command.deploy, others.gangs) },
        ),
      };
    })
    .map(onOnePlatform)
    .map(withCalls)
    .map((parts) => {
      const options = {
        ...(parts.gcsStorage ? { ray_gcs_external_storage_config: { enabled: true } } : {}),
        ...(parts.timeoutSeconds === undefined
          ? {}
          : { http_options: { request_timeout_s: parts.timeoutSeconds } }),
      };
      const behaviours = Object.fromEntries(
        names.map((name, index) => [name, parts.behaviours[index] ?? {}]),
      );
      // Proxies can only die where there are any.
      const faults = parts.faults.filter(
        ({ kind }) =>
          !faultOf(kind).needsProxies || (parts.cluster.proxies !== undefined && !isOfPods(parts.update)),
      );
      return {
        parts: {
          ...parts,
          faults,
          options,
          update: withOptions(parts.update, options),
          commands: parts.commands.map((command) =>
            command.deploy === undefined
              ? command
              : { ...command, deploy: withOptions(command.deploy, options) },
          ),
        },
        behaviours,
        traffic: withRoutes(parts.traffic, applications, behaviours),
      };
    })
    .map(({ parts, behaviours, traffic }) => ({
      name: "random",
      seed: parts.seed,
      horizon: horizonSeconds,
      service: {
        ...parts.options,
        applications: applications.map(({ name, routePrefix, deployments }) => ({
          name,
          import_path: "old:app",
          ...(routePrefix === undefined ? {} : { route_prefix: routePrefix }),
          deployments: parts.configs.filter((config) => deployments.includes(config.name)),
        })),
      },
      deployments: behaviours,
      cluster: parts.cluster,
      ...(traffic.length === 0 ? {} : { traffic: [...traffic] }),
      ...(strategy === "none" ? {} : { update: { at: updateSeconds, ...parts.update } }),
      ...(parts.commands.length === 0 ? {} : { commands: parts.commands }),
      ...(parts.overhead === undefined ? {} : { overhead: parts.overhead }),
      ...(parts.start === undefined ? {} : { start: parts.start }),
      ...(parts.replacements === undefined ? {} : { replacements: parts.replacements }),
      ...(parts.faults.length === 0 ? {} : { faults: parts.faults }),
      // Far more than any of them needs: a simulation that never ends is a failure, not a test that hangs.
      limits: { maxEvents: 2_000_000 },
    }));
}

/** Where the legacy traffic API rolls the update out, the commands are its own. */
function withCalls<
  Parts extends {
    readonly update: { readonly strategy?: object | string | undefined };
    readonly commands: Commands;
    readonly calls: Commands;
  },
>(parts: Parts): Parts {
  const { strategy = {} } = parts.update;
  return typeof strategy === "object" && Object.hasOwn(strategy, "weights")
    ? { ...parts, commands: parts.calls }
    : parts;
}

/** A config that replaces the one before keeps what an update in place could not change. */
function withOptions<Deploy extends { readonly service?: unknown }>(deploy: Deploy, options: object): Deploy {
  const { service } = deploy;
  return typeof service === "object" && service !== null
    ? { ...deploy, service: { ...options, ...service } }
    : deploy;
}
