import { orLeftOut } from "../../scenario/fields/orLeftOut.ts";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { pickVictims } from "../pickVictims.ts";
import type { FaultVersion } from "../ports/FaultPort.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Nodes vanish. */
export interface NodeLoss {
  readonly kind: "node-loss";
  readonly version: FaultVersion;
  readonly workerGroup: string | null;
  readonly count: number;
}

const { version, workerGroup, count } = usualOptions;

/** Nodes vanish with everything on them, without warning. */
export const nodeLoss = defineFault({
  sentence: "Nodes vanish with everything on them, without warning.",
  schema: faultSection("node-loss", { version, workerGroup, count: count.default(1) }),
  compile: (written, scene): NodeLoss => ({
    kind: written.kind,
    version: written.version,
    workerGroup: scene.workerGroup(written.workerGroup),
    count: written.count,
  }),
  strike(port, effect) {
    const nodes = port.readyNodes(effect.version, effect.workerGroup, null);
    const victims = pickVictims(nodes, effect.count, port.random);
    port.log(`${victims.length} of ${nodes.length} ${effect.version} nodes are lost`);
    for (const node of victims) port.loseNode(node, "is lost with its node");
  },
  samples: ({ workerGroups }) => [
    { version: usualSamples.version, workerGroup: orLeftOut(workerGroups), count: usualSamples.count },
  ],
});
