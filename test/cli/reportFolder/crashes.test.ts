import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { prepareReportPlace } from "../../../src/cli/prepareReportPlace.ts";
import { writeReport } from "../../../src/cli/writeReport.ts";

/** Called before every change of the file system, with its number. */
const disk = vi.hoisted(() => ({ changes: 0, before: (_change: number) => {} }));

vi.mock("node:fs", async (importOriginal) => {
  const original = await importOriginal<typeof import("node:fs")>();
  const watched =
    <Words extends readonly unknown[], Value>(work: (...words: Words) => Value) =>
    (...words: Words): Value => {
      disk.before(++disk.changes);
      return work(...words);
    };
  return {
    ...original,
    // What a power cut would lose is not asked here, and a disk is slow.
    fsyncSync: () => {},
    mkdirSync: watched(original.mkdirSync),
    openSync: watched(original.openSync),
    writeSync: watched(original.writeSync),
    renameSync: watched(original.renameSync),
    unlinkSync: watched(original.unlinkSync),
    rmdirSync: watched(original.rmdirSync),
  };
});

class Killed extends Error {}

const real = process.pid;
const deadProcess = 999_999_999;
let parent = "";
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "rollcast-crash-"));
});
afterEach(() => {
  disk.before = () => {};
  rmSync(parent, { recursive: true, force: true });
});

const place = () => ({ parent, name: "run" });
const report = (mark: string) => [
  { path: "summary.json", content: mark },
  { path: "charts/a.svg", content: mark },
  { path: "charts/b.svg", content: mark },
];

/** The mark of the report in the place, which has to be whole; `null` where there is none. */
function whole(): string | null {
  const folder = join(parent, "run");
  if (!existsSync(folder)) return null;
  const marks = report("").map(({ path }) => readFileSync(join(folder, path), "utf8"));
  expect(new Set(marks).size).toBe(1);
  expect(readdirSync(folder)).toEqual(["charts", "rollcast-report.json", "summary.json"]);
  return marks[0] ?? null;
}

function as<Value>(processId: number, work: () => Value): Value {
  Object.defineProperty(process, "pid", { value: processId, configurable: true });
  try {
    return work();
  } finally {
    Object.defineProperty(process, "pid", { value: real, configurable: true });
  }
}

function countChanges(work: () => void): number {
  disk.changes = 0;
  work();
  return disk.changes;
}

/** Writes a report in a process that is killed at a change: neither that change nor any later one is made. */
function killedAt(change: number, mark: string): void {
  disk.changes = 0;
  disk.before = (number) => {
    if (number >= change) throw new Killed();
  };
  expect(() => as(deadProcess, () => writeReport(report(mark), place()))).toThrow(Killed);
  disk.before = () => {};
}

describe("a run that is killed while it writes its report", () => {
  const changes = (previous: string | null) => {
    const folder = mkdtempSync(join(tmpdir(), "rollcast-count-"));
    const write = (mark: string) => writeReport(report(mark), { parent: folder, name: "run" });
    if (previous !== null) write(previous);
    const count = countChanges(() => write("new"));
    rmSync(folder, { recursive: true });
    return count;
  };

  it("leaves, at every moment, the previous or the new report whole for the next run", () => {
    const total = changes("old");
    expect(total).toBeGreaterThan(20);
    const seen = new Set<string | null>();
    for (let change = 1; change <= total; change++) {
      writeReport(report("old"), place());
      killedAt(change, "new");
      prepareReportPlace(place());
      seen.add(whole());
      expect(readdirSync(parent).filter((entry) => entry.includes(".previous-"))).toEqual([]);
      writeReport(report("next"), place());
      expect(whole()).toBe("next");
      rmSync(parent, { recursive: true });
      mkdirSync(parent);
    }
    expect(seen).toEqual(new Set(["old", "new"]));
  });

  it("leaves no report or a whole one where there was none", () => {
    for (let change = 1; change <= changes(null); change++) {
      killedAt(change, "new");
      expect([null, "new"]).toContain(whole());
      rmSync(parent, { recursive: true });
      mkdirSync(parent);
    }
  });

  it("has what it left half-written removed after an hour, but never what somebody else put there", () => {
    const total = changes(null);
    for (let change = 3; change <= total; change++) {
      killedAt(change, "new");
      const [partial] = readdirSync(parent).filter((entry) => entry.includes(".partial-"));
      if (partial !== undefined) {
        const folder = join(parent, partial);
        const isMarked = existsSync(join(folder, "rollcast-report.json"));
        if (change % 2 === 0) writeFileSync(join(folder, "mine"), "mine");
        prepareReportPlace(place());
        expect(existsSync(folder)).toBe(true);
        const longAgo = new Date(Date.now() - 2 * 3_600_000);
        utimesSync(folder, longAgo, longAgo);
        prepareReportPlace(place());
        if (change % 2 === 0) expect(readFileSync(join(folder, "mine"), "utf8")).toBe("mine");
        else if (isMarked) expect(existsSync(folder)).toBe(false);
      }
      rmSync(parent, { recursive: true });
      mkdirSync(parent);
    }
  });

  it("does not make folders of its names ours", () => {
    for (const name of [".run.previous", ".run.partial-7", ".run.previous-7-zzzzzzzz"]) {
      mkdirSync(join(parent, name));
      writeFileSync(join(parent, name, "summary.json"), "mine");
    }
    writeReport(report("new"), place());
    expect(readdirSync(parent)).toHaveLength(4);
  });
});

describe("a second run that writes the same report in the middle of the first", () => {
  it.each([
    ["sees the first at work", process.ppid],
    ["cannot see it, as in another container", deadProcess],
  ])("leaves one of both whole: it %s", (_, firstProcess) => {
    const endings = new Set<string | null>();
    for (let change = 1; ; change++) {
      writeReport(report("old"), place());
      disk.changes = 0;
      disk.before = (number) => {
        if (number !== change) return;
        disk.before = () => {};
        as(real, () => writeReport(report("second"), place()));
      };
      as(firstProcess, () => writeReport(report("first"), place()));
      const isOver = disk.changes < change;
      disk.before = () => {};
      endings.add(whole());
      expect(readdirSync(parent)).toEqual(["run"]);
      if (isOver) break;
    }
    expect([...endings].sort()).toEqual(["first", "second"]);
  });
});
