import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "../cli/captured.ts";
import { CaseRun } from "./caseRun.ts";
import { cases } from "./cases.ts";

const scratch = mkdtempSync(join(tmpdir(), "rollcast-cases-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe("a public trouble has its right answer", () => {
  it.each(cases)(
    "$file: $says",
    ({ file, right }) => {
      right(new CaseRun(join("test/cases", `${file}.yaml`)));
    },
    30_000,
  );

  it("of every file here", () => {
    const files = readdirSync("test/cases").flatMap((name) =>
      name.endsWith(".yaml") ? [name.slice(0, -5)] : [],
    );
    expect(files.filter((name) => name !== "llm-service").sort()).toEqual(
      cases.map(({ file }) => file).sort(),
    );
  });

  it("no-worker-nodes of a report's place: nothing that we did not write is touched", async () => {
    mkdirSync(join(scratch, "mine", "src"), { recursive: true });
    writeFileSync(join(scratch, "mine", "src", "a.txt"), "a");
    writeFileSync(join(scratch, "mine", "summary.json"), "{}");
    const text = readFileSync("test/cases/name-of-an-object.yaml", "utf8").replace(
      "name: constructor",
      "name: mine",
    );
    const file = join(scratch, "mine.yaml");
    writeFileSync(file, text);
    expect(await captured(["simulate", file, "--out", scratch])).toMatchObject({ status: 2, stdout: "" });
    expect(readdirSync(join(scratch, "mine")).sort()).toEqual(["src", "summary.json"]);
    expect(readFileSync(join(scratch, "mine", "src", "a.txt"), "utf8")).toBe("a");
  });
});

const folder = process.env.ROLLCAST_CASES ?? join(import.meta.dirname, "../../../shared/cases");

describe.skipIf(!existsSync(folder))(`the same as it was reported, where ${folder} is present`, () => {
  it.each(cases)(
    "$reported: $says",
    ({ reported, right }) => {
      right(new CaseRun(withGoodImportPath(join(folder, reported))));
    },
    30_000,
  );
});

/** Some of them have an import path that Ray Serve refuses (`a`), which is none of their trouble. */
function withGoodImportPath(path: string): string {
  const text = readFileSync(path, "utf8");
  const mended = text.replace(/import_path: a,/g, "import_path: 'a:b',");
  if (mended === text) return path;
  const copy = join(mkdtempSync(join(scratch, "case-")), "case.yaml");
  writeFileSync(copy, mended);
  return copy;
}
