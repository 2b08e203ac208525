import type { FaultPort, Undo } from "./ports/FaultPort.ts";

/** Undoes a hurt after its time; `null`: it lasts to the end. */
export function lastFor(port: FaultPort, durationSeconds: number | null, undo: Undo): void {
  if (durationSeconds !== null) port.after(durationSeconds, undo);
}
