import type { Fault } from "../../faults/Fault.ts";
import { faultOf } from "../../faults/faultOf.ts";
import type { Reporter } from "../problems/Reporter.ts";
import type { FaultSection } from "../schema/faultSchema.ts";
import { compileFaultTrigger } from "./compileFaultTrigger.ts";
import type { FaultContext } from "./FaultContext.ts";
import { faultScene } from "./faultScene.ts";

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
    const definition = faultOf(section.kind);
    if (definition.needsProxies && !context.hasProxies) {
      reporter.problem(
        [...path, "kind"],
        "there are no proxies that could die; set cluster.proxies (every-node or head-only)",
      );
    }
    return {
      name,
      trigger: compileFaultTrigger(section, path, context, reporter),
      effect: definition.compile(section, faultScene(path, context, reporter)),
    };
  });
}

function unusedName(kind: string, names: ReadonlySet<string>): string {
  let number = 1;
  while (names.has(`${kind}-${number}`)) number++;
  return `${kind}-${number}`;
}
