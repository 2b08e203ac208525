import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { invariants } from "../../src/invariants/invariants.ts";

const page = readFileSync(new URL("../../INVARIANTS.md", import.meta.url), "utf8");
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

describe("INVARIANTS.md", () => {
  it("lists every law by id, sentence, source and what it is checked on, in the order of the code", () => {
    expect(rows.map(([id, law, source, , on]) => ({ id, law, source, on }))).toEqual(
      invariants.map(({ id, law, source, checkPlan }) => ({
        id: `\`${id}\``,
        law,
        source,
        on: checkPlan === undefined ? "results" : "plans, results",
      })),
    );
  });

  it("names those that are of Anyscale's rollouts alone", () => {
    const sentence = /^- Of runs with a rollout by another strategy[^.]*\./m.exec(page)?.[0] ?? "";
    expect([...sentence.matchAll(/`([\w-]+)`/g)].map(([, id]) => id)).toEqual(
      invariants.filter(({ strategy }) => strategy === "anyscale").map(({ id }) => id),
    );
  });

  it("says of every law what it reads and how it was shown to fail", () => {
    for (const [id, , , reads, , shown] of rows) {
      expect(reads, id).not.toBe("");
      expect(shown, id).not.toBe("");
    }
  });
});
