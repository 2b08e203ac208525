import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { formatDuration } from "../../src/report/text/formatDuration.ts";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import { parseScenario } from "../../src/scenario/parseScenario.ts";
import { fileSource } from "../../src/scenario/yaml/fileSource.ts";
import type { SimulationResult } from "../../src/simulation/result/SimulationResult.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/** Two of the shipped scenarios on KubeRay, and the same on Anyscale and as a Deployment: what the README's table tells. */

type System = "Anyscale" | "KubeRay" | "Deployment";
const systems: readonly System[] = ["Anyscale", "KubeRay", "Deployment"];
const ways: Readonly<Record<Exclude<System, "KubeRay">, string>> = {
  Anyscale: "  strategy: anyscale\n  max_surge_percent: 30\n",
  Deployment: "  strategy:\n    deployment: { type: RollingUpdate, maxSurge: 30%, maxUnavailable: 0 }\n",
};

function play(name: string, system: System): SimulationResult {
  const path = `scenarios/${name}.yaml`;
  const text = readFileSync(path, "utf8");
  const way = / {2}strategy:\n {4}kubeRay: .*\n/;
  if (!way.test(text)) throw new Error(`${path} names no strategy`);
  const changed = system === "KubeRay" ? text : text.replace(way, ways[system]);
  const { scenario } = parseScenario(changed, fileSource(path));
  const result = simulate(scenario);
  expect(checkInvariants(result).filter(({ status }) => status === "failed")).toEqual([]);
  return result;
}

const upgrades = systems.map((system) => play("kuberay-upgrade", system).summary);
const stalls = systems.map((system) => play("kuberay-never-ready", system).summary);

describe("one service under Anyscale, under KubeRay and as a Deployment", () => {
  it("is what the table of the README says", () => {
    const readme = readFileSync("README.md", "utf8");
    const told = (summary: (typeof upgrades)[number]) => formatDuration((summary.durationMinutes ?? 0) * 60);
    const row = (title: string, cells: readonly unknown[]) => `| ${title} | ${cells.join(" | ")} |`;
    const [timedOut, waiting, stuck] = stalls;
    for (const expected of [
      row("the rollout takes", upgrades.map(told)),
      row(
        "GPUs held at the peak",
        upgrades.map(({ peakGpus }) => peakGpus),
      ),
      row("the new version never gets ready", [
        `rolled back after ${Math.round(timedOut?.durationMinutes ?? 0)} min`,
        `waits without end, ${waiting?.peakGpus} GPUs held`,
        `waits without end, ${stuck?.peakGpus} GPUs held`,
      ]),
      row(
        "GPU hours of these three hours",
        stalls.map(({ gpuHours }) => gpuHours.toFixed(1)),
      ),
    ])
      expect(readme).toContain(expected);
  });

  it("loses no request under any, and ends as differently as their rules are", () => {
    expect([...upgrades, ...stalls].map(({ failedRequests }) => failedRequests)).toEqual([0, 0, 0, 0, 0, 0]);
    expect(upgrades.map(({ outcome }) => outcome)).toEqual(["completed", "completed", "completed"]);
    expect(stalls.map(({ outcome }) => outcome)).toEqual(["rolled-back", "in-progress", "in-progress"]);
  });
});

describe("a KubeRay upgrade that is taken back by its old spec", () => {
  const { steps, summary } = simulate(loadScenario("scenarios/kuberay-rollback.yaml").scenario);
  const back = steps.filter(({ name }) => name?.startsWith("roll back") === true);

  it("shifts traffic twice, a minute apart, and the new version fails requests until the second", () => {
    const traffic = back.map(({ startSeconds, canary }) => [startSeconds, canary.trafficPercent]);
    expect(traffic).toEqual([
      [1080, 30],
      [1082, 30],
      [1140, 0],
    ]);
    expect(back[1]?.errors).toBeGreaterThan(10);
    expect(steps.at(-1)).toMatchObject({ kind: "after", errors: 0 });
  });

  it("waits for no replica: four of ten get all the traffic", () => {
    expect(back.map(({ primary }) => [primary.trafficPercent, primary.replicas.running])).toEqual([
      [70, 4],
      [70, 4],
      [100, 4],
    ]);
  });

  it("holds more for a moment than its surge allows", () => {
    expect(summary).toMatchObject({ outcome: "rolled-back", peakGpus: 15 });
    expect(back[0]?.gpusHeld).toBe(15);
  });
});
