import type { z } from "zod";
import type { FaultEffect } from "./Fault.ts";
import type { FaultScene, StruckService } from "./FaultDefinition.ts";
import { faultRegistry } from "./faultRegistry.ts";
import type { FaultPort } from "./ports/FaultPort.ts";

type Registered = (typeof faultRegistry)[number];

/** A fault as a scenario file describes it. */
export type WrittenFault = z.output<Registered["schema"]>;

/** A definition that is used by its kind: it is given only what is of that kind. */
interface FaultOfKind {
  readonly needsProxies?: true;
  compile(written: WrittenFault, scene: FaultScene): FaultEffect;
  strike(port: FaultPort, effect: FaultEffect): void;
  idleReason?(effect: FaultEffect, service: StruckService): string | null;
}

const byKind: ReadonlyMap<Registered["kind"], FaultOfKind> = new Map(
  faultRegistry.map((definition): [Registered["kind"], FaultOfKind] => [definition.kind, definition]),
);

/** The definition of a kind. */
export function faultOf(kind: Registered["kind"]): FaultOfKind {
  const definition = byKind.get(kind);
  if (definition === undefined) throw new Error(`no such fault: ${kind}`);
  return definition;
}
