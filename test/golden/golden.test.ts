import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkFeasibility } from "../../src/feasibility/checkFeasibility.ts";
import { checkInvariants } from "../../src/invariants/checkInvariants.ts";
import { renderReport } from "../../src/report/renderReport.ts";
import { checkExpectations } from "../../src/scenario/checkExpectations.ts";
import { loadScenario } from "../../src/scenario/loadScenario.ts";
import { simulate } from "../../src/simulation/simulate.ts";

/**
 * Whole runs, byte for byte. Small files are kept as they are, so that a difference can be read; of every file of the
 * report a digest is kept. `npm run golden` writes them anew: look at the difference before you commit it.
 */
const scenarios = [
  "gpu-25-surge",
  "canary-fails-at-75",
  "autoscaled-ramp",
  "kuberay-upgrade",
  "kuberay-never-ready",
  "kuberay-rollback",
  "shadow-backend",
  "deployment-rolling",
  "deployment-scaled",
  "deployment-deadlock",
  "deployment-deadlock-fixed",
];
const keptWhole = ["summary.json", "steps.csv"];
const isUpdate = process.env.ROLLCAST_UPDATE_GOLDEN === "1";

describe("golden runs", () => {
  it.each(scenarios)("writes %s byte for byte as before", async (name) => {
    const files = await reportOf(name);
    const digests = Object.fromEntries(
      files.map(({ path, content }) => [path, createHash("sha256").update(content).digest("hex")]),
    );
    const kept = [
      { path: "digests.json", content: `${JSON.stringify(digests, null, 2)}\n` },
      ...files.filter(({ path }) => keptWhole.includes(path)),
    ];
    for (const { path, content } of kept) {
      const golden = fileURLToPath(new URL(`files/${name}/${path}`, import.meta.url));
      if (isUpdate) {
        mkdirSync(new URL(`files/${name}/`, import.meta.url), { recursive: true });
        writeFileSync(golden, content);
      }
      expect(existsSync(golden), `${golden} exists; npm run golden writes it`).toBe(true);
      expect(content, path).toBe(readFileSync(golden, "utf8"));
    }
  });

  it("writes other bytes for another seed", async () => {
    const one = await reportOf("gpu-25-surge");
    const other = await reportOf("gpu-25-surge", "another");
    const timeline = (files: typeof one) => files.find(({ path }) => path === "timeline.csv")?.content;
    expect(timeline(one)).not.toBe(timeline(other));
  });
});

async function reportOf(name: string, seed?: string) {
  const { scenario, expectations } = loadScenario(
    fileURLToPath(new URL(`../../scenarios/${name}.yaml`, import.meta.url)),
  );
  const played = seed === undefined ? scenario : { ...scenario, seed };
  const result = simulate(played);
  return renderReport({
    result,
    invariants: checkInvariants(result),
    expectations: checkExpectations(expectations, result.summary),
    feasibility: checkFeasibility(played),
  });
}
