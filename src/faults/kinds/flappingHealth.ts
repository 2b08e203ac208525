import { z } from "zod";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { positiveDurationSchema } from "../../scenario/fields/positiveDurationSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion, Undo } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Running replicas fail their health checks for a while, pass them for a while, and so on. */
export interface FlappingHealth {
  readonly kind: "flapping-health";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly count: number | null;
  readonly failingSeconds: number;
  readonly passingSeconds: number;
  readonly failsRequests: boolean;
  readonly durationSeconds: number | null;
}

const { version, deployment, count, duration } = usualOptions;

/**
 * Running replicas fail their health checks for a while and pass them for a while, in turns. Whether that is noticed
 * depends on how many checks fall into the bad while: Ray Serve replaces a replica after three failures in a row.
 */
export const flappingHealth = defineFault({
  sentence: "Running replicas fail their health checks for a while and pass them for a while, in turns.",
  schema: faultSection("flapping-health", {
    version,
    deployment,
    count: count.optional().describe("Default: all running replicas."),
    failing: positiveDurationSchema.prefault("25s").describe("How long checks fail at a stretch."),
    passing: positiveDurationSchema.prefault("60s").describe("How long they pass in between."),
    failsRequests: z.boolean().default(false).describe("They answer with errors while checks fail."),
    duration,
  }),
  compile: (written, scene): FlappingHealth => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    count: written.count ?? null,
    failingSeconds: written.failing,
    passingSeconds: written.passing,
    failsRequests: written.failsRequests,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const { failingSeconds, passingSeconds, failsRequests } = effect;
    const running = port.runningReplicas(effect.version, effect.deployment);
    const victims = effect.count === null ? running : pickVictims(running, effect.count, port.random);
    port.log(`the health checks of ${victims.length} of ${running.length} ${effect.version} replicas flap`);
    let recovers: readonly Undo[] = [];
    let isOver = false;
    const recover = () => {
      for (const undo of recovers) undo();
      recovers = [];
    };
    const turn = () => {
      if (isOver) return;
      recovers = victims.map((replica) => port.failHealthChecks(replica, { failsRequests }));
      port.after(failingSeconds, () => {
        recover();
        port.after(passingSeconds, turn);
      });
    };
    turn();
    lastFor(port, effect.durationSeconds, () => {
      isOver = true;
      recover();
    });
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      count: orLeftOut(usualSamples.count),
      failing: [2, 15, 45],
      passing: [20],
      failsRequests: [false, true],
      duration: usualSamples.duration,
    },
  ],
});
