import * as fc from "fast-check";
import type { DeploymentConfig } from "../../scenario/schema/deploymentConfigSchema.ts";
import type { ApplicationConfig } from "../../scenario/schema/serviceConfigSchema.ts";
import type { WrittenScenario } from "../../scenario/yaml/printScenario.ts";
import { trafficPatternArbitrary } from "../trafficPatternArbitrary.ts";
import type { ApplicationOutline } from "./applicationsArbitrary.ts";
import { behaviourArbitrary } from "./behaviourArbitrary.ts";
import { deploymentConfigArbitrary, scalingArbitrary } from "./deploymentConfigArbitrary.ts";
import { optionally } from "./optionally.ts";
import { strategyArbitraries } from "./strategyArbitraries.ts";

type Update = NonNullable<WrittenScenario["update"]>;
type Deploy = Omit<Update, "at">;
type Scaling = Pick<DeploymentConfig, "num_replicas" | "autoscaling_config">;

const surge = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(10, 25, 50, 100));

/** What changes: numbers of replicas (lightweight in place), or code (heavyweight). */
function configArbitrary(
  applications: readonly ApplicationOutline[],
): fc.Arbitrary<NonNullable<Deploy["config"]>> {
  return fc.constantFrom(...applications).chain(({ name, deployments, routePrefix }) =>
    applicationArbitrary(deployments).map((application) => {
      // The only application of a service needs no name.
      if (applications.length === 1) return { applications: [application] };
      if (name === applications[0]?.name) return { applications: [{ name, ...application }] };
      // A deploy before may have taken it away: then it comes as a whole.
      const whole = {
        name,
        import_path: "old:app",
        ...(routePrefix === undefined ? {} : { route_prefix: routePrefix }),
      };
      return { applications: [{ ...whole, ...application }] };
    }),
  );
}

function applicationArbitrary(deployments: readonly string[]) {
  const scaled = fc
    .tuple(fc.constantFrom(...deployments), scalingArbitrary())
    .map(([name, scaling]) => ({ deployments: [{ name, ...withoutOldInitial(scaling) }] }));
  const code = fc.constantFrom("new:app", "newer:app").map((import_path) => ({ import_path }));
  return fc.oneof(
    scaled,
    code,
    fc.tuple(scaled, code).map(([one, other]) => ({ ...one, ...other })),
  );
}

/** Whole applications in the place of those before: of some deployments the config says nothing any more, one may be new. */
function serviceArbitrary(
  applications: readonly ApplicationOutline[],
): fc.Arbitrary<{ applications: ApplicationConfig[] }> {
  const [first, ...others] = applications;
  if (first === undefined) throw new Error("a service has an application");
  const whole = (outline: ApplicationOutline, names: readonly string[], least: number) =>
    fc
      .tuple(fc.subarray([...names], { minLength: least }), fc.constantFrom("old:app", "new:app"))
      .chain(([kept, import_path]) =>
        fc.tuple(...kept.map(deploymentConfigArbitrary)).map((deployments) => ({
          name: outline.name,
          import_path,
          ...(outline.routePrefix === undefined ? {} : { route_prefix: outline.routePrefix }),
          deployments,
        })),
      );
  const rest = fc
    .subarray([...others])
    .chain((kept) => fc.tuple(...kept.map((outline) => whole(outline, outline.deployments, 1))));
  return fc
    .tuple(whole(first, [...first.deployments, "late"], 1), rest)
    .map(([one, more]) => ({ applications: [one, ...more] }));
}

/** A change is laid over what was there: an old initial number that no longer fits the bounds has to go. */
function withoutOldInitial(scaling: Scaling): Scaling {
  const { autoscaling_config } = scaling;
  return autoscaling_config == null
    ? scaling
    : { autoscaling_config: { initial_replicas: null, ...autoscaling_config } };
}

/** An update as a rollout: constrained or full surge, automatic or manual, with every setting. */
export function rolloutArbitrary(applications: readonly ApplicationOutline[]): fc.Arbitrary<Deploy> {
  const deployments = applications.flatMap((application) => application.deployments);
  const control = fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 100 }).map((canary_percent) => ({ canary_percent })) },
    { weight: 1, arbitrary: fc.boolean().map((auto_complete_rollout) => ({ auto_complete_rollout })) },
  );
  const settings = optionally<
    Required<
      Omit<
        Deploy,
        "in_place" | "strategy" | "canary_percent" | "auto_complete_rollout" | "service" | "config"
      >
    >
  >({
    deployments: fc
      .tuple(fc.constantFrom(...deployments), behaviourArbitrary())
      .map(([name, behaviour]) => ({ [name]: behaviour })),
    max_surge_percent: surge,
    timeout: fc.constantFrom(30, 600, "120m"),
    trafficPattern: fc.oneof(
      fc.constantFrom("aws" as const, "gcp" as const),
      trafficPatternArbitrary().map((shares) => [...shares]),
    ),
    trafficInterval: fc.constantFrom(0, 1, 20),
    rounding: fc.constantFrom("up" as const, "half-up" as const),
    hold: fc.constantFrom(0, 1, 30),
    connectionDrain: fc.constantFrom(0, 5, 300),
    unhealthyGrace: fc.constantFrom(0, 5, 60),
  });
  const whatChanges = fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: configArbitrary(applications).map((config) => ({ config })) },
    { weight: 2, arbitrary: serviceArbitrary(applications).map((service) => ({ service })) },
  );
  const onAnyscale = fc
    .tuple(control, whatChanges, settings)
    .map(([one, change, other]) => ({ ...one, ...change, ...other }));
  const elsewhere = fc
    .tuple(strategyArbitrary(), whatChanges)
    .map(([strategy, change]) => ({ strategy, ...change }));
  return fc.oneof({ weight: 7, arbitrary: onAnyscale }, { weight: 2, arbitrary: elsewhere });
}

/** A strategy by its name, with options that it takes. */
function strategyArbitrary(): fc.Arbitrary<Required<Deploy>["strategy"]> {
  return fc.oneof(
    ...Object.entries(strategyArbitraries).map(([kind, arbitrary]) =>
      arbitrary().map((options) => ({ [kind]: options })),
    ),
  );
}

/** An update of the running cluster, light or heavy. */
export function inPlaceArbitrary(applications: readonly ApplicationOutline[]): fc.Arbitrary<Deploy> {
  return fc.oneof(
    { weight: 2, arbitrary: configArbitrary(applications).map((config) => ({ in_place: true, config })) },
    { weight: 1, arbitrary: serviceArbitrary(applications).map((service) => ({ in_place: true, service })) },
  );
}
