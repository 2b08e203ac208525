import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Deployment } from "../../../src/serve/Deployment.ts";
import { parseText, problemsOf } from "../../scenario/parseText.ts";
import { readVectors } from "./readVectors.ts";

/** A place in the config and what stands there; `absent`: nothing. */
const change = z.union([
  z.tuple([z.array(z.union([z.string(), z.number()])), z.unknown()]),
  z.tuple([z.array(z.union([z.string(), z.number()])), z.null(), z.literal("absent")]),
]);
const options = z.record(z.string(), z.unknown());
const { base, configs, overrides } = readVectors("configs", {
  base: z.unknown(),
  configs: z.array(z.tuple([z.array(change), z.boolean()])),
  overrides: z.array(
    z.tuple([
      options,
      options,
      z
        .object({
          numReplicas: z.number().nullable(),
          autoscaling: z.tuple([z.number(), z.number(), z.number()]).nullable(),
          maxOngoingRequests: z.number(),
          maxQueuedRequests: z.number(),
          actorOptions: options,
          bundles: z.array(z.record(z.string(), z.number())).nullable(),
          maxReplicasPerNode: z.number().nullable(),
        })
        .nullable(),
    ]),
  ),
});

type Change = z.output<typeof change>;

/** A machine on which anything fits, so that nothing but the config is judged. */
const cluster = {
  instanceTypes: { box: { cpus: 200, gpus: 200, resources: { slot: 1000 } } },
  workerGroups: { boxes: { instanceType: "box" } },
};

interface Difference {
  readonly why: string;
  readonly ray: "accepts" | "refuses";
  readonly is: (changes: readonly Change[]) => boolean;
}

const keyOf = ([path]: Change) => path.at(-1);
const isSingle = (changes: readonly Change[], key: string, ...values: readonly unknown[]) =>
  changes.length === 1 &&
  keyOf(changes[0]!) === key &&
  values.some((value) => JSON.stringify(value) === JSON.stringify(changes[0]![1]));

/** Where we differ on purpose. */
const differences: readonly Difference[] = [
  {
    why: "where num_replicas is 1 by default, whole gangs are none; Ray sees that once it starts them",
    ray: "accepts",
    is: ([replicas, gang]) =>
      replicas![1] === null && gang !== undefined && keyOf(gang) === "gang_scheduling_config",
  },
  {
    why: "pydantic takes text for the size of a gang",
    ray: "accepts",
    is: (changes) => JSON.stringify(changes.at(-1)![1]) === JSON.stringify({ gang_size: "2" }),
  },
  {
    why: "at a capacity of 0 nothing runs, and there is nothing to forecast",
    ray: "accepts",
    is: (changes) => isSingle(changes, "target_capacity", 0),
  },
  {
    why: "pydantic takes text and true for numbers; whoever writes that means something else",
    ray: "accepts",
    is: ([first, ...others]) => others.length === 0 && (first![1] === "3" || first![1] === true),
  },
  {
    why: "the same in a bundle",
    ray: "accepts",
    is: (changes) => isSingle(changes, "placement_group_bundles", [{ CPU: "1" }]),
  },
  {
    why: "a timeout below 0 is no timeout",
    ray: "accepts",
    is: (changes) => isSingle(changes, "request_timeout_s", -1) && changes[0]![0][0] === "http_options",
  },
  {
    why: "application#deployment is how a scenario names deployments, and names stand in tables",
    ray: "accepts",
    is: (changes) => isSingle(changes, "name", "a#b", "x".repeat(300)),
  },
  {
    why: "nodes have no accelerator without a name",
    ray: "accepts",
    is: (changes) => isSingle(changes, "accelerator_type", ""),
  },
  {
    why: "Anyscale needs an application: 'applications' cannot be empty",
    ray: "accepts",
    is: (changes) => isSingle(changes, "applications", []),
  },
  {
    why: "of two deployments with one name Ray takes the second in silence",
    ray: "accepts",
    is: (changes) => isSingle(changes, "name", "B") && changes[0]![0].includes("deployments"),
  },
  {
    why: "Anyscale's client takes null for what is not given",
    ray: "refuses",
    is: (changes) =>
      isSingle(changes, "http_options", null) ||
      isSingle(changes, "grpc_options", null) ||
      isSingle(changes, "proxy_location", null),
  },
  {
    why: "Anyscale's client uploads local folders and puts their addresses in their place",
    ray: "refuses",
    is: (changes) => isSingle(changes, "runtime_env", { working_dir: "./here" }, { py_modules: ["./here"] }),
  },
  {
    why: "the code may say that the replica's actor needs less: a warning",
    ray: "refuses",
    is: (changes) => isSingle(changes, "placement_group_bundles", [{ GPU: 1 }], [{ CPU: 0.5 }]),
  },
];

function configOf(changes: readonly Change[]): unknown {
  return changes.reduce<unknown>(
    (config, [path, value, absent]) => placed(config, path, value, absent),
    base,
  );
}

function placed(place: unknown, path: Change[0], value: unknown, absent: "absent" | undefined): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const isLast = rest.length === 0;
  if (Array.isArray(place)) {
    return place.map((inner: unknown, index) => (index === key ? placed(inner, rest, value, absent) : inner));
  }
  const map = new Map(Object.entries(place ?? {}));
  if (isLast && absent !== undefined) map.delete(String(key));
  else map.set(String(key), placed(map.get(String(key)), rest, value, absent));
  return Object.fromEntries(map);
}

/** The config is fine then, but the machine of this test has no such label. */
const isOfNodes = (problem: string) => problem.includes("no worker group has nodes with");

const scenarioOf = (service: unknown, more = {}) =>
  JSON.stringify({ name: "x", horizon: "1h", service, cluster, ...more });

describe("configs", () => {
  const judged = configs;
  const met = new Set<Difference>();

  it("are refused where Ray Serve refuses them, and accepted where it accepts them", () => {
    const wrong: unknown[] = [];
    for (const [changes, isAccepted] of judged) {
      const problems = problemsOf(scenarioOf(configOf(changes))).filter((problem) => !isOfNodes(problem));
      const difference = differences.find(({ ray, is }) => (ray === "accepts") === isAccepted && is(changes));
      const agrees = (problems.length === 0) === isAccepted;
      if (difference !== undefined && !agrees) met.add(difference);
      else if (!agrees) wrong.push([changes, isAccepted, problems[0]]);
    }
    expect(wrong).toEqual([]);
    expect(differences.filter((difference) => !met.has(difference))).toEqual([]);
  });

  it("are refused with a sentence that does not leave the reader to guess", () => {
    for (const [changes, isAccepted] of judged) {
      if (isAccepted) continue;
      const problems = problemsOf(scenarioOf(configOf(changes)));
      const places = problems.map((problem) => problem.replace(/^(x\.yaml:\d+:\d+: [^ ]*).*$/, "$1"));
      // Two changes may be wrong for two reasons.
      if (changes.length === 1) expect(places).toEqual([...new Set(places)]);
      for (const problem of problems) {
        expect(problem).not.toMatch(/Invalid input|undefined|nonoptional|\[object/);
      }
    }
  });

  it("are many of both kinds", () => {
    expect(judged.filter(([, isAccepted]) => isAccepted).length).toBeGreaterThan(300);
    expect(judged.filter(([, isAccepted]) => !isAccepted).length).toBeGreaterThan(300);
  });
});

describe("code that a config overrides", () => {
  const serviceOf = (listed: object) => ({
    applications: [{ name: "a", import_path: "m:a", deployments: [{ name: "M", ...listed }] }],
  });

  it.each(overrides.map((each) => [JSON.stringify(each.slice(0, 2)), each] as const))(
    "becomes what Ray Serve makes of it: %s",
    (_title, [code, listed, outcome]) => {
      const text = scenarioOf(serviceOf(listed), { deployments: { M: { config: code } } });
      if (outcome === null) {
        expect(problemsOf(text)).not.toEqual([]);
        return;
      }
      const [deployment] = parseText(text).scenario.primary.deployments;
      expect(shapeOf(deployment!)).toEqual({
        scaling: outcome.autoscaling ?? outcome.numReplicas ?? 1,
        maxOngoingRequests: outcome.maxOngoingRequests,
        maxQueuedRequests: outcome.maxQueuedRequests,
        resources: resourcesOf(outcome),
        maxReplicasPerNode: outcome.maxReplicasPerNode,
      });
    },
  );

  function shapeOf({ scaling, resources, ...others }: Deployment) {
    return {
      scaling:
        scaling.kind === "static"
          ? scaling.numReplicas
          : [scaling.minReplicas, scaling.maxReplicas, scaling.targetOngoingRequests],
      maxOngoingRequests: others.maxOngoingRequests,
      maxQueuedRequests: others.maxQueuedRequests ?? -1,
      resources: [resources.cpus, resources.gpus, resources.custom?.slot ?? 0],
      maxReplicasPerNode: others.maxReplicasPerNode ?? null,
    };
  }

  /** Those of the replica's actor, or of its bundles. */
  function resourcesOf({ bundles, actorOptions }: NonNullable<(typeof overrides)[number][2]>) {
    if (bundles !== null) {
      const sum = (name: string) => bundles.reduce((total, bundle) => total + (bundle[name] ?? 0), 0);
      return [sum("CPU"), sum("GPU"), sum("slot")];
    }
    const { num_cpus: cpus = 1, num_gpus: gpus = 0, resources = {} } = actorOptions;
    return [cpus, gpus, Reflect.get(resources as object, "slot") ?? 0];
  }
});
