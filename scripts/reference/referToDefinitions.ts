import { alternatives } from "./describeType.ts";
import type { JsonSchema } from "./JsonSchema.ts";

type Definitions = Readonly<Record<string, JsonSchema>>;

/** The schema with references where a map is written out that has the keys of a definition: nobody reads it twice. */
export function referToDefinitions(schema: JsonSchema): JsonSchema {
  const { definitions = {} } = schema;
  return {
    ...referInside(schema, definitions),
    definitions: mapValues(definitions, (definition) => referInside(definition, definitions)),
  };
}

function refer(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const name = nameOfLike(schema, definitions);
  if (name === undefined) return referInside(schema, definitions);
  const { description, default: usual } = schema;
  return {
    $ref: `#/definitions/${name}`,
    ...(description === undefined ? {} : { description }),
    ...(usual === undefined ? {} : { default: usual }),
  };
}

function referInside(schema: JsonSchema, definitions: Definitions): JsonSchema {
  const { properties, items, additionalProperties: named, anyOf, oneOf } = schema;
  const inside = (alternative: JsonSchema) => referInside(alternative, definitions);
  return {
    ...schema,
    ...(properties === undefined
      ? {}
      : { properties: mapValues(properties, (value) => refer(value, definitions)) }),
    ...(items === undefined ? {} : { items: refer(items, definitions) }),
    ...(typeof named === "object" ? { additionalProperties: refer(named, definitions) } : {}),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(inside) }),
    ...(oneOf === undefined ? {} : { oneOf: oneOf.map(inside) }),
  };
}

/** The definition with the same keys, and with values of the same type. */
function nameOfLike(schema: JsonSchema, definitions: Definitions): string | undefined {
  const own = propertiesOf(schema);
  if (Object.keys(own).length < 4) return undefined;
  const typesOf = (properties: Definitions) =>
    JSON.stringify(
      Object.entries(properties).map(([key, { type, $ref, allOf }]) => [key, type, $ref, allOf]),
    );
  return Object.keys(definitions).find(
    (name) => typesOf(propertiesOf(definitions[name] ?? {})) === typesOf(own),
  );
}

function propertiesOf(schema: JsonSchema): Definitions {
  return Object.assign({}, ...alternatives(schema).map(({ properties = {} }) => properties));
}

function mapValues(map: Definitions, change: (value: JsonSchema) => JsonSchema): Definitions {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
