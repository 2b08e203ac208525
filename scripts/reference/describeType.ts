import type { JsonSchema } from "./JsonSchema.ts";

/** What may be written, in words: `whole number 1 to 100`, `list of [Rate](#rate)`. */
export function describeType(schema: JsonSchema): string {
  const parts = alternatives(schema).map(describeOne);
  return [...new Set(parts)].join(" or ");
}

/** Its alternatives; one where it has none. References with something beside them are the reference. */
export function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const inner = schema.anyOf ?? schema.oneOf;
  if (inner !== undefined) return inner.flatMap(alternatives);
  const only = schema.allOf?.[0];
  return only === undefined ? [schema] : alternatives(only);
}

function describeOne(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref);
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return "anything";
  return types.map((type) => describeKind(type, schema)).join(" or ");
}

function describeKind(type: string, schema: JsonSchema): string {
  switch (type) {
    case "number":
    case "integer":
      return describeNumber(schema);
    case "string":
      return "text";
    case "boolean":
      return "`true` or `false`";
    case "null":
      return "`null`";
    case "array": {
      const items = schema.items === undefined ? "anything" : describeType(schema.items);
      return items === "map" ? "list of maps" : `list of ${items}`;
    }
    case "object": {
      const { additionalProperties: named } = schema;
      if (schema.properties !== undefined || typeof named !== "object") return "map";
      const values = describeType(named);
      return values === "map" ? "maps by name" : `by name: ${values}`;
    }
    default:
      throw new Error(`a type that the reference does not know: ${type}`);
  }
}

function describeNumber({ minimum, maximum, exclusiveMaximum, multipleOf }: JsonSchema): string {
  const kind = multipleOf === 1 ? "whole number" : "number";
  const from = minimum === undefined ? "" : ` from ${minimum}`;
  if (exclusiveMaximum !== undefined) return `${kind}${from} to below ${exclusiveMaximum}`;
  return `${kind}${from}${maximum === undefined ? "" : ` to ${maximum}`}`;
}

/** The section of a definition, by its reference. */
export function linkTo(reference: string): string {
  const name = reference.replace("#/definitions/", "");
  return `[${name}](#${name.toLowerCase()})`;
}
