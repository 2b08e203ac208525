import { durationSchema } from "../../scenario/fields/durationSchema.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** What handles report to the autoscaler arrives late, or (this share of it) not at all. */
export interface MetricsOutage {
  readonly kind: "metrics-outage";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly lostPercent: number;
  readonly delaySeconds: number;
  readonly durationSeconds: number | null;
}

const { version, deployment, percent, duration } = usualOptions;

/** The autoscaler's reports come late, or some of them never. It takes one that is missing for too long for no load. */
export const metricsOutage = defineFault({
  sentence:
    "Reports to the autoscaler come late or are lost, and it takes one that is missing for too long for no load.",
  schema: faultSection("metrics-outage", {
    version,
    deployment,
    lostPercent: percent.default(100).describe("Share of the reports to the autoscaler that are lost."),
    delay: durationSchema.prefault("0s").describe("How late the others come."),
    duration,
  }),
  compile: (written, scene): MetricsOutage => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    lostPercent: written.lostPercent,
    delaySeconds: written.delay,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const { lostPercent, delaySeconds } = effect;
    port.log(
      `of the ${effect.version}'s autoscaling metrics ${lostPercent} % are lost, the others come ${delaySeconds} s late`,
    );
    lastFor(
      port,
      effect.durationSeconds,
      port.disturbMetrics(effect.version, effect.deployment, { lostPercent, delaySeconds }),
    );
  },
  idleReason(effect, { deployments }) {
    const aimed = deployments.filter(({ name }) => effect.deployment === null || effect.deployment === name);
    return aimed.every(({ scaling }) => scaling.kind === "static") ? "nothing of it is autoscaled" : null;
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      lostPercent: [0, 50, 100],
      delay: [0, 5, 40],
      duration: usualSamples.duration,
    },
  ],
});
