import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-services-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const anyscale = file(
  "service.yaml",
  "name: shop\nimage_uri: x:1\napplications: [{ name: shop, import_path: 'm:app', deployments: [{ name: A, num_replicas: 8 }] }]\n",
);
const application = file(
  "application.yaml",
  "import_path: m:app\ndeployments: [{ name: A, num_replicas: 8 }]\n",
);

describe("a file that describes a service", () => {
  it("is named where a scenario is expected, with what to do next", async () => {
    const run = await captured(["simulate", anyscale]);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toBe(
      `${anyscale}:1:1: is an Anyscale service config, not a scenario; \`rollcast init ${anyscale}\` writes a scenario for it\n`,
    );
  });

  it("is checked like a scenario, and told by its name", async () => {
    const run = await captured(["check", anyscale, application]);
    expect(run.status).toBe(0);
    expect(run.stdout).toBe(
      [
        `ok ${anyscale} (an Anyscale service config; \`rollcast init ${anyscale}\` writes a scenario for it)\n`,
        `ok ${application} (a Ray Serve config of one application; \`rollcast init ${application}\` writes a scenario for it)\n`,
      ].join(""),
    );
  });

  it.each([anyscale, application])("is planned: %s", async (path) => {
    const run = await captured(["plan", path, "--surge", "25", "--format", "json"]);
    expect(run.status).toBe(0);
    expect(JSON.parse(run.stdout)).toMatchObject({ peak: { deployments: { A: { replicas: 10 } } } });
  });

  it("may be named by a scenario, whatever its form", async () => {
    const scenario = file(
      "scenario.yaml",
      "name: s\nhorizon: 1m\nservice: ./application.yaml\ntraffic: [{ constant: 1 }]\n",
    );
    expect(await captured(["check", scenario])).toMatchObject({ status: 0, stdout: `ok ${scenario}\n` });
  });
});
