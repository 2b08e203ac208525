import { mean } from "../../engine/sample.ts";
import type { Deployment } from "../../serve/Deployment.ts";
import type { Scenario } from "../../simulation/Scenario.ts";
import { kubeRaySequence } from "../../strategies/kubeRay/kubeRaySequence.ts";
import type { AssumedApplication } from "../compile/assumedApplications.ts";
import { writtenDefaults } from "../compile/defaultBehaviour.ts";
import { soonestReadySeconds } from "../import/containerRemarks.ts";
import type { Manifest } from "../import/ServiceText.ts";
import { servedModel } from "../import/servedModel.ts";
import { strategyOfManifest } from "../import/strategyOfManifest.ts";
import { strategyOfRayService } from "../import/strategyOfRayService.ts";
import { tokenDistributionSchema } from "../schema/tokenDistributionSchema.ts";

/** A part of a scenario file: a key with its value on one line, and what is said of it. */
export interface DraftLine {
  readonly key: string;
  readonly value: unknown;
  /** Why it has this value; empty: it speaks for itself. */
  readonly remark: string;
}

/** A scenario to start from, before it is text. */
export interface DraftScenario {
  readonly name: string;
  readonly horizon: string;
  readonly service: string;
  readonly deployments: readonly { readonly name: string; readonly lines: readonly DraftLine[] }[];
  readonly traffic: readonly { readonly deployment: string; readonly perSecond: number }[];
  readonly cluster: readonly DraftLine[];
  readonly update: readonly DraftLine[];
}

/** The keys of a draft whose values were guessed. */
export function assumedKeys(draft: DraftScenario): readonly string[] {
  const guessed = (base: string, lines: readonly DraftLine[]) =>
    lines.filter(({ remark }) => remark.startsWith("assumed")).map(({ key }) => `${base}.${key}`);
  return [
    ...draft.deployments.flatMap(({ name, lines }) => guessed(`deployments.${name}`, lines)),
    ...draft.traffic.map(({ deployment }) => `traffic to ${deployment}`),
    ...guessed("cluster", draft.cluster),
    ...guessed("update", draft.update),
  ];
}

const usualHours = 2;
/** A week. */
const mostHours = 168;
const updateAtSeconds = 600;
/** A node and a replica on it, nearly always. */
const replicaStartSeconds = 420;
/** A first run should take seconds. */
const mostRequests = 200_000;
/** Of what the replicas could serve at the start. */
const loadShare = 0.5;
/** Where many requests share a replica, more of them do not make it faster. */
const mostSlots = 5;

/**
 * What a scenario for this service begins with: everything that the service does not say, with a value that was guessed and
 * the reason.
 * @param scenario the service as it is compiled, without traffic or update
 * @param servicePath how the scenario names the service's file
 */
export function draftScenario(
  scenario: Scenario,
  {
    name,
    servicePath,
    manifest,
    image,
    assumed,
  }: {
    readonly name: string;
    readonly servicePath: string;
    readonly manifest: Manifest | null;
    /** How the service names what it runs. */
    readonly image: "image_uri" | "containerfile";
    /** The applications whose deployments stand in code alone. */
    readonly assumed: readonly AssumedApplication[];
  },
): DraftScenario {
  const { deployments } = scenario.primary;
  const entries = deployments.filter(({ routePrefix }) => routePrefix !== undefined);
  const hours = horizonHours(manifest);
  const mostPerSecond = mostRequests / (hours * 3600);
  return {
    name: folderName(name),
    horizon: `${hours}h`,
    service: servicePath,
    deployments: deployments.map((deployment) => ({
      name: deployment.name,
      lines: [...codeLines(deployment, assumed, deployments), ...behaviourLines(deployment, manifest)],
    })),
    traffic: (entries.length > 0 ? entries : deployments).map((deployment) => ({
      deployment: deployment.name,
      // A request may go through all of its application.
      perSecond: roundDown(
        Math.min(
          mostPerSecond,
          ...deployments
            .filter(({ application }) => application === deployment.application)
            .map((each) => startRate(each, scenario.startReplicas)),
        ),
      ),
    })),
    cluster: clusterLines(manifest),
    update: updateLines(manifest, image),
  };
}

/** What the code says of a deployment that no config lists, to be filled in. */
function codeLines(
  { application, name }: Deployment,
  assumed: readonly AssumedApplication[],
  deployments: readonly Deployment[],
): DraftLine[] {
  const found = assumed.find((each) => each.application === application && each.deployment.name === name);
  if (found === undefined) return [];
  const { numReplicas, cpus, gpus, maxOngoingRequests } = found.deployment;
  const config = {
    num_replicas: numReplicas,
    ray_actor_options: { num_cpus: cpus, num_gpus: gpus },
    max_ongoing_requests: maxOngoingRequests,
  };
  const remark =
    "assumed, as is the name: the application lists no deployments; say here what its code has, one key a deployment";
  const isOnly = deployments.every((each) => each.application === application);
  return [
    ...(isOnly ? [] : [{ key: "application", value: application, remark: "" }]),
    { key: "config", value: config, remark },
  ];
}

function behaviourLines(deployment: Deployment, manifest: Manifest | null): DraftLine[] {
  const { startUp, serviceTime } = writtenDefaults(deployment.resources);
  const remark = deployment.resources.gpus > 0 ? "assumed, for it has GPUs" : "assumed, for it has no GPUs";
  const pod = manifest?.kind === "deployment" ? manifest.deployment.spec.template.spec : null;
  const soonest = pod === null ? 0 : soonestReadySeconds(pod.containers);
  const start: DraftLine =
    soonest > mean(deployment.startUpSeconds)
      ? {
          key: "startUp",
          value: { median: `${soonest}s`, p99: `${2 * soonest}s` },
          remark: "assumed: the readinessProbe lets no pod be ready sooner than the median",
        }
      : { key: "startUp", value: startUp, remark };
  const llm = pod === null ? null : (servedModel(pod.containers, pod.nodeSelector ?? {})?.llm ?? null);
  if (llm !== null) {
    const model = { key: "serviceTime", value: { llm }, remark: "by the arguments of the container" };
    return [start, model];
  }
  // What a profile of a language model says is better than a guess.
  if (deployment.serviceTime.kind === "llm") return [start];
  return [start, { key: "serviceTime", value: serviceTime, remark }];
}

/** Requests a second that the replicas at the start can bear. */
function startRate(deployment: Deployment, startReplicas: Readonly<Record<string, number>>): number {
  const { scaling, name } = deployment;
  const own = Object.hasOwn(startReplicas, name) ? startReplicas[name] : undefined;
  const replicas =
    scaling.kind === "static"
      ? scaling.numReplicas
      : (own ?? Math.max(scaling.initialReplicas ?? scaling.minReplicas, 1));
  const slots = Math.min(deployment.maxOngoingRequests, mostSlots);
  return (loadShare * replicas * slots) / meanSeconds(deployment);
}

const usualInputTokens = mean(tokenDistributionSchema.parse({ median: 1020, p99: 4142 }));
const usualOutputTokens = mean(tokenDistributionSchema.parse({ median: 129, p99: 601 }));
/** A language model's time depends on its batch; a token is rarely faster than this. */
const llmTokenSeconds = 0.03;

function meanSeconds({ serviceTime }: Deployment): number {
  switch (serviceTime.kind) {
    case "distribution":
      return Math.max(mean(serviceTime.seconds), 0.001);
    case "tokens":
      return (
        serviceTime.baseSeconds +
        serviceTime.perInputTokenSeconds * usualInputTokens +
        serviceTime.perOutputTokenSeconds * usualOutputTokens +
        0.001
      );
    case "llm":
      return llmTokenSeconds * usualOutputTokens;
    default:
      return serviceTime satisfies never;
  }
}

/** To 1, 2 or 5 times a power of ten. */
function roundDown(rate: number): number {
  const power = 10 ** Math.floor(Math.log10(rate));
  const digits = rate / power;
  const round = digits >= 5 ? 5 : digits >= 2 ? 2 : 1;
  return Number((round * power).toPrecision(1));
}

function clusterLines(manifest: Manifest | null): DraftLine[] {
  const boot: DraftLine = {
    key: "bootTime",
    value: { median: "90s", p99: "240s" },
    remark: "assumed: from the request for a node to a node that takes replicas",
  };
  return [boot, idleLine(manifest)];
}

function idleLine(manifest: Manifest | null): DraftLine {
  if (manifest?.kind === "deployment") {
    return {
      key: "idleTime",
      value: "10m",
      remark: "assumed: Kubernetes' cluster autoscaler takes a node back that it has not needed for so long",
    };
  }
  const idle = manifest?.rayService.spec.rayClusterConfig.autoscalerOptions?.idleTimeoutSeconds;
  return idle == null
    ? { key: "idleTime", value: "5m", remark: "assumed: Ray's autoscaler releases an idle node after it" }
    : { key: "idleTime", value: `${idle}s`, remark: "idleTimeoutSeconds of the manifest" };
}

function updateLines(manifest: Manifest | null, image: "image_uri" | "containerfile"): DraftLine[] {
  return [
    { key: "at", value: `${updateAtSeconds / 60}m`, remark: "" },
    manifest === null ? surgeLine : strategyLine(manifest),
    {
      key: "config",
      value: { [image]: image === "image_uri" ? "example/image:next" : "./Containerfile.next" },
      remark: "what changes; or service: ./next.yaml, a whole config in place of this one",
    },
  ];
}

const surgeLine: DraftLine = {
  key: "max_surge_percent",
  value: 25,
  remark: "assumed; 100 is a full duplicate, the default of Anyscale",
};

function strategyLine(manifest: Manifest): DraftLine {
  if (manifest.kind === "ray-service") {
    // With None nothing would be rolled out, and a draft is to be played.
    const { options, remark } = strategyOfRayService(manifest.rayService);
    return { key: "strategy", value: { kubeRay: options }, remark };
  }
  const { written, remark } = strategyOfManifest(manifest);
  return { key: "strategy", value: written, remark };
}

/** Long enough for an upgrade in steps: each shift of traffic waits for its interval, and for replicas to start. */
function horizonHours(manifest: Manifest | null): number {
  if (manifest?.kind !== "ray-service") return usualHours;
  const { options } = strategyOfRayService(manifest.rayService);
  if (options.type !== "NewClusterWithIncrementalUpgrade") return usualHours;
  const { maxSurgePercent = 100, stepSizePercent, intervalSeconds } = options;
  const shares = kubeRaySequence(maxSurgePercent, stepSizePercent).map(
    ({ pendingTraffic }) => pendingTraffic,
  );
  const shifts = new Set(shares).size - 1;
  const seconds = updateAtSeconds + shifts * (intervalSeconds + replicaStartSeconds);
  return Math.min(Math.max(Math.ceil(seconds / 3600), usualHours), mostHours);
}

/** A name that a report's folder may have. */
function folderName(name: string): string {
  const plain = name
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "")
    .slice(0, 80);
  return plain === "" ? "rollout" : plain;
}
