import { keySectionAt } from "../keys/serviceKeys.ts";
import type { FieldFates } from "./FieldFates.ts";
import { listFields } from "./listFields.ts";

/** What becomes of each field of a service config, by the table of its keys. */
export function serviceFields(config: unknown): FieldFates {
  // Below a key without a section of its own, keys are names of the user's own.
  const fields = listFields(config, (field) => keySectionAt(field) !== undefined);
  const isUsed = (field: string) => isModelled(field.split("."));
  return { used: fields.filter(isUsed), leftAside: fields.filter((field) => !isUsed(field)) };
}

function isModelled(parts: readonly string[]): boolean {
  let sectionPath = "";
  for (const part of parts) {
    const section = keySectionAt(sectionPath);
    if (section === undefined) return true;
    const fate = section.entries.get(part.replace(/(\[\])+$/, ""))?.fate.kind;
    if (fate !== "modelled") return false;
    sectionPath = sectionPath === "" ? part : `${sectionPath}.${part}`;
  }
  return true;
}
