import type { FaultDefinition, FaultSchema } from "./FaultDefinition.ts";

/** One kind of fault, named as its schema names it. */
export function defineFault<
  Schema extends FaultSchema,
  Effect extends { readonly kind: Schema["shape"]["kind"]["value"] },
>(definition: Omit<FaultDefinition<Schema, Effect>, "kind">): FaultDefinition<Schema, Effect> {
  return { kind: definition.schema.shape.kind.value, ...definition };
}
