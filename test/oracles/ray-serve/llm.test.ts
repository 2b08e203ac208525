import { describe, expect, it } from "vitest";
import { z } from "zod";
import { buildApplications } from "../../../src/scenario/compile/buildApplications.ts";
import { compileDeployment } from "../../../src/scenario/compile/compileDeployment.ts";
import type { Sourced } from "../../../src/scenario/compile/SourcedService.ts";
import { sourceService } from "../../../src/scenario/compile/sourceService.ts";
import { newestRelease } from "../../../src/scenario/keys/RayRelease.ts";
import type { Reporter } from "../../../src/scenario/problems/Reporter.ts";
import type { DeploymentConfig } from "../../../src/scenario/schema/deploymentConfigSchema.ts";
import { serviceConfigSchema } from "../../../src/scenario/schema/serviceConfigSchema.ts";
import { readVectors } from "./readVectors.ts";

const described = z.object({
  name: z.string(),
  num_replicas: z.number().nullable(),
  autoscaling: z.array(z.number().nullable()).nullable(),
  max_ongoing_requests: z.number(),
  max_queued_requests: z.number(),
  health_check: z.array(z.number()),
  graceful_shutdown: z.array(z.number()),
  max_constructor_retry_count: z.number(),
  rolling_update: z.array(z.number()),
  ray_actor_options: z.record(z.string(), z.unknown()),
  bundles: z.array(z.record(z.string(), z.number())).nullable(),
  strategy: z.string().nullable(),
  max_replicas_per_node: z.number().nullable(),
  gang: z.array(z.unknown()).nullable(),
});
/** Beside autoscaling the package keeps a number that plays no part; bounds become whole gangs only when it runs. */
const deployment = described.transform((each) => {
  if (each.autoscaling === null) return each;
  const gangSize = z.number().parse(each.gang?.[0] ?? 1);
  const autoscaling = each.autoscaling.map((value, index) =>
    value === null || index > 2 ? value : Math.ceil(value / gangSize) * gangSize,
  );
  return { ...each, num_replicas: null, autoscaling };
});
const { applications } = readVectors("llm", {
  /** The builder, its arguments, and what it makes; null where it refuses. */
  applications: z.array(
    z.tuple([
      z.string(),
      z.unknown(),
      z
        .object({ ingress: z.string(), listed: z.array(z.unknown()), deployments: z.array(deployment) })
        .nullable(),
    ]),
  ),
});

type Vector = z.output<typeof deployment>;

/** The deployments of an application as we make them, and what we refuse of it. */
function build(importPath: string, args: unknown, listed: readonly unknown[]) {
  const problems: string[] = [];
  const reporter: Reporter = {
    problem: (path, message) => problems.push(`${path.join(".")}: ${message}`),
    warning() {},
    note() {},
  };
  const config = serviceConfigSchema.parse({
    applications: [{ import_path: importPath, args, deployments: listed }],
  });
  const written = sourceService(config, [], reporter);
  const { first } = buildApplications({ first: written, orders: [] }, () => null, reporter);
  const [application] = first.applications;
  const made = application!.deployments.map((each) => describeDeployment(each, reporter));
  return { problems, made, built: application!.built };
}

/** With Ray Serve's defaults, as the package tells its own. */
function describeDeployment(source: Sourced<DeploymentConfig>, reporter: Reporter): Vector {
  const { value: config } = source;
  const compiled = compileDeployment(
    source,
    {
      name: config.name,
      application: "app",
      behaviour: {},
      requestTimeoutSeconds: null,
      release: newestRelease,
      platform: null,
    },
    reporter,
  );
  const { scaling } = compiled;
  const gang = config.gang_scheduling_config;
  return {
    name: config.name,
    num_replicas: scaling.kind === "static" ? scaling.numReplicas : null,
    autoscaling:
      scaling.kind === "static"
        ? null
        : [
            scaling.minReplicas,
            scaling.maxReplicas,
            scaling.initialReplicas,
            scaling.targetOngoingRequests,
            scaling.upscaleDelaySeconds,
            scaling.downscaleDelaySeconds,
            config.autoscaling_config?.downscale_to_zero_delay_s ?? null,
            scaling.metricsIntervalSeconds,
            scaling.lookBackPeriodSeconds,
            scaling.upscalingFactor,
            scaling.downscalingFactor,
          ],
    max_ongoing_requests: compiled.maxOngoingRequests,
    max_queued_requests: compiled.maxQueuedRequests ?? -1,
    health_check: [compiled.healthCheckPeriodSeconds, compiled.healthCheckTimeoutSeconds],
    graceful_shutdown: [compiled.gracefulShutdownTimeoutSeconds, compiled.gracefulShutdownWaitLoopSeconds],
    max_constructor_retry_count: z.number().parse(config.max_constructor_retry_count ?? 20),
    rolling_update: [config.rolling_update_percentage ?? 0.2, config.max_surge_percent ?? 0],
    // The package fills in one CPU.
    ray_actor_options: { num_cpus: 1, ...config.ray_actor_options },
    bundles: config.placement_group_bundles ?? null,
    strategy: config.placement_group_strategy ?? null,
    max_replicas_per_node: config.max_replicas_per_node ?? null,
    gang: gang == null ? null : [gang.gang_size, gang.gang_placement_strategy, gang.runtime_failure_policy],
  };
}

/**
 * What is refused only later: beside explicit bundles the builder does not look at the sizes, and replicas that the config lists
 * over a builder's gangs are counted when they are deployed.
 */
function isRefusedLater(problem: string): boolean {
  return /parallel_size: found .*expected a whole number|must be a multiple of gang_size/.test(problem);
}

/** A key of older versions, which gets a warning. */
function isOld(args: unknown): boolean {
  return JSON.stringify(args).includes('"resources_per_bundle"');
}

describe("applications of language models", () => {
  it("have the deployments that the package's builders make, option by option", () => {
    let compared = 0;
    for (const [importPath, args, answer] of applications) {
      if (answer === null) continue;
      const what = JSON.stringify([importPath, args, answer.listed]);
      const { problems, made, built } = build(importPath, args, answer.listed);
      if (problems.some(isRefusedLater)) continue;
      expect(problems, what).toEqual([]);
      expect(made, what).toEqual(answer.deployments);
      expect(built?.get(answer.ingress)?.role.kind, what).toBe("ingress");
      compared += made.length;
    }
    expect(applications.filter(([, , answer]) => answer !== null).length).toBeGreaterThan(150);
    expect(compared).toBeGreaterThan(350);
  });

  it("are refused where the package refuses them", () => {
    const taken = applications.filter(
      ([importPath, args, answer]) =>
        answer === null && !isOld(args) && build(importPath, args, []).problems.length === 0,
    );
    expect(taken.map(([importPath, args]) => JSON.stringify([importPath, args]))).toEqual([]);
  });
});
