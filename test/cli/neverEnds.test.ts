import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const page = readFileSync(new URL("../../docs/the-update-that-never-ends.md", import.meta.url), "utf8");
const stories = [
  ...page.matchAll(/```yaml\n(name: (\S+)\n[^`]*)```\n\n```text\n\$ rollcast check \S+\n([^`]*)```/g),
].map(([, yaml = "", name = "", output = ""]) => ({ yaml, name, output }));

describe("the page of updates that never end", () => {
  it("tells three stories", () => {
    expect(stories.map(({ name }) => name)).toEqual(["full-pool", "one-gpu", "second-cluster"]);
  });

  it.each(stories)("prints what check says of $name", async ({ yaml, name, output }) => {
    const folder = mkdtempSync(join(tmpdir(), "rollcast-never-ends-"));
    const file = join(folder, `${name}.yaml`);
    try {
      writeFileSync(file, yaml);
      const { stdout, status } = await captured(["check", file]);
      expect(status).toBe(0);
      expect(stdout.replaceAll(file, `${name}.yaml`)).toBe(output);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
