import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { renderReference } from "../../scripts/reference/renderReference.ts";
import { scenarioJsonSchema } from "../../src/scenario/scenarioJsonSchema.ts";
import { summaryFields } from "../../src/scenario/summaryFields.ts";

const page = readFileSync("docs/scenario-reference.md", "utf8");

/** Every key that the schema knows, wherever it stands. */
function keysIn(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && typeof schema.properties === "object"
      ? Object.keys(schema.properties ?? {})
      : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}

describe("the reference of scenario files", () => {
  it("is what `npm run reference` writes", () => {
    expect(page).toBe(renderReference(scenarioJsonSchema(), Object.keys(summaryFields)));
  });

  it("names every key of the schema and every figure", () => {
    for (const key of new Set(keysIn(scenarioJsonSchema()))) {
      expect(page, key).toMatch(new RegExp(`[\\x60.]${key}\\x60|\\x60${key}[.[]`));
    }
    for (const figure of Object.keys(summaryFields)) expect(page).toContain(`\`${figure}\``);
  });

  it("has only links that lead somewhere, and rows of four cells", () => {
    const sections = new Set(
      [...page.matchAll(/^##+ (.+)$/gm)].map((match) => match[1]?.toLowerCase().replaceAll(" ", "-")),
    );
    for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(sections).toContain(target);
    for (const line of page.split("\n").filter((each) => each.startsWith("|"))) {
      expect(line.replaceAll("\\|", "").split("|"), line).toHaveLength(6);
    }
  });
});
