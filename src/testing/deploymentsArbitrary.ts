import * as fc from "fast-check";
import type { PlannedDeployment } from "../strategies/capacity/PlannedDeployment.ts";

/** Names that a careless lookup would get wrong are among them. */
const names = fc
  .oneof(
    { weight: 4, arbitrary: fc.constantFrom("chat", "embed", "rank", "app#chat") },
    { weight: 1, arbitrary: fc.constantFrom("__proto__", "constructor", "toString", " ") },
  )
  .filter((name) => name.trim() !== "");

const counts = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 12 }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 300 }) },
  { weight: 1, arbitrary: fc.constantFrom(99, 100, 101, 1_000_000_000) },
);

const gpus = fc.constantFrom(undefined, 0, 0.0001, 0.25, 1, 8);

const scalings = fc.oneof(
  counts.map((numReplicas) => ({ numReplicas })),
  fc.tuple(counts, counts, fc.option(counts, { nil: undefined })).map(([one, other, between]) => {
    const minReplicas = Math.min(one, other);
    const maxReplicas = Math.max(one, other, 1);
    const autoscaling = { minReplicas, maxReplicas };
    if (between === undefined) {
      return { autoscaling };
    }
    const initialReplicas = Math.min(Math.max(between, minReplicas), maxReplicas);
    return { autoscaling: { ...autoscaling, initialReplicas } };
  }),
);

/** Half without gangs; those with have counts of whole gangs. */
const gangSizes = fc.option(fc.constantFrom(1, 2, 3, 7), { nil: undefined });

const deployments: fc.Arbitrary<PlannedDeployment> = fc
  .tuple(names, scalings, gpus, gangSizes)
  .map(([name, scaling, gpusPerReplica, gangSize]) => ({
    name,
    ...(gangSize === undefined ? scaling : inGangs(scaling, gangSize)),
    ...(gpusPerReplica === undefined ? {} : { gpusPerReplica }),
    ...(gangSize === undefined ? {} : { gangSize }),
  }));

type Scaling =
  | { readonly numReplicas: number }
  | Pick<Extract<PlannedDeployment, { readonly autoscaling: unknown }>, "autoscaling">;

function inGangs(scaling: Scaling, gangSize: number): Scaling {
  const whole = (count: number) => Math.floor(count / gangSize) * gangSize;
  if ("numReplicas" in scaling) return { numReplicas: whole(scaling.numReplicas) };
  const { minReplicas, maxReplicas, initialReplicas } = scaling.autoscaling;
  const autoscaling = {
    minReplicas: whole(minReplicas),
    maxReplicas: Math.max(gangSize, whole(maxReplicas)),
  };
  return {
    autoscaling:
      initialReplicas === undefined
        ? autoscaling
        : { ...autoscaling, initialReplicas: whole(initialReplicas) },
  };
}

/**
 * Up to four deployments with different names as the planner takes them, static and autoscaled, most of them small, with
 * and without GPUs. `minimum` deployments at least (default 0).
 */
export function deploymentsArbitrary(
  options: { readonly minimum?: number } = {},
): fc.Arbitrary<readonly PlannedDeployment[]> {
  return fc.uniqueArray(deployments, {
    minLength: options.minimum ?? 0,
    maxLength: 4,
    selector: ({ name }) => name,
  });
}
