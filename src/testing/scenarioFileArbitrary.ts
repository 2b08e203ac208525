import * as fc from "fast-check";
import type { WrittenScenario } from "../scenario/printScenario.ts";
import { behaviourArbitrary } from "./scenario/behaviourArbitrary.ts";
import { clusterArbitrary } from "./scenario/clusterArbitrary.ts";
import { commandsArbitrary } from "./scenario/commandsArbitrary.ts";
import { deploymentConfigArbitrary } from "./scenario/deploymentConfigArbitrary.ts";
import { faultsArbitrary } from "./scenario/faultsArbitrary.ts";
import { trafficArbitrary } from "./scenario/trafficArbitrary.ts";
import { inPlaceArbitrary, rolloutArbitrary } from "./scenario/updateArbitrary.ts";

const allNames = ["chat", "embed", "rank"] as const;

/** When the update of a random scenario is deployed. */
const updateSeconds = 10;

interface Skeleton {
  readonly names: readonly string[];
  readonly horizonSeconds: number;
  readonly strategy: "none" | "rollout" | "in-place";
}

/**
 * Random scenario files, each valid and on its own (it names no other file): one to three deployments, static or
 * autoscaled, on a small cluster; traffic of every kind but traces; rollouts of every kind and in-place updates; commands;
 * faults of every kind. Horizons are minutes, so that a simulation takes milliseconds.
 *
 * Print one with `printScenario`, or make a scenario of it with `compileScenarioFile`.
 */
export function scenarioFileArbitrary(): fc.Arbitrary<WrittenScenario> {
  return fc
    .record({
      names: fc.constantFrom(...[1, 2, 3].map((count) => allNames.slice(0, count))),
      horizonSeconds: fc.constantFrom(60, 300, 900, 1800),
      strategy: fc.constantFrom("rollout", "rollout", "rollout", "in-place", "none"),
    })
    .chain(fileArbitrary);
}

function fileArbitrary({ names, horizonSeconds, strategy }: Skeleton): fc.Arbitrary<WrittenScenario> {
  const commands = { deployments: names, fromSeconds: updateSeconds, horizonSeconds };
  const none: ReturnType<typeof commandsArbitrary> = fc.constant([]);
  return fc
    .record({
      seed: fc.integer({ min: 0, max: 1_000_000 }),
      configs: fc.tuple(...names.map(deploymentConfigArbitrary)),
      behaviours: fc.tuple(...names.map((_, index) => behaviourArbitrary(names.slice(index + 1)))),
      gcsStorage: fc.boolean(),
      timeoutSeconds: fc.constantFrom(undefined, 5, 60),
      cluster: clusterArbitrary(),
      traffic: trafficArbitrary(names, horizonSeconds),
      update: strategy === "in-place" ? inPlaceArbitrary(names) : rolloutArbitrary(names),
      commands: strategy === "rollout" ? commandsArbitrary(commands) : none,
      faults: faultsArbitrary(names, horizonSeconds),
    })
    .map((parts) => ({
      name: "random",
      seed: parts.seed,
      horizon: horizonSeconds,
      service: {
        ...(parts.gcsStorage ? { ray_gcs_external_storage_config: { enabled: true } } : {}),
        ...(parts.timeoutSeconds === undefined
          ? {}
          : { http_options: { request_timeout_s: parts.timeoutSeconds } }),
        applications: [{ name: "app", import_path: "old:app", deployments: parts.configs }],
      },
      deployments: Object.fromEntries(names.map((name, index) => [name, parts.behaviours[index] ?? {}])),
      cluster: parts.cluster,
      ...(parts.traffic.length === 0 ? {} : { traffic: parts.traffic }),
      ...(strategy === "none" ? {} : { update: { at: updateSeconds, ...parts.update } }),
      ...(parts.commands.length === 0 ? {} : { commands: parts.commands }),
      ...(parts.faults.length === 0 ? {} : { faults: parts.faults }),
      // Far more than any of them needs: a simulation that never ends is a failure, not a test that hangs.
      limits: { maxEvents: 2_000_000 },
    }));
}
