import { describe, expect, it } from "vitest";
import { z } from "zod";
import { countSurge } from "../../../src/serve/controller/countSurge.ts";
import { countToStop } from "../../../src/serve/controller/countToStop.ts";
import { planInPlace } from "../../../src/strategies/inPlace/planInPlace.ts";
import { readVectors } from "./readVectors.ts";

const count = z.number();
const rollouts = readVectors("inPlaceRollouts", {
  rollouts: z.array(
    z.tuple([
      count,
      count,
      z.number(),
      z.number(),
      z.array(z.tuple([count, count, count, count, count, count, count, count])),
    ]),
  ),
}).rollouts;
const withoutSurge = rollouts.filter(([, , , surge]) => surge === 0);
const withSurge = rollouts.filter(([, , , surge]) => surge > 0);

const changes = readVectors("inPlaceChanges", {
  changes: z.array(z.tuple([z.string(), z.boolean(), z.boolean(), z.boolean(), z.boolean()])),
  codeVersion: z.array(z.tuple([z.string(), z.boolean()])),
});

describe("a heavyweight in-place update", () => {
  it("stops as many old replicas at every control loop as Ray Serve does", () => {
    let looks = 0;
    for (const [replicas, targetReplicas, rollingUpdateShare, , steps] of withoutSurge) {
      for (const [index, step] of steps.entries()) {
        const [, newRunning, oldRunning, oldStopping, , stopped] = step;
        const counted = countToStop({
          targetReplicas,
          rollingUpdateShare,
          newRunning,
          oldRunning,
          oldStopping,
        });
        expect(counted, `${replicas} to ${targetReplicas}, step ${index}`).toBe(stopped);
        looks++;
      }
    }
    expect(withoutSurge.length).toBeGreaterThan(300);
    expect(looks).toBeGreaterThan(2_000);
  });

  it("starts replicas up to the target beside those that still stop", () => {
    for (const [, targetReplicas, , , steps] of withoutSurge) {
      for (const [newStarting, newRunning, oldRunning, , , stopped, started, downscaled] of steps) {
        const missing = targetReplicas - newStarting - newRunning - (oldRunning - stopped);
        expect(started - downscaled).toBe(missing);
      }
    }
  });
});

describe("a heavyweight in-place update with a surge of the deployment's own", () => {
  it("starts and stops as many replicas at every control loop as Ray Serve does", () => {
    let looks = 0;
    for (const [replicas, targetReplicas, rollingUpdateShare, surgePercent, steps] of withSurge) {
      for (const [index, step] of steps.entries()) {
        const [newStarting, newRunning, oldRunning, , , stopped, started] = step;
        // Without old replicas it is no update any more.
        if (oldRunning === 0) continue;
        const moves = countSurge({
          targetReplicas,
          rollingUpdateShare,
          surgePercent,
          newActive: newStarting + newRunning,
          newRunning,
          oldStarting: 0,
          oldRunning,
          countedStopping: 0,
        });
        expect(moves, `${replicas} to ${targetReplicas}, step ${index}`).toEqual({
          start: started,
          stopStarting: 0,
          stopRunning: stopped,
        });
        looks++;
      }
    }
    expect(withSurge.length).toBeGreaterThan(70);
    expect(looks).toBeGreaterThan(1_000);
  });
});

describe("what an in-place update restarts", () => {
  it.each(changes.changes.filter(([option]) => option in examples))(
    "%s: as Ray Serve's deployment version says",
    (option, restarts) => {
      expect(restartsDeployment(option)).toBe(restarts || codeVersionChanges(option));
    },
  );

  it.each(changes.codeVersion.filter(([option]) => option in applicationExamples))(
    "%s of an application: as Ray Serve's code version says",
    (option, restarts) => {
      const change = applicationExamples[option as keyof typeof applicationExamples];
      const plan = planInPlace(serviceOf({}), {
        name: "s",
        applications: [{ ...application({}), ...change }],
      });
      expect("restartedApplications" in plan && plan.restartedApplications.length > 0).toBe(restarts);
    },
  );
});

describe("where Ray Serve's code version goes further than its documents", () => {
  it("restarts the application when autoscaling_config comes or goes, which the documents call lightweight", () => {
    expect(codeVersionChanges("autoscaling_config added")).toBe(true);
    const after = { autoscaling_config: { min_replicas: 1, max_replicas: 5 } };
    expect(planInPlace(serviceOf({}), serviceOf(after)).kind).toBe("lightweight");
  });
});

/** A change of each option, on a deployment that has none of them. */
const examples: Readonly<Record<string, readonly [before: object, after: object]>> = {
  num_replicas: [{ num_replicas: 2 }, { num_replicas: 3 }],
  max_ongoing_requests: [{}, { max_ongoing_requests: 7 }],
  max_queued_requests: [{}, { max_queued_requests: 7 }],
  user_config: [{}, { user_config: { a: 1 } }],
  graceful_shutdown_timeout_s: [{}, { graceful_shutdown_timeout_s: 7 }],
  graceful_shutdown_wait_loop_s: [{}, { graceful_shutdown_wait_loop_s: 7 }],
  health_check_period_s: [{}, { health_check_period_s: 7 }],
  health_check_timeout_s: [{}, { health_check_timeout_s: 7 }],
  logging_config: [{}, { logging_config: { log_level: "DEBUG" } }],
  request_router_config: [{}, { request_router_config: { request_router_kwargs: { a: 1 } } }],
  max_constructor_retry_count: [{}, { max_constructor_retry_count: 3 }],
  rolling_update_percentage: [{}, { rolling_update_percentage: 0.5 }],
  max_surge_percent: [{}, { max_surge_percent: 50 }],
  backpressure_config: [{}, { backpressure_config: { status_code: 429 } }],
  gang_scheduling_config: [{}, { gang_scheduling_config: { gang_size: 2 } }],
  ray_actor_options: [{ ray_actor_options: { num_cpus: 1 } }, { ray_actor_options: { num_cpus: 2 } }],
  placement_group_bundles: [{}, { placement_group_bundles: [{ CPU: 1 }] }],
  placement_group_strategy: [{}, { placement_group_strategy: "SPREAD" }],
  max_replicas_per_node: [{}, { max_replicas_per_node: 2 }],
  ...Object.fromEntries(
    [
      ["min_replicas", 2],
      ["max_replicas", 9],
      ["initial_replicas", 3],
      ["target_ongoing_requests", 4],
      ["upscale_delay_s", 7],
      ["downscale_delay_s", 7],
      ["upscaling_factor", 0.5],
      ["metrics_interval_s", 7],
      ["look_back_period_s", 77],
    ].map(([field, value]) => [
      `autoscaling_config.${field}`,
      [
        { autoscaling_config: { min_replicas: 1, max_replicas: 5 } },
        { autoscaling_config: { min_replicas: 1, max_replicas: 5, [String(field)]: value } },
      ],
    ]),
  ),
};

const applicationExamples = {
  import_path: { import_path: "a:c" },
  runtime_env: { runtime_env: { env_vars: { A: "1" } } },
  args: { args: { a: 1 } },
  route_prefix: { route_prefix: "/a" },
  logging_config: { logging_config: { log_level: "DEBUG" } },
  external_scaler_enabled: { external_scaler_enabled: true },
  autoscaling_policy: { autoscaling_policy: { policy_function: "a:c" } },
} as const;

function restartsDeployment(option: string): boolean {
  const [before, after] = examples[option] ?? [{}, {}];
  const plan = planInPlace(serviceOf(before), serviceOf(after));
  return "restarts" in plan && plan.restarts.length > 0;
}

/** A deployment also restarts where its application's code version changes. */
function codeVersionChanges(option: string): boolean {
  return changes.codeVersion.some(([name, changed]) => name === `deployments.${option}` && changed);
}

function serviceOf(deployment: object) {
  return { name: "s", applications: [application(deployment)] };
}

function application(deployment: object) {
  return {
    name: "a",
    import_path: "a:b",
    route_prefix: "/",
    deployments: [{ name: "D", ...deployment }],
  };
}
