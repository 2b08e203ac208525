import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { captured } from "./captured.ts";

const folder = mkdtempSync(join(tmpdir(), "rollcast-plans-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const pods = (spec: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: chat }
spec:
  ${spec}
  template: { spec: { containers: [{ name: chat, image: "chat:1", resources: { limits: { cpu: 4, nvidia.com/gpu: 1 } } }] } }
`;
const ray = `apiVersion: ray.io/v1
kind: RayService
metadata: { name: chat }
spec:
  upgradeStrategy: { type: NewClusterWithIncrementalUpgrade, clusterUpgradeOptions: { maxSurgePercent: 50, stepSizePercent: 50, intervalSeconds: 60 } }
  serveConfigV2: |
    applications: [{ name: chat, import_path: chat:app, deployments: [{ name: LLM, num_replicas: 4 }] }]
  rayClusterConfig:
    enableInTreeAutoscaling: true
    headGroupSpec: { template: { spec: { containers: [{ name: head, resources: { limits: { cpu: 4 } } }] } } }
    workerGroupSpecs:
      - { groupName: cpu, maxReplicas: 20, template: { spec: { containers: [{ name: w, resources: { limits: { cpu: 8 } } }] } } }
`;

interface PrintedPlan {
  readonly strategy: string;
  readonly isWhole: boolean;
  readonly peak: unknown;
  readonly feasibility: { readonly verdict: string; readonly needs?: unknown };
  readonly steps: readonly {
    readonly atSeconds: number;
    readonly gpus: number;
    readonly deployments: readonly { readonly old: number; readonly new: number }[];
  }[];
}

async function planned(path: string): Promise<PrintedPlan> {
  const run = await captured(["plan", path, "--format", "json"]);
  expect(run.status).toBe(0);
  return JSON.parse(run.stdout) as PrintedPlan;
}

const counts = ({ steps }: PrintedPlan) =>
  steps.map(({ deployments: [count] }) => [count?.old, count?.new] as const);

describe("the plan of a Deployment", () => {
  it("is the numbers of pods that the controller passes through when each is ready at once", async () => {
    const plan = await planned(
      file(
        "four.yaml",
        pods("replicas: 4\n  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }"),
      ),
    );
    expect(counts(plan)).toEqual([
      [4, 0],
      [4, 1],
      [3, 1],
      [3, 2],
      [2, 2],
      [2, 3],
      [1, 3],
      [1, 4],
      [0, 4],
    ]);
    expect(plan).toMatchObject({
      strategy: "deployment",
      isWhole: true,
      peak: { gpus: 5, deployments: [{ name: "chat", replicas: 5, stepIndex: 1, least: 4, wanted: 4 }] },
      feasibility: { verdict: "finishes" },
    });
    expect(plan.feasibility.needs).toBeDefined();
  });

  it("takes the time that a pod must have been ready, and no other", async () => {
    const plan = await planned(
      file(
        "slow.yaml",
        pods(
          "replicas: 2\n  minReadySeconds: 30\n  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }",
        ),
      ),
    );
    expect(plan.steps.map(({ atSeconds }) => atSeconds)).toEqual([0, 0, 30, 30, 60]);
  });

  it("never has more than the surge allows, nor less than may be unavailable, for every surge and every number", async () => {
    for (const [replicas, surge, unavailable] of [
      [1, 1, 0],
      [3, 0, 1],
      [7, 2, 3],
      [10, 10, 0],
    ] as const) {
      const strategy = `{ rollingUpdate: { maxSurge: ${surge}, maxUnavailable: ${unavailable} } }`;
      const plan = await planned(file("any.yaml", pods(`replicas: ${replicas}\n  strategy: ${strategy}`)));
      for (const [old = 0, next = 0] of counts(plan)) {
        expect(old + next).toBeLessThanOrEqual(replicas + surge);
        expect(old + next).toBeGreaterThanOrEqual(replicas - unavailable);
      }
      expect(counts(plan).at(-1)).toEqual([0, replicas]);
    }
  });

  it("stops everything first where it is recreated", async () => {
    const plan = await planned(file("recreate.yaml", pods("replicas: 3\n  strategy: { type: Recreate }")));
    expect(counts(plan)).toEqual([
      [3, 0],
      [0, 0],
      [0, 3],
    ]);
  });

  it("is a table with what it rests on, and as CSV a row a step", async () => {
    const path = file(
      "table.yaml",
      pods("replicas: 2\n  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }"),
    );
    const { stdout } = await captured(["plan", path]);
    expect(stdout).toContain("By a Deployment's rolling update (surge 1, unavailable 0)");
    expect(stdout).toContain(
      "chat: 3 replicas, first in step 1, 1 beyond the 2 that are wanted; at least 2.",
    );
    expect(stdout).toContain("As if every replica were ready at once");
    expect(stdout).toContain("Machines, both versions together");
    const csv = (await captured(["plan", path, "--format", "csv"])).stdout.split("\n");
    expect(csv[0]).toMatch(/^step,name,at_s,deployment,new_replicas,old_replicas,surge,unavailable/);
    expect(csv[2]?.trimEnd()).toMatch(/,chat,1,2,1,0,,3$/);
  });
});

describe("the plan of another manifest or strategy", () => {
  it("is KubeRay's own schedule for a RayService", async () => {
    const { stdout } = await captured(["plan", file("ray.yaml", ray)]);
    expect(stdout).toContain("By KubeRay's upgrade in steps (surge 50 %, step 50 % every 60 s)");
  });

  it("refuses options of Anyscale's rollouts, but for those that plan one", async () => {
    const refused = await captured(["plan", file("ray.yaml", ray), "--rounding", "half-up"]);
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("--rounding belongs to Anyscale's rollouts");
    const anyscale = await captured(["plan", file("ray.yaml", ray), "--surge", "25"]);
    expect(anyscale.stdout).toContain("canary");
  });

  it("is refused in one sentence where everything is moved by hand", async () => {
    const run = await captured(["plan", "scenarios/shadow-backend.yaml"]);
    expect(run).toMatchObject({ status: 2, stdout: "" });
    expect(run.stderr).toMatch(
      /shadow-backend\.yaml: nothing is known in advance of a rollout by weights, which moves only when somebody tells it to: rollcast simulate plays what the scenario's commands tell it\n$/,
    );
  });
});
