import type { z } from "zod";
import type { kubeRayOptionsSchema } from "../../strategies/kubeRay/kubeRayOptionsSchema.ts";
import type { RayService } from "./rayServiceSchema.ts";

/** How a `RayService` is upgraded, as a scenario writes it. */
export interface StrategyOfRayService {
  readonly options: z.input<typeof kubeRayOptionsSchema>;
  /** Where it is from; it begins with "assumed" where the manifest leaves something open. */
  readonly remark: string;
}

/** ray-operator v1.7.0, `RayClusterDeletionDelaySeconds` and `MaxSurgePercent`: what counts where the manifest is silent. */
const usual = { deletionDelaySeconds: 60, maxSurgePercent: 100 };
/** For fields that KubeRay demands and has no default of. */
const assumedStepPercent = 10;
const assumedIntervalSeconds = 30;

/** The options of KubeRay that a manifest selects, with everything that they leave to a default. */
export function strategyOfRayService({ spec }: RayService): StrategyOfRayService {
  const deletionDelaySeconds = spec.rayClusterDeletionDelaySeconds ?? usual.deletionDelaySeconds;
  const type = spec.upgradeStrategy?.type ?? null;
  const newCluster = { type: "NewCluster", deletionDelaySeconds } as const;
  switch (type) {
    case "NewClusterWithIncrementalUpgrade":
      return inSteps(spec.upgradeStrategy?.clusterUpgradeOptions ?? {}, deletionDelaySeconds);
    case "NewCluster":
      return {
        options: newCluster,
        remark: "upgradeStrategy of the manifest: KubeRay starts a whole second cluster",
      };
    case "None":
      return {
        options: newCluster,
        remark:
          "assumed: with the manifest's upgradeStrategy None KubeRay rolls nothing out; this is how its default would",
      };
    case null:
      return {
        options: newCluster,
        remark: "the manifest names no upgradeStrategy; by default KubeRay starts a whole second cluster",
      };
    default:
      return type satisfies never;
  }
}

type UpgradeOptions = NonNullable<
  NonNullable<RayService["spec"]["upgradeStrategy"]>["clusterUpgradeOptions"]
>;

function inSteps(written: UpgradeOptions, deletionDelaySeconds: number): StrategyOfRayService {
  const maxSurgePercent = written.maxSurgePercent ?? usual.maxSurgePercent;
  const step = stepWithin(written.stepSizePercent ?? null, maxSurgePercent);
  const interval = intervalOf(written.intervalSeconds ?? null);
  const guesses = [step.guess, interval.guess].filter((guess) => guess !== null);
  const never =
    maxSurgePercent === 0 || step.value === 0
      ? `; with ${maxSurgePercent === 0 ? "maxSurgePercent" : "stepSizePercent"} 0 KubeRay never moves`
      : "";
  return {
    options: {
      type: "NewClusterWithIncrementalUpgrade",
      maxSurgePercent,
      stepSizePercent: step.value,
      intervalSeconds: interval.value,
      deletionDelaySeconds,
    },
    remark:
      guesses.length === 0
        ? `upgradeStrategy of the manifest${never}`
        : `assumed: ${guesses.join(", and ")}; the rest is of the manifest${never}`,
  };
}

interface Guessed {
  readonly value: number;
  /** `null`: it is the manifest's. */
  readonly guess: string | null;
}

/** ray-operator, `ValidateClusterUpgradeOptions`: there must be a step, and it is at most the surge. */
function stepWithin(written: number | null, maxSurgePercent: number): Guessed {
  if (written === null) {
    return {
      value: Math.min(assumedStepPercent, maxSurgePercent),
      guess: "stepSizePercent, without which KubeRay refuses the manifest",
    };
  }
  if (written <= maxSurgePercent) return { value: written, guess: null };
  return {
    value: maxSurgePercent,
    guess: `stepSizePercent, for KubeRay refuses the manifest's ${written}, which is above maxSurgePercent`,
  };
}

/** ray-operator, `ValidateClusterUpgradeOptions`: there must be an interval, above 0. */
function intervalOf(written: number | null): Guessed {
  if (written !== null && written > 0) return { value: written, guess: null };
  const reason =
    written === null
      ? "without which KubeRay refuses the manifest"
      : `for KubeRay refuses the manifest's ${written}`;
  return { value: assumedIntervalSeconds, guess: `intervalSeconds, ${reason}` };
}
