import { z } from "zod";
import { defineFault } from "../defineFault.ts";
import { faultSection } from "../faultSection.ts";
import { usualOptions } from "../usualOptions.ts";
import { usualSamples } from "../usualSamples.ts";

/** The pool gives no more nodes beyond those held; `null` duration: to the end. */
export interface StockOut {
  readonly kind: "stock-out";
  readonly pool: string;
  readonly durationSeconds: number | null;
}

/** A capacity pool gives no more nodes; those that are out stay. */
export const stockOut = defineFault({
  sentence: "A capacity pool gives no more nodes, and those that are out stay.",
  schema: faultSection("stock-out", {
    pool: z.string().describe("The capacity pool that gives no more nodes."),
    duration: usualOptions.duration,
  }),
  compile: (written, scene): StockOut => ({
    kind: written.kind,
    pool: scene.pool(written.pool),
    durationSeconds: written.duration ?? null,
  }),
  strike(port, effect) {
    port.log(`capacity pool ${effect.pool} is out of stock`);
    const undo = port.beginStockOut(effect.pool);
    if (effect.durationSeconds !== null) {
      port.after(effect.durationSeconds, () => {
        port.log(`capacity pool ${effect.pool} has stock again`);
        undo();
      });
    }
  },
  samples: ({ pools }) => [{ pool: pools, duration: usualSamples.duration }],
});
