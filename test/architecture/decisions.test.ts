import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the index of the decisions has every note once", () => {
  const index = readFileSync("docs/decisions/README.md", "utf8");
  const listed = [...index.matchAll(/^\| \[[\w-]+\]\(([\w-]+\.md)\) \| ./gm)].map(([, file]) => file);
  expect(listed.sort()).toEqual(readdirSync("docs/decisions").filter((file) => file !== "README.md"));
});
