import { z } from "zod";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Running replicas stop passing health checks (and answer with errors meanwhile when `failsRequests`). */
export interface Unhealthy {
  readonly kind: "unhealthy";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly count: number | null;
  readonly failsRequests: boolean;
}

const { version, deployment, count } = usualOptions;

/** Running replicas begin to fail their health checks, and their requests if so described. */
export const unhealthy = defineFault({
  sentence: "Running replicas begin to fail their health checks, and their requests if so described.",
  schema: faultSection("unhealthy", {
    version,
    deployment,
    count: count.optional().describe("Default: all running replicas."),
    failsRequests: z.boolean().default(false).describe("They answer with errors meanwhile."),
  }),
  compile: (written, scene): Unhealthy => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    count: written.count ?? null,
    failsRequests: written.failsRequests,
  }),
  strike(port, effect) {
    const running = port.runningReplicas(effect.version, effect.deployment);
    const victims = effect.count === null ? running : pickVictims(running, effect.count, port.random);
    port.log(`${victims.length} of ${running.length} ${effect.version} replicas fail their health checks`);
    for (const replica of victims) port.failHealthChecks(replica, { failsRequests: effect.failsRequests });
  },
  samples: ({ deployments }) => [
    {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      count: orLeftOut(usualSamples.count),
      failsRequests: [false, true],
    },
  ],
});
