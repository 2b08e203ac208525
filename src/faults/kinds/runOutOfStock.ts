import type { FaultEffect } from "../Fault.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** A capacity pool gives no more nodes; those that are out stay. */
export function runOutOfStock(port: FaultPort, effect: Extract<FaultEffect, { kind: "stock-out" }>): void {
  port.log(`capacity pool ${effect.pool} is out of stock`);
  const undo = port.beginStockOut(effect.pool);
  if (effect.durationSeconds !== null) {
    port.after(effect.durationSeconds, () => {
      port.log(`capacity pool ${effect.pool} has stock again`);
      undo();
    });
  }
}
