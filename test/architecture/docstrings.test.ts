import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Classes, interfaces and functions that a file gives to others, without a sentence above them. */
function withoutSentence(text: string): readonly string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const name = /^export (?:abstract )?(?:class|interface|function) (\w+)/.exec(line)?.[1];
    const above = lines[index - 1]?.trim() ?? "";
    return name === undefined || above.endsWith("*/") ? [] : [name];
  });
}

it("whatever a file gives to others says in a sentence what it is", () => {
  const paths = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  );
  const silent = paths.flatMap((path) =>
    withoutSentence(readFileSync(`src/${path}`, "utf8")).map((name) => `${path}: ${name}`),
  );
  expect(silent).toEqual([]);
});

it("and one that says nothing is found", () => {
  expect(withoutSentence("/** Says it. */\nexport class A {}\n\nexport function b() {}")).toEqual(["b"]);
});
