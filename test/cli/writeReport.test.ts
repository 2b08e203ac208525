import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
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
const manifest = () => join(parent, "run", "rollcast-report.json");
const ownFiles = ["charts", "rollcast-report.json", "summary.json"];

/** Everything below a folder: what kind it is, and what it holds or where it leads. */
function picture(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return new Map(
    entries.map((entry) => {
      const path = join(folder, entry);
      const status = lstatSync(path);
      if (status.isSymbolicLink()) return [entry, `-> ${readlinkSync(path)}`];
      return [entry, status.isFile() ? readFileSync(path, "utf8") : "a folder"];
    }),
  );
}

function expectRefused(message: RegExp): void {
  const before = picture(parent);
  expect(() => writeReport(report("new"), place())).toThrow(message);
  expect(picture(parent)).toEqual(before);
}

describe("a report's folder", () => {
  it("is made with all folders above it and holds the report and a list of its files", () => {
    const deep = join(parent, "a", "b");
    expect(writeReport(report("1"), { parent: deep, name: "run" })).toBe(join(deep, "run"));
    expect(readdirSync(deep)).toEqual(["run"]);
    expect(readdirSync(join(deep, "run"))).toEqual(ownFiles);
    const listed = JSON.parse(readFileSync(join(deep, "run", "rollcast-report.json"), "utf8")).files;
    expect(listed).toMatchObject([
      // echo -n 1 | sha256sum
      { path: "summary.json", bytes: 1, sha256: expect.stringMatching(/^6b86b273ff34fce19d6b804eff5a3f57/) },
      { path: "charts/a.svg", bytes: 6 },
    ]);
  });

  it("is replaced: the files of the previous report go, also where the new one has none of their name", () => {
    writeReport([...report("1"), { path: "old/old.txt", content: "" }], place());
    writeReport(report("2"), place());
    expect(summary()).toBe("2");
    expect(readdirSync(join(parent, "run"))).toEqual(ownFiles);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("may be there and empty, and may have lost files of the report", () => {
    mkdirSync(join(parent, "run"));
    writeReport(report("1"), place());
    rmSync(join(parent, "run", "charts"), { recursive: true });
    writeReport(report("2"), place());
    expect(summary()).toBe("2");
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

  it.each([
    "../out.txt",
    "/abs.txt",
    "a/../../out.txt",
    "a//b",
    ".",
    ".git",
    "rollcast-report.json",
    "unfinished",
  ])("takes no file %j", (path) => {
    expect(() => writeReport([{ path, content: "" }], place())).toThrow(/A report has no file/);
    expect(readdirSync(parent)).toEqual([]);
  });

  it("takes no file twice", () => {
    expect(() => writeReport([...report("1"), ...report("2")], place())).toThrow(/two files of one path/);
  });
});

describe("what rollcast did not write is refused and stays untouched", () => {
  it("a folder with a summary.json of somebody else, as a checkout has it", () => {
    for (const folder of [".git", "src"]) mkdirSync(join(parent, "run", folder), { recursive: true });
    writeFileSync(join(parent, "run", ".git", "x"), "history");
    writeFileSync(join(parent, "run", "src", "a.txt"), "work");
    writeFileSync(join(parent, "run", "summary.json"), "{}");
    expectRefused(/run holds other files than a report of rollcast/);
  });

  it("a report of an earlier version, which has no list of its files", () => {
    writeReport(report("1"), place());
    rmSync(manifest());
    expectRefused(
      /reports of earlier versions had none\): move or delete the folder, or choose another --out$/,
    );
  });

  it.each<readonly [string, (folder: string) => void, RegExp]>([
    [
      "a file",
      (folder) => writeFileSync(join(folder, "notes.txt"), "mine"),
      /holds "notes\.txt", which rollcast/,
    ],
    ["a hidden file", (folder) => writeFileSync(join(folder, ".env"), "mine"), /holds "\.env"/],
    [
      "a file in its folder",
      (folder) => writeFileSync(join(folder, "charts", "b.svg"), ""),
      /"charts\/b\.svg"/,
    ],
    ["an empty folder", (folder) => mkdirSync(join(folder, "src")), /holds "src", which rollcast did not/],
    ["a link to a file", (folder) => symlinkSync("summary.json", join(folder, "link")), /holds "link"/],
    ["a link to a folder", (folder) => symlinkSync("..", join(folder, "up")), /holds "up"/],
    ["a link to nothing", (folder) => symlinkSync("nowhere", join(folder, "gone")), /holds "gone"/],
    [
      "a changed file",
      (folder) => writeFileSync(join(folder, "summary.json"), "2"),
      /holds "summary\.json", which was changed since/,
    ],
    [
      "a longer file",
      (folder) => appendFileSync(join(folder, "charts", "a.svg"), "\n"),
      /"charts\/a\.svg".*changed/,
    ],
    [
      "a folder where a file was",
      (folder) => {
        rmSync(join(folder, "summary.json"));
        mkdirSync(join(folder, "summary.json"));
      },
      /holds "summary\.json", which rollcast did not write/,
    ],
    [
      "a link where a file was, to a file of the same content",
      (folder) => {
        writeFileSync(join(folder, "..", "same"), "1");
        rmSync(join(folder, "summary.json"));
        symlinkSync("../same", join(folder, "summary.json"));
      },
      /holds "summary\.json", which was changed/,
    ],
    [
      "a link where a folder was, to a folder of the same content",
      (folder) => {
        mkdirSync(join(folder, "..", "same"));
        writeFileSync(join(folder, "..", "same", "a.svg"), "<svg/>");
        rmSync(join(folder, "charts"), { recursive: true });
        symlinkSync("../same", join(folder, "charts"));
      },
      /holds "charts", which rollcast did not write/,
    ],
  ])("%s in a report of ours", (_, put, message) => {
    writeReport(report("1"), place());
    put(join(parent, "run"));
    expectRefused(message);
  });

  it("a file, and a link to a report of ours, in the report's place", () => {
    writeFileSync(join(parent, "run"), "mine");
    expectRefused(/run is not a folder/);
    rmSync(join(parent, "run"));
    writeReport(report("1"), { parent, name: "other" });
    symlinkSync("other", join(parent, "run"));
    expectRefused(/a link is not followed/);
  });
});

describe("a list of files that lies", () => {
  const hash = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";

  it.each(["../mine", "/etc/passwd", "a/../../mine", "..", ".", "", "up/mine", "charts/../../mine", "C:\\x"])(
    "does not make %j ours",
    (path) => {
      writeReport(report("1"), place());
      writeFileSync(join(parent, "mine"), "1");
      const lying = JSON.parse(readFileSync(manifest(), "utf8"));
      lying.files.push({ path, bytes: 1, sha256: hash });
      writeFileSync(manifest(), `${JSON.stringify(lying, null, 2)}\n`);
      // A path below a folder that is not there names nothing: the report is replaced, and nothing else is touched.
      if (path === "up/mine") writeReport(report("new"), place());
      else expectRefused(/holds other files than a report/);
      expect(readFileSync(join(parent, "mine"), "utf8")).toBe("1");
    },
  );

  it("does not lead through a link to files outside", () => {
    writeReport(report("1"), place());
    mkdirSync(join(parent, "theirs"));
    writeFileSync(join(parent, "theirs", "mine"), "1");
    symlinkSync("../theirs", join(parent, "run", "up"));
    const lying = JSON.parse(readFileSync(manifest(), "utf8"));
    lying.files.push({ path: "up/mine", bytes: 1, sha256: hash });
    writeFileSync(manifest(), `${JSON.stringify(lying, null, 2)}\n`);
    expectRefused(/holds "up", which rollcast did not write/);
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["JSON of another kind", "[]"],
    ["a file without a hash", '{"about":"","files":[{"path":"summary.json","bytes":1}]}'],
    ["too long to be read", " ".repeat(1_000_001)],
    ["deeply nested", "[".repeat(100_000)],
  ])("is none of ours: %s", (_, text) => {
    writeReport(report("1"), place());
    writeFileSync(manifest(), text);
    expectRefused(/holds other files than a report/);
  });

  it("is none of ours as a link, as a folder, and with a key of somebody else", () => {
    writeReport(report("1"), place());
    const text = readFileSync(manifest(), "utf8");
    writeFileSync(join(parent, "elsewhere.json"), text);
    rmSync(manifest());
    symlinkSync("../elsewhere.json", manifest());
    expectRefused(/holds other files than a report/);
    rmSync(manifest());
    mkdirSync(manifest());
    expectRefused(/holds other files than a report/);
    rmSync(manifest(), { recursive: true });
    writeFileSync(manifest(), text.replace('"files"', '"mine": 1,\n  "files"'));
    expectRefused(/holds other files than a report/);
  });

  it("costs a file that has two names the name in the report alone", () => {
    writeReport(report("1"), place());
    linkSync(join(parent, "run", "summary.json"), join(parent, "kept.json"));
    writeReport(report("2"), place());
    expect(readFileSync(join(parent, "kept.json"), "utf8")).toBe("1");
  });
});

describe("a full disk", () => {
  const writer = (folder: string) =>
    `node --import tsx test/cli/writeOneReport.ts ${JSON.stringify(folder)} new 2>&1`;

  it("leaves the previous report whole and nothing beside it", () => {
    writeReport(report("1"), place());
    const before = picture(parent);
    // No file may grow beyond 64 blocks: the last one is cut in the middle, as by a disk without room.
    const { status, stdout } = spawnSync("bash", ["-c", `ulimit -f 64; ${writer(parent)}`], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/could not be written: EFBIG/),
    });
    expect(picture(parent)).toEqual(before);
  });

  it("leaves the previous report whole on a file system of its own", (context) => {
    const disk = join(parent, "disk");
    mkdirSync(disk);
    const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=128k", "tmpfs", disk]);
    if (mounted.status !== 0) context.skip("only a superuser may mount a small file system");
    try {
      writeReport(report("1"), { parent: disk, name: "run" });
      const before = picture(disk);
      const { status, stdout } = spawnSync("bash", ["-c", writer(disk)], { encoding: "utf8" });
      expect({ status, stdout }).toMatchObject({ status: 2, stdout: expect.stringMatching(/ENOSPC/) });
      expect(picture(disk)).toEqual(before);
    } finally {
      spawnSync("umount", [disk]);
    }
  });
});

describe("runs at the same time", () => {
  it("each put a whole report into the place, and leave nothing beside it", async () => {
    const writers = ["a", "b"].map(
      (mark) =>
        new Promise<number | null>((resolve) => {
          spawn("node", ["--import", "tsx", "test/cli/writeOneReport.ts", parent, mark, "40"], {
            stdio: "inherit",
          }).on("close", resolve);
        }),
    );
    expect(await Promise.all(writers)).toEqual([0, 0]);
    expect(readdirSync(parent)).toEqual(["run"]);
    expect(new Set(picture(join(parent, "run")).get("big.txt")).size).toBe(1);
    // Only a whole report of ours can be replaced.
    writeReport(report("2"), place());
    expect(existsSync(join(parent, "run", "big.txt"))).toBe(false);
  });
});
