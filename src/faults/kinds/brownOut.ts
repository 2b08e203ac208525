import type { FaultEffect } from "../Fault.ts";
import { lastFor } from "../lastFor.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** Something that every version calls (a database, a vector store) is slow or fails: no rollback helps. */
export function brownOut(port: FaultPort, effect: Extract<FaultEffect, { kind: "brown-out" }>): void {
  const { factor, errorPercent, durationSeconds } = effect;
  port.log(
    `a dependency browns out: requests take ${factor} times as long, ${errorPercent} % of the answers are errors`,
  );
  lastFor(port, durationSeconds, port.slowDown("all", factor));
  lastFor(port, durationSeconds, port.addErrors("all", errorPercent));
}
