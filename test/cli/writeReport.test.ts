import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeReport } from "../../src/cli/writeReport.ts";

let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "rollcast-report-"));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

const place = () => ({ parent, name: "run" });
const report = (summary: string) => [
  { path: "summary.json", content: summary },
  { path: "charts/a.svg", content: "<svg/>" },
];
const summary = () => readFileSync(join(parent, "run", "summary.json"), "utf8");

describe("a report's folder", () => {
  it("is made with all folders above it and holds exactly the report", () => {
    const deep = join(parent, "a", "b");
    expect(writeReport(report("1"), { parent: deep, name: "run" })).toBe(join(deep, "run"));
    expect(readdirSync(deep)).toEqual(["run"]);
    expect(readdirSync(join(deep, "run"))).toEqual(["charts", "summary.json"]);
  });

  it("is replaced as a whole", () => {
    writeReport([...report("1"), { path: "old.txt", content: "" }], place());
    writeReport(report("2"), place());
    expect(summary()).toBe("2");
    expect(readdirSync(join(parent, "run"))).toEqual(["charts", "summary.json"]);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("stays as it was when the new report cannot be written whole", () => {
    writeReport(report("1"), place());
    // The second file would need a folder where the first one has put a file.
    const broken = [...report("2"), { path: "summary.json/x", content: "" }];
    expect(() => writeReport(broken, place())).toThrow(/could not be written/);
    expect(summary()).toBe("1");
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it.each(["../out.txt", "/abs.txt", "a/../../out.txt", "a//b", "."])("takes no file %j", (path) => {
    expect(() => writeReport([{ path, content: "" }], place())).toThrow(/A report has no file/);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("is never a link, nor somebody's own folder", () => {
    const own = join(parent, "own");
    mkdirSync(own);
    writeFileSync(join(own, "mine.txt"), "mine");
    symlinkSync(own, join(parent, "run"));
    expect(() => writeReport(report("1"), place())).toThrow(/a link is not followed/);
    expect(() => writeReport(report("1"), { parent, name: "own" })).toThrow(/holds other files/);
    expect(readdirSync(own)).toEqual(["mine.txt"]);
  });

  it("is not led astray by a link where the unfinished report goes", () => {
    const own = join(parent, "own");
    mkdirSync(own);
    symlinkSync(own, join(parent, `.run.partial-${process.pid}`));
    writeReport(report("1"), place());
    expect(readdirSync(own)).toEqual([]);
    expect(summary()).toBe("1");
  });

  it("comes back when a run was killed between the two moves", () => {
    writeReport(report("1"), place());
    // As a kill leaves it: the previous report set aside, an unfinished one of a process that is gone.
    mkdirSync(join(parent, ".run.previous"));
    writeFileSync(join(parent, ".run.previous", "summary.json"), "0");
    mkdirSync(join(parent, ".run.partial-999999999"));
    rmSync(join(parent, "run"), { recursive: true });
    const broken = [
      { path: "x", content: "" },
      { path: "x/y", content: "" },
    ];
    expect(() => writeReport(broken, place())).toThrow();
    expect(summary()).toBe("0");
    expect(existsSync(join(parent, ".run.partial-999999999"))).toBe(false);
  });
});
