import { alternatives, describeType, linkTo } from "./describeType.ts";
import type { JsonSchema } from "./JsonSchema.ts";
import { referToDefinitions } from "./referToDefinitions.ts";

/** A row of a table: a key, what may be written there, and what it means. */
interface Row {
  readonly key: string;
  readonly type: string;
  readonly usual: string;
  readonly description: string;
}

const head = `# Scenario reference

Every key of a scenario file, from the schema that reads it (\`npm run reference\` writes this page; editors read
[the same as JSON Schema](../scenarios/scenario.schema.json)). \`a.b\` is the key \`b\` in the map \`a\`, \`a[].b\` that of each entry of
the list \`a\`, \`a.<name>.b\` that of each map in \`a\`, by its name. Service configs are read as they are deployed: there
\`null\` is the default everywhere, and keys that are not listed are tolerated; everywhere else they are errors. Why things are as they are: [decisions](decisions/scenario-files.md).
`;

/** The reference page: a section for the file, for each list and each named part of it, and the figures of \`expect\`. */
export function renderReference(written: JsonSchema, figures: readonly string[]): string {
  const schema = referToDefinitions(written);
  const { properties = {}, definitions = {} } = schema;
  const lists = Object.entries(properties).filter(([, { items }]) => items !== undefined && isMap(items));
  const withoutLists = Object.fromEntries(
    Object.entries(properties).map(([key, value]) =>
      lists.some(([name]) => name === key) ? [key, { ...value, items: { $ref: key } }] : [key, value],
    ),
  );
  const sections = [
    section("The file", "", table(rowsOf({ ...schema, properties: withoutLists }, ""))),
    ...lists.map(([name, { description = "", items = {} }]) =>
      items.oneOf === undefined
        ? section(name, description, table(rowsOf(items, "")))
        : section(name, description, ...kindTables(items.oneOf)),
    ),
    ...Object.entries(definitions).map(([name, definition]) =>
      definitionSection(name, definition, definitions),
    ),
    section(
      "Figures",
      "What `expect` can name, as in `summary.json`.",
      figures.map((name) => `\`${name}\``).join(", "),
    ),
  ];
  return `${[head, ...sections].join("\n")}`;
}

function section(title: string, ...paragraphs: readonly string[]): string {
  return `${[`## ${title}`, ...paragraphs.filter((text) => text !== "")].join("\n\n")}\n`;
}

function definitionSection(
  name: string,
  definition: JsonSchema,
  definitions: Readonly<Record<string, JsonSchema>>,
): string {
  const { description = "" } = definition;
  const like = Object.entries(definitions).find(
    ([other, each]) => other !== name && isPartOf(definition, each),
  );
  if (like !== undefined) {
    const missing = Object.keys(like[1].properties ?? {}).filter(
      (key) => !Object.hasOwn(definition.properties ?? {}, key),
    );
    const without = missing.map((key) => `\`${key}\``).join(", ");
    return section(name, description, `The keys of ${linkTo(like[0])} except ${without}.`);
  }
  const simple = alternatives(definition).filter((each) => !isMap(each));
  const types =
    simple.length === 0 ? "" : `${describeType({ anyOf: simple })}${isMap(definition) ? ", or a map:" : "."}`;
  // In a service config null stands for the default everywhere; the page says so once.
  const rows = rowsOf(definition, "").map((row) =>
    name.endsWith("Config") ? { ...row, type: row.type.replace(" or `null`", "") } : row,
  );
  return section(name, description, capitalised(types), table(rows));
}

/** Whether every key of the one is a key of the other, and means the same there. */
function isPartOf({ properties }: JsonSchema, other: JsonSchema): boolean {
  if (properties === undefined || Object.keys(properties).length < 3) return false;
  return (
    Object.entries(properties).every(
      ([key, value]) => JSON.stringify(other.properties?.[key]) === JSON.stringify(value),
    ) && Object.keys(properties).length < Object.keys(other.properties ?? {}).length
  );
}

/** One table of the keys that all kinds have, and one of the others, kind by kind. */
function kindTables(kinds: readonly JsonSchema[]): readonly string[] {
  const [first] = kinds;
  const shared = Object.keys(first?.properties ?? {}).filter((key) =>
    kinds.every(
      ({ properties }) => JSON.stringify(properties?.[key]) === JSON.stringify(first?.properties?.[key]),
    ),
  );
  const pick = (schema: JsonSchema, keep: (key: string) => boolean): JsonSchema => ({
    ...schema,
    properties: Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([key]) => keep(key))),
  });
  const names = kinds.map(({ properties }) => String(properties?.kind?.const));
  return [
    `\`kind\` is one of ${names.map((name) => `\`${name}\``).join(", ")}. All kinds have:`,
    table(
      rowsOf(
        pick(first ?? {}, (key) => shared.includes(key)),
        "",
      ),
    ),
    ...kinds.flatMap((kind, index) => {
      const rows = rowsOf(
        pick(kind, (key) => key !== "kind" && !shared.includes(key)),
        "",
      );
      return rows.length === 0 ? [] : [`### ${names[index]}`, table(rows)];
    }),
  ];
}

/** The keys of a schema, those of maps inside it after each. */
function rowsOf(schema: JsonSchema, prefix: string): readonly Row[] {
  return alternatives(schema).flatMap((each) =>
    Object.entries(each.properties ?? {}).flatMap(([name, value]) => {
      const key = `${prefix}${name}`;
      const isRequired = each.required?.includes(name) ?? false;
      const row = {
        key,
        type: describeType(value),
        usual: isRequired ? "required" : describeDefault(value),
        description: value.description ?? value.allOf?.[0]?.description ?? "",
      };
      return [row, ...innerRows(value, key)];
    }),
  );
}

function innerRows(value: JsonSchema, key: string): readonly Row[] {
  return alternatives(value).flatMap((each) => [
    ...rowsOf(each.properties === undefined ? {} : each, `${key}.`),
    ...(each.items === undefined ? [] : rowsOf(each.items, `${key}[].`)),
    ...(typeof each.additionalProperties === "object" && each.properties === undefined
      ? rowsOf(each.additionalProperties, `${key}.<name>.`)
      : []),
  ]);
}

function isMap(schema: JsonSchema): boolean {
  return alternatives(schema).some(({ properties }) => properties !== undefined);
}

function describeDefault({ default: usual }: JsonSchema): string {
  const isEmpty =
    usual === undefined || usual === "" || JSON.stringify(usual) === "{}" || JSON.stringify(usual) === "[]";
  return isEmpty ? "" : `\`${typeof usual === "string" ? usual : JSON.stringify(usual)}\``;
}

function table(rows: readonly Row[]): string {
  if (rows.length === 0) return "";
  const cells = rows.map(({ key, type, usual, description }) => [`\`${key}\``, type, usual, description]);
  const lines = [["key", "value", "default", "meaning"], ["---", "---", "---", "---"], ...cells];
  return lines.map((line) => `| ${line.map(escapeCell).join(" | ")} |`).join("\n");
}

function escapeCell(text: string): string {
  return text
    .replaceAll("|", "\\|")
    .replaceAll("\n", " ")
    .replaceAll(/<(?!name>)/g, "&lt;");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
