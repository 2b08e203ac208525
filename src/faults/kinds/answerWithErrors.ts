import type { FaultEffect } from "../Fault.ts";
import type { FaultPort } from "../ports/FaultPort.ts";

/** A share of the version's answers are errors of the application. */
export function answerWithErrors(port: FaultPort, effect: Extract<FaultEffect, { kind: "errors" }>): void {
  port.log(`${effect.percent} % of the answers of the ${effect.version} are errors`);
  const undo = port.addErrors(effect.version, effect.percent);
  if (effect.durationSeconds !== null) port.after(effect.durationSeconds, undo);
}
