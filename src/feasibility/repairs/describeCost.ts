import type { Scenario } from "../../simulation/Scenario.ts";
import { Levels } from "../Levels.ts";
import { forwardCommands } from "../rehearsal/quieten.ts";
import type { Rehearsal } from "../rehearsal/rehearse.ts";
import type { Repair } from "./Repair.ts";

/** What an update costs: its time, and the capacity that it leaves meanwhile. */
export function describeCost(
  { result }: Rehearsal,
  original: Scenario,
): Pick<Repair, "durationSeconds" | "leastCapacityPercent"> {
  const durationSeconds = Math.round((result.summary.durationMinutes ?? 0) * 60);
  const beginSeconds = forwardCommands(original)[0]?.atSeconds ?? 0;
  const after = forwardCommands(original).findLast(({ command }) => "version" in command)?.command;
  const kept = new Set(
    after !== undefined && "version" in after ? after.version.deployments.map(({ name }) => name) : [],
  );
  const shares = original.primary.deployments
    .filter(({ name }) => kept.has(name))
    .flatMap(({ name, scaling }) => {
      const full = scaling.kind === "static" ? scaling.numReplicas : scaling.minReplicas;
      if (full === 0) return [];
      const running = new Levels(
        result.replicas
          .filter(({ deployment, runningAtSeconds }) => deployment === name && runningAtSeconds !== null)
          .map(({ runningAtSeconds, drainingAtSeconds, goneAtSeconds }) => ({
            fromSeconds: runningAtSeconds ?? 0,
            toSeconds: drainingAtSeconds ?? goneAtSeconds,
            amount: 1,
          })),
      );
      const { least } = running.between(beginSeconds, Number.POSITIVE_INFINITY);
      return [Math.min(100, Math.floor((100 * least) / full))];
    });
  return { durationSeconds, leastCapacityPercent: Math.min(100, ...shares) };
}
