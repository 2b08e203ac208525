import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { pictureOf } from "./pictureOf.ts";

const page = readFileSync("docs/architecture.md", "utf8");

describe("the picture of the rooms in docs/architecture.md", () => {
  it("has the arrows that the table of allowed imports gives, and no others", () => {
    const picture = page.slice(page.indexOf("graph TD"), page.indexOf("```", page.indexOf("graph TD")));
    const names = new Map([...picture.matchAll(/^ +(\w+)\["([\w/]+)/gm)].map(([, id, name]) => [id, name]));
    const arrows = [...picture.matchAll(/^ +(\w+) --> (\w+)$/gm)].map(
      ([, from, to]) => `${names.get(from)} --> ${names.get(to)}`,
    );
    expect(arrows.sort()).toEqual(pictureOf());
  });

  it("would lose an arrow that follows from others, and keep one that does not", () => {
    const room = (...rooms: string[]) => ({ rooms, packages: [] });
    expect(pictureOf({ a: room("b", "c"), b: room("c"), c: room(), "door.ts": room("a") })).toEqual([
      "a --> b",
      "b --> c",
    ]);
  });
});
