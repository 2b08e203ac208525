import { stringify } from "yaml";
import { parseScenario } from "../../../../../src/scenario/parseScenario.ts";
import type { Scenario } from "../../../../../src/simulation/Scenario.ts";
import type { RequestTrace } from "../../../../../src/workload/Traffic.ts";
import type { RecordedSetting } from "./RecordedSetting.ts";

/** How long after the last arrival the client still waited for answers. */
export const patienceSeconds = 15;

/** Sections of a scenario file that a comparison adds to what a user would write, to try something else than the defaults. */
export interface Extras {
  /** Keys of the file itself. */
  readonly file?: Readonly<Record<string, unknown>>;
  /** Keys of every deployment's behaviour. */
  readonly behaviour?: Readonly<Record<string, unknown>>;
}

/**
 * The scenario of a recorded setting, by way of the file that a user would write: the config as it was deployed, what the
 * user's code does, start-ups as they were measured, and the requests as a trace. Requests bring their own seconds of work as
 * tokens of a tenth of a millisecond: input tokens those of the deployment that they enter, output tokens those of the model.
 */
export function scenarioOfSetting(
  recorded: RecordedSetting,
  seed: number | string,
  extras: Extras = {},
): Scenario {
  const text = stringify(
    { ...scenarioFile(recorded, extras), seed, ...extras.file },
    { aliasDuplicateObjects: false },
  );
  const readText = (path: string): never => {
    throw new Error(`no file ${path}`);
  };
  return parseScenario(text, {
    path: `${recorded.setting.name}.yaml`,
    readText,
    readTrace: (path) => trace(recorded, path),
  }).scenario;
}

/** The file, but for the seed. */
export function scenarioFile(recorded: RecordedSetting, extras: Extras = {}): Record<string, unknown> {
  const { setting } = recorded;
  return {
    name: setting.name,
    horizon: `${setting.endSeconds + patienceSeconds}s`,
    service: {
      name: setting.name,
      image_uri: "registry.example/recorded:1",
      applications: [application(recorded)],
    },
    deployments: behaviours(recorded, extras.behaviour ?? {}),
    cluster: cluster(recorded),
    // How requests come, and what the machine is: all nodes of the recording were on one, with two processors.
    overhead: { entry: setting.entry === "http" ? "proxy" : "handle", machines: "shared", cpusPerMachine: 2 },
    traffic: traffic(recorded),
    ...update(recorded),
    ...faults(recorded),
  };
}

function application({ setting }: RecordedSetting): Record<string, unknown> {
  const { args: _, ...rest } = setting.application;
  return rest;
}

/** The machines have room for all: there the recording's replicas waited for no node. */
function cluster({ setting }: RecordedSetting): Record<string, unknown> {
  const nodes = setting.nodes;
  const workerGroups = { cpu: { instanceType: "m5.4xlarge", minNodes: nodes, maxNodes: nodes } };
  return nodes === 1 ? { workerGroups } : { workerGroups, proxies: "every-node" };
}

function behaviours(
  recorded: RecordedSetting,
  more: Readonly<Record<string, unknown>>,
): Record<string, Record<string, unknown>> {
  const { args, import_path } = recorded.setting.application;
  const startUp = startUps(recorded);
  const given = (name: string, behaviour: Record<string, unknown>) => ({
    [name]: { ...startUp, ...behaviour, ...more },
  });
  const arg = (name: string) => args[name] as number;
  switch (import_path.split(":")[1]) {
    case "sleeper":
      return given("Sleeper", { serviceTime: { perInputToken: "0.1ms" } });
    case "composed":
      return {
        ...given("Ingress", { serviceTime: { perInputToken: "0.1ms" }, calls: ["Model"] }),
        ...given("Model", { serviceTime: { perOutputToken: "0.1ms" } }),
      };
    case "multiplexed":
      return given("Multiplexed", {
        serviceTime: { perInputToken: "0.1ms" },
        multiplexing: { maxModelsPerReplica: 2, load: `${arg("load_seconds")}s` },
      });
    case "batched": {
      const seconds = arg("batch_seconds") + arg("request_seconds");
      return given("Batched", {
        serviceTime: `${seconds}s`,
        slowdownPerOngoingRequest: arg("request_seconds") / seconds,
        batching: { maxBatchSize: arg("max_batch_size"), waitTimeout: `${arg("wait_seconds")}s` },
      });
    }
    default:
      throw new Error(`what does ${import_path}?`);
  }
}

/** From the start of a replica to a running one, as a user would read it from the controller's log of all runs. */
function startUps({ runs }: RecordedSetting): Record<string, unknown> {
  const seconds = runs.flatMap(({ events }) =>
    events.flatMap(([at, kind, replica]) => {
      if (kind !== "starting" || at < 0) return [];
      const running = events.find(([, other, name]) => other === "running" && name === replica);
      return running === undefined ? [] : [running[0] - at];
    }),
  );
  if (seconds.length < 2) return {};
  const sorted = seconds.sort((a, b) => a - b);
  const percents = [0, 25, 50, 75, 100];
  const quantiles = percents.map((percent) => [
    String(percent),
    `${(sorted[Math.round((percent / 100) * (sorted.length - 1))] as number).toFixed(3)}s`,
  ]);
  return { startUp: { quantiles: Object.fromEntries(quantiles) } };
}

function traffic({ setting, requests }: RecordedSetting): readonly Record<string, unknown>[] {
  const deployment = setting.application.deployments[0]?.name as string;
  if (requests.model === null) return [{ deployment, trace: "all" }];
  return [...new Set(requests.model)]
    .sort((a, b) => a - b)
    .map((model) => ({ name: `m${model}`, deployment, model: `m${model}`, trace: `m${model}` }));
}

function trace({ requests }: RecordedSetting, path: string): RequestTrace {
  const wanted = requests.arrival.flatMap((_, index) =>
    path === "all" || path === `m${requests.model?.[index]}` ? [index] : [],
  );
  const { own } = requests;
  const column = (value: (index: number) => number) => Float64Array.from(wanted, value);
  return {
    arrivalSeconds: column((index) => (requests.arrival[index] as number) / 10_000),
    inputTokens: column((index) => (own ?? requests.seconds)[index] as number),
    outputTokens: column((index) => requests.seconds[index] as number),
  };
}

/** New code for one deployment: its replicas ask for another share of a processor. */
function update({ setting }: RecordedSetting): Record<string, unknown> {
  const command = setting.commands.find(([, kind]) => kind === "heavyweight-update");
  if (command === undefined) return {};
  const [at, , name] = command;
  const { args: _, ...app } = setting.application;
  const deployments = app.deployments.map((each) =>
    each.name === name
      ? { ...each, ray_actor_options: { num_cpus: each.ray_actor_options.num_cpus + 0.01 } }
      : each,
  );
  return { update: { at: `${at}s`, in_place: true, config: { applications: [{ ...app, deployments }] } } };
}

function faults({ setting }: RecordedSetting): Record<string, unknown> {
  const kills = setting.commands.filter(([, kind]) => kind === "kill-replica");
  if (kills.length === 0) return {};
  return {
    faults: kills.map(([at, , deployment]) => ({
      kind: "replica-crash",
      at: `${at}s`,
      version: "primary",
      deployment,
      count: 1,
    })),
  };
}
