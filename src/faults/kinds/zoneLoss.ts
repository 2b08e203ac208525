import { z } from "zod";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { lastFor } from "../lastFor.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** Every node in the zone is lost, and none starts there meanwhile. */
export interface ZoneLoss {
  readonly kind: "zone-loss";
  readonly zone: string;
  readonly durationSeconds: number | null;
}

/**
 * An availability zone goes down: every node in it is lost at once, of both clusters, head nodes included, and no new
 * one starts there until it is back. Groups that have other zones replace their nodes there.
 */
export const zoneLoss = defineFault({
  sentence:
    "An availability zone goes down: every node in it is lost at once, and none starts there until it is back.",
  schema: faultSection("zone-loss", {
    zone: z.string().describe("The zone that goes down."),
    duration: usualOptions.duration,
  }),
  compile: (written, scene): ZoneLoss => ({
    kind: written.kind,
    zone: scene.zone(written.zone),
    durationSeconds: written.duration ?? null,
  }),
  strike(port, { zone, durationSeconds }) {
    // First closed: what is replaced must not come up in it again.
    lastFor(port, durationSeconds, port.closeZone(zone));
    const nodes = port.nodesInZone(zone);
    port.log(`zone ${zone} is down: ${nodes.length} nodes are lost`);
    for (const node of nodes) port.loseNode(node, "is lost with its zone");
    for (const version of ["primary", "canary"] as const) {
      if (port.isHeadInZone(version, zone)) port.killHeadNode(version);
    }
  },
  samples: ({ zones }) => [{ zone: zones, duration: usualSamples.duration }],
});
