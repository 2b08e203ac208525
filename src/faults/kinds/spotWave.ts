import { durationSchema } from "../../scenario/fields/durationSchema.ts";
import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { pickVictims } from "../pickVictims.ts";
import { reasonWithoutSpot } from "../reasonWithoutSpot.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** A share of all spot nodes is preempted, and no spot node is to be had meanwhile. */
export interface SpotWave {
  readonly kind: "spot-wave";
  readonly workerGroup: string | null;
  readonly percent: number;
  readonly warningSeconds: number;
  /** From the first warning to the last. */
  readonly spreadSeconds: number;
  readonly durationSeconds: number | null;
}

const { workerGroup, percent, warning } = usualOptions;

/**
 * The cloud wants its spot machines back: a share of those of both clusters is warned, spread evenly over a while, and
 * each is taken when its warning is over. Meanwhile, and for as long as the fault lasts, no spot machine is to be had.
 */
export const spotWave = defineFault({
  sentence: "The cloud takes a share of all spot nodes back, each after a warning, and gives no new ones.",
  schema: faultSection("spot-wave", {
    workerGroup,
    percent: percent.default(100).describe("Share of the spot nodes of both clusters."),
    warning,
    spread: durationSchema.prefault("0s").describe("From the first warning to the last."),
    duration: durationSchema.optional().describe("How long no spot node is to be had. Default: to the end."),
  }),
  compile: (written, scene): SpotWave => ({
    kind: written.kind,
    workerGroup: scene.workerGroup(written.workerGroup),
    percent: written.percent,
    warningSeconds: written.warning,
    spreadSeconds: written.spread,
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    const { warningSeconds, spreadSeconds } = effect;
    const nodes = (["primary", "canary"] as const).flatMap((version) =>
      port.readyNodes(version, effect.workerGroup, "spot"),
    );
    const victims = pickVictims(nodes, Math.ceil((nodes.length * effect.percent) / 100), port.random);
    port.log(
      `a spot wave takes ${victims.length} of ${nodes.length} spot nodes, ${warningSeconds} s after a warning`,
    );
    lastFor(port, effect.durationSeconds, port.closeSpotMarket());
    for (const [index, node] of victims.entries()) {
      port.after((spreadSeconds * index) / victims.length, () => {
        port.warnNode(node, warningSeconds);
        port.after(warningSeconds, () => port.loseNode(node, "is lost: its spot node was preempted"));
      });
    }
  },
  idleReason: ({ workerGroup: aimed }, service) => reasonWithoutSpot(service, aimed),
  samples: ({ workerGroups }) => [
    {
      workerGroup: orLeftOut(workerGroups),
      percent: [50, 100],
      warning: usualSamples.warning,
      spread: [0, 60],
      duration: usualSamples.duration,
    },
  ],
});
