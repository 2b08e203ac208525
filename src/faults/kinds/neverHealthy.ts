import { z } from "zod";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** New replicas hang in their constructor for ever, or crash in it. */
export interface NeverHealthy {
  readonly kind: "never-healthy";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly mode: "hangs" | "crashes";
  readonly durationSeconds: number | null;
}

const { version, deployment, duration } = usualOptions;

/** New replicas of a version never become healthy: they hang in their constructor, or crash in it. */
export const neverHealthy = defineFault({
  sentence: "New replicas never become healthy: they hang in their constructor, or crash in it.",
  schema: faultSection("never-healthy", {
    version: version.default("canary"),
    deployment,
    mode: z
      .enum(["hangs", "crashes"])
      .default("hangs")
      .describe("What the constructor of new replicas does."),
    duration,
  }),
  compile: (written, scene): NeverHealthy => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    mode: written.mode,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const does = effect.mode === "hangs" ? "hang" : "crash";
    port.log(`new replicas of the ${effect.version} ${does} while they start`);
    lastFor(port, effect.durationSeconds, port.breakStartUp(effect.version, effect.deployment, effect.mode));
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      mode: ["hangs", "crashes"] as const,
      duration: usualSamples.duration,
    },
  ],
});
