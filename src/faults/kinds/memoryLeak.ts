import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { positiveDurationSchema } from "../../scenario/fields/positiveDurationSchema.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Each replica is killed after so many requests served or so long a time, whichever comes first; so are those that follow. */
export interface MemoryLeak {
  readonly kind: "memory-leak";
  readonly version: FaultVersion;
  readonly deployment: string | null;
  readonly afterRequests: number | null;
  readonly afterSeconds: number | null;
  readonly durationSeconds: number | null;
}

const { version, deployment, count, duration } = usualOptions;

/**
 * Every replica leaks memory and is killed when it runs out: after so many requests finished, or so long a time, from
 * when it begins to run (from the strike, for those that run then). Its replacement leaks as well.
 */
export const memoryLeak = defineFault({
  sentence:
    "Every replica is killed for want of memory after so many requests or so long a time, and its replacement leaks as well.",
  schema: faultSection("memory-leak", {
    version,
    deployment,
    afterRequests: count.optional().describe("A replica is killed after so many requests …"),
    afterTime: positiveDurationSchema.optional().describe("… or so long a time, whichever comes first."),
    duration,
  }).refine((fault) => fault.afterRequests !== undefined || fault.afterTime !== undefined, {
    error: "needs afterRequests or afterTime",
  }),
  compile: (written, scene): MemoryLeak => ({
    kind: written.kind,
    version: written.version,
    deployment: scene.deployment(written.deployment),
    afterRequests: written.afterRequests ?? null,
    afterSeconds: written.afterTime ?? null,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const { afterRequests, afterSeconds } = effect;
    port.log(`replicas of the ${effect.version} leak memory`);
    let isOver = false;
    const undo = port.eachReplica(effect.version, effect.deployment, (replica) => {
      const kill = () => {
        if (!isOver) port.crashReplica(replica, "was killed: out of memory");
      };
      if (afterRequests !== null) port.afterServing(replica, afterRequests, kill);
      if (afterSeconds !== null) port.after(afterSeconds, kill);
    });
    lastFor(port, effect.durationSeconds, () => {
      isOver = true;
      undo();
    });
  },
  samples({ deployments }) {
    const others = {
      version: usualSamples.version,
      deployment: orLeftOut(deployments),
      duration: usualSamples.duration,
    };
    return [
      { ...others, afterRequests: [1, 20, 200], afterTime: [undefined] },
      { ...others, afterRequests: [undefined], afterTime: [10, 60] },
      { ...others, afterRequests: [50], afterTime: [30] },
    ];
  },
});
