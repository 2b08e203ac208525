import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { keyPathOf, serviceKeySections } from "../../../src/scenario/keys/serviceKeys.ts";
import { serviceConfigSchema } from "../../../src/scenario/schema/serviceConfigSchema.ts";

const paths = z.array(z.string());
const known = z
  .object({
    ray: z.object({ version: z.literal("2.60.0"), keys: paths, refusesUnknownKeysBelow: paths }),
    anyscale: z.object({ version: z.literal("0.26.112"), keys: paths, sent: paths }),
  })
  .parse(JSON.parse(readFileSync(new URL("./keys.json", import.meta.url), "utf8")));

const ofPackages = new Set([...known.ray.keys, ...known.anyscale.keys, ...known.anyscale.sent]);
const table = new Map(
  serviceKeySections.flatMap((section) =>
    Object.entries(section.keys).map(([key, entry]) => [keyPathOf(section, key), entry] as const),
  ),
);

describe("the table of keys of a service config", () => {
  it("has every key that ray 2.60.0 and the Anyscale client 0.26.112 know", () => {
    expect([...ofPackages].filter((key) => !table.has(key))).toEqual([]);
    expect(ofPackages.size).toBeGreaterThan(200);
  });

  it("has no other key, but those whose document it names", () => {
    const others = [...table].filter(([key]) => !ofPackages.has(key));
    expect(others.filter(([, { document }]) => document === undefined).map(([key]) => key)).toEqual([]);
    const documented = [...table].filter(([, { document }]) => document !== undefined);
    expect(documented.filter(([key]) => ofPackages.has(key)).map(([key]) => key)).toEqual([]);
  });

  it("has every section once, and a key that leads to each", () => {
    const sectionPaths = serviceKeySections.map(({ path }) => path);
    expect(new Set(sectionPaths).size).toBe(sectionPaths.length);
    for (const path of sectionPaths.filter((each) => each !== "")) {
      expect(table.has(path.replace(/\[\]$/, "")), path).toBe(true);
    }
  });

  it("says of a former name which key of its section it was", () => {
    for (const section of serviceKeySections) {
      for (const { fate } of Object.values(section.keys)) {
        if (fate.kind === "deprecated") expect(Object.keys(section.keys)).toContain(fate.now);
      }
    }
  });

  it("knows where ray refuses keys that it does not know", () => {
    const refusing = serviceKeySections.filter(({ reader }) => reader === "ray-refuses");
    expect(refusing.map(({ path }) => path).sort()).toEqual([...known.ray.refusesUnknownKeysBelow]);
  });

  it("has every key that the schema of scenario files takes in a service config", () => {
    const taken = keysOf(z.toJSONSchema(serviceConfigSchema, { io: "input" }));
    expect(taken.length).toBeGreaterThan(60);
    expect(taken.filter((key) => isOurs(key) && !table.has(key))).toEqual([]);
  });

  it.skipIf(!existsSync("../shared/seeds/anyscale-service-api.txt"))(
    "has the fields of the service's own document",
    () => {
      const text = readFileSync("../shared/seeds/anyscale-service-api.txt", "utf8");
      const model = text.split("\nApplyServiceModel\n")[1]?.split("\nLegacy\n")[0] ?? "";
      const fields = [...model.matchAll(/^([a-z]\w*) \|/gm)].map((match) => match[1]!);
      expect(fields).toContain("max_surge_percent");
      expect(fields.filter((field) => !table.has(field))).toEqual([]);
    },
  );
});

/** Below these a key is a name of the user's own. */
function isOurs(path: string): boolean {
  return !/(^|\.)(resources|placement_group_bundles\[\])\./.test(path);
}

/** Paths of all properties of a JSON Schema. */
function keysOf(root: object): readonly string[] {
  const walk = (schema: unknown, prefix: string): readonly string[] => {
    if (typeof schema !== "object" || schema === null) return [];
    return Object.entries(schema).flatMap(([keyword, value]): readonly string[] => {
      switch (keyword) {
        case "properties":
          return Object.entries(value).flatMap(([key, below]) => {
            const path = prefix === "" ? key : `${prefix}.${key}`;
            return [path, ...walk(below, path)];
          });
        case "items":
          return walk(value, `${prefix}[]`);
        case "anyOf":
        case "allOf":
          return Object.values(value).flatMap((branch) => walk(branch, prefix));
        case "$ref":
          return walk(definitionOf(root, String(value)), prefix);
        default:
          return [];
      }
    });
  };
  return walk(root, "");
}

/** What `#/$defs/Name` stands for. */
function definitionOf(root: object, reference: string): unknown {
  const [, ...parts] = reference.split("/");
  return parts.reduce<unknown>(
    (value, part) => (typeof value === "object" && value !== null ? Reflect.get(value, part) : undefined),
    root,
  );
}
