import type { Observer } from "../record/Observer.ts";
import type { SimulationOutcome } from "../result/Summary.ts";
import type { World } from "../world/World.ts";
import type { UpdateClock } from "./UpdateClock.ts";

/** An update of whatever kind has ended: its time stops, its last step is closed, and the log says so. */
export function endUpdate(
  {
    world,
    clock,
    observer,
  }: { readonly world: World; readonly clock: UpdateClock; readonly observer: Observer },
  outcome: SimulationOutcome,
  told: { readonly kind: string; readonly message: string },
): void {
  clock.end(outcome);
  observer.endSteps();
  world.log(told);
}
