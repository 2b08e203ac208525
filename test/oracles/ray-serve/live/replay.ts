import type { Deployment } from "../../../../src/serve/Deployment.ts";
import type { Scenario, ServiceVersion, TimedCommand } from "../../../../src/simulation/Scenario.ts";
import { buildDeployment } from "../../../simulation/buildDeployment.ts";
import { buildScenario, buildTraffic } from "../../../simulation/buildScenario.ts";
import { buildCluster, buildVersion, buildWorkerGroup } from "../../../simulation/buildVersion.ts";
import type { Recording } from "./readRecording.ts";

/**
 * The scenario that plays a recording again: the same arrivals, settings and commands. The service time is what requests
 * took in the first seconds, when no one waits: the sleep, and the way to the replica and back.
 */
export function replay(recording: Recording): Scenario {
  const { arrivalSeconds } = recording.requests;
  const none = new Float64Array(arrivalSeconds.length);
  const trace = { arrivalSeconds: Float64Array.from(arrivalSeconds), inputTokens: none, outputTokens: none };
  return buildScenario({
    name: "live",
    horizonSeconds: recording.endSeconds,
    timelineIntervalSeconds: 0.25,
    replacements: "at-once",
    primary: version(recording, 100),
    traffic: [buildTraffic({ deployment: "Sleeper", arrivals: { kind: "trace", trace } })],
    commands: commands(recording),
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
export function quietServiceSeconds({ requests }: Recording): number {
  const quiet = requests.latencySeconds.filter((_, index) => (requests.arrivalSeconds[index] ?? 0) < 20);
  return quiet.reduce((sum, seconds) => sum + seconds, 0) / quiet.length;
}

function commands(recording: Recording): readonly TimedCommand[] {
  let capacityPercent = 100;
  return recording.commands.flatMap(({ kind, atSeconds, value }): readonly TimedCommand[] => {
    if (kind === "kill-replica") return [];
    if (kind === "target-capacity") capacityPercent = value ?? 100;
    const restarts = kind === "heavyweight-update" ? ["Sleeper"] : [];
    return [
      {
        atSeconds,
        command: { kind: "update-in-place", version: version(recording, capacityPercent), restarts },
      },
    ];
  });
}

/** `target_capacity` scales the bounds, which is all that it does to an autoscaled deployment. */
function version(recording: Recording, capacityPercent: number): ServiceVersion {
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
    startUpSeconds: { kind: "fixed", value: recording.startUpSeconds },
    serviceTime: { kind: "distribution", seconds: { kind: "fixed", value: quietServiceSeconds(recording) } },
  });
  const instanceType = { name: "cpu-32", cpus: 32, gpus: 0, pricePerHour: 1 };
  const workerGroups = [buildWorkerGroup({ name: "cpu", instanceType, minNodes: 1, maxNodes: 1 })];
  return buildVersion({ deployments: [deployment], cluster: buildCluster({ workerGroups }) });
}
