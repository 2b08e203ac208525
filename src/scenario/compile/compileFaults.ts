import type { Fault } from "../../faults/Fault.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { FaultSection } from "../schema/faultSchema.ts";
import { compileFaultEffect } from "./compileFaultEffect.ts";
import { compileFaultTrigger } from "./compileFaultTrigger.ts";
import type { FaultContext } from "./FaultContext.ts";

/** Faults; each gets a name of its own, after which its random numbers are drawn. */
export function compileFaults(
  sections: readonly FaultSection[],
  context: FaultContext,
  reporter: Reporter,
): readonly Fault[] {
  const names = new Set<string>();
  return sections.map((section, index) => {
    const path = ["faults", index];
    const name = section.name ?? unusedName(section.kind, names);
    if (names.has(name)) {
      reporter.problem(
        [...path, "name"],
        `two faults are called ${JSON.stringify(name)}; expected different names`,
      );
    }
    names.add(name);
    return {
      name,
      trigger: compileFaultTrigger(section, path, context, reporter),
      effect: compileFaultEffect(section, path, context, reporter),
    };
  });
}

function unusedName(kind: string, names: ReadonlySet<string>): string {
  let number = 1;
  while (names.has(`${kind}-${number}`)) number++;
  return `${kind}-${number}`;
}
