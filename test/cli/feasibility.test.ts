import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

let folder: string;

/** Three replicas on three machines, or with room for more. */
function scenarioWith(maxNodes: number): string {
  const file = join(folder, `pool-${maxNodes}.yaml`);
  writeFileSync(
    file,
    `name: pool-${maxNodes}
horizon: 3h
service:
  compute_config:
    worker_nodes: [{ name: gpu, instance_type: g5.2xlarge, min_nodes: 0, max_nodes: 9 }]
  applications:
    - name: chat
      import_path: m:app
      deployments: [{ name: Model, num_replicas: 3, ray_actor_options: { num_gpus: 1 } }]
cluster: { pools: { g5: { maxNodes: ${maxNodes} } } }
update: { at: 5m, max_surge_percent: 34, config: { image_uri: x:2 } }
`,
  );
  return file;
}

describe("whether the update can finish", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rollcast-feasibility-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is what check says first, and an error where that is asked for", async () => {
    const [scarce, roomy] = [scenarioWith(3), scenarioWith(5)];
    const usual = await captured(["check", scarce]);
    expect(usual.status).toBe(0);
    expect(usual.stdout).toContain(
      `${scarce}: the update never finishes: in step 1 (scale up) v2 (replicas: 2 of Model) waits for a node of pool g5 (3 of 3 out): it needs 5 nodes, and there are 3\n`,
    );
    expect(usual.stdout).toContain("  - 2 more nodes of pool g5: takes about ");
    const strict = await captured(["check", "--strict", scarce, roomy]);
    expect(strict.status).toBe(1);
    expect(strict.stderr).toContain(`failed: ${scarce}: its update never finishes\n`);
    expect(strict.stdout).toContain(`ok ${roomy}\n`);
    expect(strict.stdout).not.toContain(`ok ${scarce}\n`);
  });

  it("is what plan says first, with the machines of each step", async () => {
    const { stdout } = await captured(["plan", scenarioWith(3)]);
    expect(stdout).toMatch(/^The update never finishes: in step 1 /);
    expect(stdout).toContain("GPUs held: now 3, at most 5.");
    expect(stdout).toMatch(/step 1 \(scale up\) +3 \/ 3 \/ 5 +3 \/ 3 \/ 5 +5, 5\n/);
    const smaller = await captured(["plan", scenarioWith(5), "--surge", "10", "--format", "json"]);
    expect(JSON.parse(smaller.stdout)).toMatchObject({
      maxSurgePercent: 10,
      feasibility: { verdict: "finishes" },
    });
  });

  it("is no matter of a plan without machines", async () => {
    const { stdout } = await captured(["plan", "--replicas", "8", "--format", "json"]);
    expect(JSON.parse(stdout)).not.toHaveProperty("feasibility");
  });

  it("is what simulate says first, and its summary carries it", async () => {
    const out = join(folder, "reports");
    const { stdout } = await captured(["simulate", scenarioWith(3), "--out", out]);
    expect(stdout).toMatch(/^pool-3\n\nThe update never finishes: /);
    const summary: unknown = JSON.parse(readFileSync(join(out, "pool-3", "summary.json"), "utf8"));
    expect(summary).toMatchObject({
      feasibility: { verdict: "never-finishes", shortage: { neededNodes: 5 } },
    });
    expect(readFileSync(join(out, "pool-3", "report.html"), "utf8")).toContain("Can it finish?");
    const json = await captured(["simulate", scenarioWith(5), "--out", out, "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: "completed",
      feasibility: { verdict: "finishes" },
    });
  });
});
