import type { Distribution } from "../../engine/Distribution.ts";
import { sample } from "../../engine/sample.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { timeDistributionSchema } from "../../scenario/fields/timeDistributionSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** This share of the replicas dies a while after each begins to run (or is struck), and so do those that replace them. */
export interface CrashLoop {
  readonly kind: "crash-loop";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly percent: number;
  readonly lifetimeSeconds: Distribution;
  readonly durationSeconds: number | null;
}

const { version, deployment, percent, duration } = usualOptions;

/**
 * Replicas come up healthy, run for a while and crash; so do those that replace them. Whether a replica is struck and
 * how long it lives are drawn once for each. The end of the fault spares those that still run.
 */
export const crashLoop = defineFault({
  sentence:
    "A share of the replicas crashes a while after each begins to run, and so do those that replace them.",
  schema: faultSection("crash-loop", {
    version,
    deployment,
    percent: percent.default(100).describe("Share of the replicas."),
    lifetime: timeDistributionSchema
      .prefault({ mean: "60s" })
      .describe("From when a replica begins to run (or is struck) to its crash. Default: exponential, 60 s."),
    duration,
  }),
  compile: (written, scene): CrashLoop => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    percent: written.percent,
    lifetimeSeconds: written.lifetime,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`${effect.percent} % of the ${effect.version} replicas crash again and again`);
    let isOver = false;
    const undo = port.eachReplica(effect.version, effect.deployment, (replica) => {
      const isStruck = port.random() * 100 < effect.percent;
      const seconds = sample(effect.lifetimeSeconds, port.random);
      if (!isStruck) return;
      port.after(seconds, () => {
        if (!isOver) port.crashReplica(replica, "crashed (crash loop)");
      });
    });
    lastFor(port, effect.durationSeconds, () => {
      isOver = true;
      undo();
    });
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      percent: [30, 100],
      lifetime: [{ mean: 5 }, { mean: 40 }, { mean: 200 }],
      duration: usualSamples.duration,
    },
  ],
});
