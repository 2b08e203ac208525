import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-init-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const service = join(folder, "service.yaml");
writeFileSync(
  service,
  "name: shop\napplications: [{ name: shop, import_path: 'm:app', deployments: [{ name: A, num_replicas: 4 }] }]\n",
);

describe("init", () => {
  it("writes a scenario that can be checked, and names the service by its path from there", async () => {
    mkdirSync(join(folder, "below"));
    const out = join(folder, "below", "scenario.yaml");
    const run = await captured(["init", service, "--out", out]);
    expect(run.status).toBe(0);
    expect(run.stdout).toBe(
      `wrote ${out}; put what you know in place of what is assumed, then: rollcast simulate ${out}\n`,
    );
    expect(run.stderr).toContain(`${service} is a Ray Serve config\n`);
    expect(readFileSync(out, "utf8")).toContain("\nservice: ../service.yaml\n");
    const checked = await captured(["check", out]);
    expect(checked.status).toBe(0);
    expect(checked.stdout).toMatch(/^.+: the update finishes, in about .+\nok .+\n$/);
  });

  it("prints it with --out -", async () => {
    const run = await captured(["init", service, "--out", "-"]);
    expect(run.status).toBe(0);
    expect(run.stdout).toContain("\nname: shop\n");
  });

  it("replaces nothing, not even a link that leads nowhere", async () => {
    const there = join(folder, "there.yaml");
    writeFileSync(there, "mine");
    const link = join(folder, "link.yaml");
    symlinkSync(join(folder, "nowhere"), link);
    for (const out of [there, link]) {
      const run = await captured(["init", service, "--out", out]);
      expect(run).toMatchObject({ status: 2, stdout: "" });
      expect(run.stderr).toContain(
        `${out} is there already: move it away, or choose another place with --out`,
      );
    }
    expect(readFileSync(there, "utf8")).toBe("mine");
  });

  it.each([
    [join(folder, "missing.yaml"), /missing\.yaml:1:1: .*does not exist/],
    [folder, /is not a file/],
  ])("says what it cannot read: %s", async (path, message) => {
    const run = await captured(["init", path, "--out", "-"]);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(message);
  });

  it("says where it cannot write", async () => {
    const run = await captured(["init", service, "--out", join(folder, "no", "such.yaml")]);
    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/could not be written: ENOENT/);
  });
});
