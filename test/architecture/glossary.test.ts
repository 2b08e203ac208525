import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the glossary names nothing in the code that is not there", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => readFileSync(`src/${path}`, "utf8"))
    .join("\n");
  const words = new Set(sources.match(/\w+/g));
  const named = [...readFileSync("docs/glossary.md", "utf8").matchAll(/`(\w+)`/g)].map(
    ([, name]) => name ?? "",
  );
  expect(named.length).toBeGreaterThan(30);
  expect(named.filter((name) => !words.has(name))).toEqual([]);
});
