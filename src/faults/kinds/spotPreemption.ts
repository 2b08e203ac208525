import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { reasonWithoutSpot } from "../reasonWithoutSpot.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Spot nodes are taken away after a warning. */
export interface SpotPreemption {
  readonly kind: "spot-preemption";
  readonly version: FaultVersion;
  readonly workerGroup: string | null;
  readonly count: number;
  readonly warningSeconds: number;
}

const { version, workerGroup, count, warning } = usualOptions;

/** Spot nodes are taken away after a warning, during which their replicas are moved (AWS warns two minutes ahead). */
export const spotPreemption = defineFault({
  sentence: "Spot nodes are taken away after a warning, during which their replicas are moved.",
  schema: faultSection("spot-preemption", { version, workerGroup, count: count.default(1), warning }),
  compile: (written, scene): SpotPreemption => ({
    kind: written.kind,
    version: written.version,
    workerGroup: scene.workerGroup(written.workerGroup),
    count: written.count,
    warningSeconds: written.warning,
  }),
  strike(port, effect) {
    const nodes = port.readyNodes(effect.version, effect.workerGroup, "spot");
    const victims = pickVictims(nodes, effect.count, port.random);
    port.log(
      `${victims.length} of ${nodes.length} ${effect.version} spot nodes are preempted in ${effect.warningSeconds} s`,
    );
    for (const node of victims) port.warnNode(node, effect.warningSeconds);
    port.after(effect.warningSeconds, () => {
      for (const node of victims) port.loseNode(node, "is lost: its spot node was preempted");
    });
  },
  idleReason: ({ workerGroup: aimed }, service) => reasonWithoutSpot(service, aimed),
  samples: ({ workerGroups }) => [
    {
      version: usualSamples.version,
      workerGroup: orLeftOut(workerGroups),
      count: usualSamples.count,
      warning: usualSamples.warning,
    },
  ],
});
