import type { SimulationEvent } from "../../simulation/result/SimulationEvent.ts";
import { formatJson } from "./formatJson.ts";

/** Every event as one line of JSON, in the order in which they happened. */
export function renderEventsJsonl(events: readonly SimulationEvent[]): string {
  return events.map((event) => `${formatJson(event, { indent: 0 })}\n`).join("");
}
