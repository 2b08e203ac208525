import type { Distribution } from "../../../../src/engine/Distribution.ts";
import type { Deployment } from "../../../../src/serve/Deployment.ts";
import type { RoutingSettings } from "../../../../src/serve/routing/RoutingSettings.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../../../../src/simulation/Scenario.ts";
import { buildDeployment } from "../../../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../../../simulation/buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../../../simulation/buildVersion.ts";
import type { Recording } from "./readRecording.ts";

/** Ray Serve's own router, as fast as that of the recording was. */
export function rayRouting({ router }: Recording): RoutingSettings {
  const { latencyQuantilesSeconds: values, messageSeconds } = router;
  const percents = values.map((_, index) => (100 * index) / (values.length - 1));
  const latencySeconds: Distribution = { kind: "quantiles", percents, values };
  return { policy: "power-of-two", locality: "none", probes: { latencySeconds, messageSeconds } };
}

/**
 * The scenario that plays a recording again: the same arrivals, settings and commands. Service times are drawn from what
 * requests took in the first seconds, when no one waits (the sleep, and the way to the replica and back), start-ups from
 * those recorded. The seed is for these draws and for the router's.
 */
export function replay(
  recording: Recording,
  {
    routing = rayRouting(recording),
    seed = "live",
  }: { readonly routing?: RoutingSettings; readonly seed?: string } = {},
): Scenario {
  const { arrivalSeconds } = recording.requests;
  const none = new Float64Array(arrivalSeconds.length);
  const trace = { arrivalSeconds: Float64Array.from(arrivalSeconds), inputTokens: none, outputTokens: none };
  return buildScenario({
    name: "live",
    seed,
    horizonSeconds: recording.endSeconds,
    timelineIntervalSeconds: 0.25,
    replacements: "at-once",
    primary: version(recording, routing, 100),
    traffic: [buildTraffic({ deployment: "Sleeper", arrivals: { kind: "trace", trace } })],
    commands: commands(recording, routing),
    faults: recording.commands
      .filter(({ kind }) => kind === "kill-replica")
      .map(({ atSeconds }) => ({
        name: "kill",
        trigger: { kind: "at", atSeconds },
        effect: { kind: "replica-crash", version: "primary", deployment: null, count: 1 },
      })),
  });
}

/** Seconds of a request that does not wait. */
function quietServiceSeconds({ requests }: Recording): Distribution {
  return spreadOf(requests.latencySeconds.filter((_, index) => (requests.arrivalSeconds[index] ?? 0) < 20));
}

/** From a replica that starts to one that runs, as samples saw it: both sides are late by the same on average. */
function startUpSeconds({ replicas, startUpSeconds: slept }: Recording): Distribution {
  const seen = replicas.flatMap(({ STARTING, RUNNING }) =>
    STARTING === undefined || RUNNING === undefined ? [] : [RUNNING - STARTING],
  );
  return seen.length === 0 ? { kind: "fixed", value: slept } : spreadOf(seen);
}

function spreadOf(values: readonly number[]): Distribution {
  const sorted = [...values].sort((a, b) => a - b);
  const percents = Array.from({ length: 21 }, (_, index) => 5 * index);
  return {
    kind: "quantiles",
    percents,
    values: percents.map((percent) => sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? 0),
  };
}

function commands(recording: Recording, routing: RoutingSettings): readonly TimedCommand[] {
  let capacityPercent = 100;
  return recording.commands.flatMap(({ kind, atSeconds, value }): readonly TimedCommand[] => {
    if (kind === "kill-replica") return [];
    if (kind === "target-capacity") capacityPercent = value ?? 100;
    const restarts = kind === "heavyweight-update" ? ["Sleeper"] : [];
    return [
      {
        atSeconds,
        command: { kind: "update-in-place", version: version(recording, routing, capacityPercent), restarts },
      },
    ];
  });
}

/** `target_capacity` scales the bounds, which is all that it does to an autoscaled deployment. */
function version(recording: Recording, routing: RoutingSettings, capacityPercent: number): ServiceVersion {
  const { autoscaling } = recording;
  const adjusted = (replicas: number) => Math.max(1, Math.floor((replicas * capacityPercent) / 100 + 0.5));
  const deployment: Deployment = buildDeployment({
    name: "Sleeper",
    scaling: {
      kind: "autoscaling",
      minReplicas: adjusted(autoscaling.min_replicas),
      maxReplicas: adjusted(autoscaling.max_replicas),
      initialReplicas: null,
      targetOngoingRequests: autoscaling.target_ongoing_requests,
      upscaleDelaySeconds: autoscaling.upscale_delay_s,
      downscaleDelaySeconds: autoscaling.downscale_delay_s,
      downscaleToZeroDelaySeconds: autoscaling.downscale_delay_s,
      metricsIntervalSeconds: autoscaling.metrics_interval_s,
      lookBackPeriodSeconds: autoscaling.look_back_period_s,
      upscalingFactor: 1,
      downscalingFactor: 1,
    },
    maxOngoingRequests: recording.maxOngoingRequests,
    gracefulShutdownWaitLoopSeconds: recording.gracefulShutdownWaitLoopSeconds,
    resources: { cpus: 1, gpus: 0 },
    routing,
    startUpSeconds: startUpSeconds(recording),
    serviceTime: { kind: "distribution", seconds: quietServiceSeconds(recording) },
  });
  const instanceType = { name: "cpu-32", cpus: 32, gpus: 0, pricePerHour: 1 };
  const workerGroups = [buildWorkerGroup({ name: "cpu", instanceType, minNodes: 1, maxNodes: 1 })];
  return buildVersion({ deployments: [deployment], cluster: buildCluster({ workerGroups }) });
}
